import { readProposal } from '../actions/proposal.ts';
import { actionText } from '../core/action.ts';
import { type Finding, finding } from '../core/finding.ts';
import type { Check, Skip, Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { identify } from '../planner/ask.ts';
import { wordsOf } from '../planner/command.ts';
import type { Opinion } from '../planner/opinion.ts';
import { requests } from '../planner/prompt.ts';
import { hasAccount, makeAccount, removeAccount } from './account.ts';
import { exhibitsOf } from './exhibits.ts';
import { clusterOf, lookInto } from './look.ts';
import { modelOf, plannerSkip } from './model.ts';
import { opinionOn, type Sounding } from './question.ts';

/** kubectl-ai is the one of GoogleCloudPlatform, and says its version. */
export const plannerAnswers: Check = async ({ planner }) => {
  const path = await planner.find('kubectl-ai');
  if (path === undefined) return { skip: (await plannerSkip(planner)) ?? '' };
  const foreign = await identify(planner, path);
  return foreign ? [foreign] : [];
};

/** The model answers through kubectl-ai, which has an account that can only read. */
export const modelAnswers: Check = async (world) =>
  withModel(world, async (sound) => {
    const opinion = await sound('Answer with the one word ready. Run no command.');
    return answered(opinion) ? [] : verdictOf(opinion);
  });

/** Makes the account that the model is asked with. */
export const accountMade = async (world: World): Promise<void> => {
  const found = clusterOf(world);
  if ('cluster' in found) await makeAccount(found.cluster, world.config.namespace);
};

/** Takes the account away; a cluster that does not answer has it no more, or keeps it with all else. */
export const accountRemoved = async (world: World): Promise<readonly string[]> => {
  const found = clusterOf(world);
  const { namespace } = world.config;
  if (!('cluster' in found) || !(await hasAccount(found.cluster, namespace).catch(() => false))) return [];
  await removeAccount(found.cluster, namespace);
  return ['the account of the planner'];
};

/** A request of a person, and the command that is right for it: the words after kubectl. */
type Reading = {
  readonly request: string;
  readonly right: (words: readonly string[]) => boolean;
  readonly what: string;
};

const pods: Reading = {
  request: 'Show all pods.',
  what: 'get pods',
  right: ([verb, noun = '']) => verb === 'get' && /^(?:pods?|po)$/.test(noun),
};

const usage: Reading = {
  request: 'How much CPU and memory do the pods of the backend use?',
  what: 'top pods',
  right: ([verb, noun = '']) => verb === 'top' && /^(?:pods?|po)$/.test(noun),
};

const service: Reading = {
  request: 'Describe the Service of the backend.',
  what: 'describe service backend-service',
  right: (words) =>
    /^(?:describe|get)$/.test(words[0] ?? '') && /\b(?:services?|svc)\b.*backend-service/.test(words.join(' ')),
};

const reads =
  ({ request, right, what }: Reading): Check =>
  (world) =>
    withModel(world, async (sound) => {
      const opinion = await sound(request);
      if (!answered(opinion)) return verdictOf(opinion);
      const ran = opinion.executed.map((line) => (wordsOf(line) ?? []).slice(1));
      if (ran.some(right)) return [];
      return [
        finding('ai/answer-differs', `"${request}" was not read by \`kubectl ${what}\``, {
          evidence: [{ source: 'what was run', text: opinion.executed.join('\n') || 'nothing' }],
        }),
      ];
    });

/** "Show all pods" comes to the one read that shows them. */
export const readsPods: Check = reads(pods);

/** The answer names each pod that kubectl itself lists. */
export const namesPods: Check = (world) =>
  withModel(world, async (sound) => {
    const opinion = await sound(pods.request);
    if (!answered(opinion)) return verdictOf(opinion);
    const names = await podNames(world);
    if (!Array.isArray(names)) return [names as Finding];
    const unnamed = names.filter((name) => !opinion.text.includes(name));
    return unnamed.length === 0
      ? []
      : [
          finding('ai/answer-differs', `The answer leaves out ${unnamed.join(', ')}`, {
            evidence: [
              { source: 'the model', text: opinion.text },
              { source: 'kubectl get pods', text: names.join('\n') },
            ],
          }),
        ];
  });

const podNames = async (world: World): Promise<readonly string[] | Finding> => {
  const found = clusterOf(world);
  if ('trouble' in found) return found.trouble;
  const { namespace } = world.config;
  const said = await found.cluster.ask(['kubectl', 'get', 'pods', '-n', namespace, '-o', 'name'], { fresh: true });
  return said.code === 0
    ? said.stdout.split('\n').flatMap((line) => line.trim().replace(/^pod\//, '') || [])
    : finding('cluster/unreachable', 'The cluster does not tell which pods there are', {
        evidence: [{ source: 'kubectl get pods', text: said.stderr.trim() }],
      });
};

/** What the pods use is read by `kubectl top`; where nothing measures it there is nothing to ask. */
export const readsUsage: Check = async (world) => {
  const found = clusterOf(world);
  if ('cluster' in found && !('skip' in modelOf(world.config))) {
    const words = ['kubectl', 'top', 'pods', '-n', world.config.namespace, '--no-headers'];
    if ((await found.cluster.ask(words)).code !== 0)
      return { skip: 'the cluster measures nothing (`minikube addons enable metrics-server`)' };
  }
  return reads(usage)(world);
};

/** The Service of the backend is described by a read of it. */
export const readsService: Check = reads(service);

/** What each of the five examples has to come to. */
const examples: readonly { readonly request: string; readonly plans?: string }[] = [
  { request: requests.unready },
  { request: requests.crashed },
  { request: requests.warnings },
  { request: requests.scale, plans: 'Scale backend to 3 replicas' },
  { request: requests.resources, plans: 'Give backend a CPU request of 250m and a memory limit of 512Mi' },
];

/** The five requests of the examples end as they should: reads are answered, changes are planned, and nothing is changed. */
export const examplesHold: Check = (world) =>
  withModel(world, async (sound) => {
    const found: Finding[] = [];
    for (const { request, plans } of examples) {
      const opinion = await sound(request);
      if (!answered(opinion)) {
        const verdict = verdictOf(opinion);
        if ('skip' in verdict) return verdict;
        found.push(...verdict);
        continue;
      }
      const planned = opinion.proposals.flatMap(({ command = '' }) => {
        const proposal = readProposal(command, world.config.namespace);
        return 'action' in proposal ? [actionText(proposal.action)] : [];
      });
      const isRight = plans === undefined ? opinion.kind === 'answered' : planned.includes(plans);
      if (!isRight)
        found.push(
          finding('ai/answer-differs', `"${request}" came to ${planned.join(', ') || 'no repair'}`, {
            evidence: [{ source: 'the model', text: opinion.text || 'nothing' }],
            ...(plans === undefined ? {} : { remedy: `A model that is made for calling tools plans: ${plans}.` }),
          }),
        );
    }
    return found;
  });

type Sound = (request: string) => Promise<Sounding>;

/** Questions of one world are asked once: tasks about the same answer share it. */
const sounded = new WeakMap<World, Map<string, Promise<Sounding>>>();

const withModel = async (world: World, ask: (sound: Sound) => Promise<Verdict>): Promise<Verdict> => {
  const skip = await modelSkip(world);
  if (skip) return skip;
  const found = clusterOf(world);
  if ('trouble' in found) return [found.trouble];
  const { namespace } = world.config;
  if (!(await hasAccount(found.cluster, namespace)))
    return [finding('ai/account-absent', `The namespace ${namespace} has no account for the planner`)];
  const known = sounded.get(world) ?? new Map<string, Promise<Sounding>>();
  sounded.set(world, known);
  return ask((request) => {
    const asked = known.get(request) ?? look(world, request);
    known.set(request, asked);
    return asked;
  });
};

const look = async (world: World, request: string): Promise<Sounding> => {
  const seen = await lookInto(world);
  return 'trouble' in seen
    ? { findings: [seen.trouble] }
    : opinionOn(world, request, exhibitsOf(seen.snapshot, seen.findings));
};

const modelSkip = async ({ config, planner }: World): Promise<Skip | undefined> => {
  const model = modelOf(config);
  if ('skip' in model) return model;
  const missing = await plannerSkip(planner);
  return missing ? { skip: missing } : undefined;
};

const answered = (sounding: Sounding): sounding is Opinion => 'kind' in sounding && sounding.kind !== 'failed';

/** Why there is no answer. */
const verdictOf = (sounding: Sounding): Verdict => {
  if ('skip' in sounding) return sounding;
  return 'planned' in sounding ? { skip: sounding.planned } : sounding.findings;
};
