import { type Finding, finding, Problem, problem } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { Check, Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { operate } from '../diagnosis/commands.ts';
import { type AgentAddress, agentAt, askKagent, controller, probe, withoutKagent } from '../opinions/kagent.ts';
import {
  agentName,
  kagentManifests,
  kagentNamespace,
  manifestFindings,
  ownKinds,
  ownWords,
  secretManifest,
} from '../opinions/resources.ts';
import { requests } from '../planner/prompt.ts';
import { agreedTo } from './agreed.ts';
import { clusterOf } from './look.ts';
import { modelOf } from './model.ts';
import { ended, type Operated } from './operated.ts';
import type { Way } from './repair.ts';

/** The way to our agent; undefined where no controller is there, `unknown` where the cluster does not tell. */
export const wayToKagent = async ({
  ask,
  forward,
}: ClusterDoor): Promise<AgentAddress | undefined | { readonly unknown: Finding }> => {
  const { namespace, service, port } = controller;
  const words = ['kubectl', 'get', 'service', service, '-n', namespace, '--ignore-not-found', '-o', 'name'];
  const there = await ask([...words, '--request-timeout=15s'], { fresh: true });
  if (there.code !== 0)
    return {
      unknown: finding('cluster/unreachable', 'The cluster does not tell whether kagent is there', {
        evidence: [{ source: 'kubectl get service', text: there.stderr.trim() }],
      }),
    };
  const base = there.stdout.trim() === '' ? undefined : await forward(namespace, service, port);
  return base === undefined ? undefined : agentAt(base);
};

/** kagent's controller tells its version; where there is none, the rules serve alone. */
export const kagentAnswers: Check = (world) =>
  withKagent(world, async (address) => {
    const { status, text } = await probe(world, address);
    if (status === 0) return { skip: withoutKagent };
    if (status === 200 && /"kagent_version"\s*:/.test(text)) return [];
    return [
      finding('ai/kagent-form', 'The controller of kagent does not tell its version', {
        evidence: [{ source: `HTTP ${status}`, text: world.planner.redact(text).slice(0, 500) }],
      }),
    ];
  });

/** Its agent for this application ends a question. */
export const agentAnswers: Check = (world) => withKagent(world, ends(world, ['Answer with the one word ready.']));

/** The requests of the examples that only read are ended by its agent. */
export const agentExamplesHold: Check = (world) =>
  withKagent(
    world,
    ends(
      world,
      [requests.unready, requests.crashed, requests.warnings].map(
        (request) => `In the namespace ${world.config.namespace}: ${request}`,
      ),
    ),
  );

const withKagent = async (world: World, use: (address: AgentAddress) => Promise<Verdict>): Promise<Verdict> => {
  const found = clusterOf(world);
  if ('trouble' in found) return [found.trouble];
  const way = await wayToKagent(found.cluster);
  if (way === undefined) return { skip: withoutKagent };
  return 'unknown' in way ? [way.unknown] : use(way);
};

/** Each task, one after the other, until nobody is there any more. */
const ends =
  (world: World, tasks: readonly string[]) =>
  async (address: AgentAddress): Promise<Verdict> => {
    const found: Finding[] = [];
    for (const task of tasks) {
      const { kind, findings } = await askKagent(world, { address, task, redact: world.planner.redact });
      if (kind === 'absent') return { skip: withoutKagent };
      found.push(...findings);
    }
    return found;
  };

/**
 * Brings the agent, its model and the model's key into the namespace of kagent. Throws a Problem when a manifest is not one
 * that may be applied, or no model is set.
 */
export const bringAgent = async (world: World): Promise<void> => {
  const found = clusterOf(world);
  if ('trouble' in found) throw new Problem(found.trouble);
  const { config, privately } = world;
  const model = modelOf(config);
  if ('skip' in model) throw problem('ai/kagent-manifest', `The agent would have no model: ${model.skip}`, modelRemedy);
  const { OPENAI_BASE_URL: baseUrl } = config.application;
  const { namespace } = config;
  const manifests = kagentManifests({ namespace, model: model.model, ...(baseUrl ? { baseUrl } : {}) });
  const [fault] = manifests.flatMap(manifestFindings);
  if (fault) throw new Problem(fault);
  const { change } = found.cluster;
  // By the server, which keeps no copy of what was applied beside the Secret.
  const apply = ['kubectl', 'apply', '--server-side', '--force-conflicts', '--field-manager=todo-chatbot', '-f'];
  const key = JSON.stringify(secretManifest(namespace, model.endpoint.key));
  await privately('kagent-secret', key, (path) => change([...apply, path]));
  await change([...apply, '-'], { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }) });
};

const modelRemedy = { remedy: 'Set OPENAI_API_KEY in .env, or OPENAI_BASE_URL for a model of your own.' };

/** Takes the agent of this namespace away, with its model and key; a cluster that does not answer has it no more, or keeps it. */
export const removeAgent = async (world: World): Promise<readonly string[]> => {
  const found = clusterOf(world);
  if ('trouble' in found) return [];
  const { ask, change } = found.cluster;
  const { namespace } = world.config;
  const removed = await Promise.all(
    ownKinds.map(async (kinds) => {
      const said = await ask(['kubectl', ...ownWords('get', kinds, namespace), '-o', 'name'], { fresh: true });
      if (said.code !== 0 || said.stdout.trim() === '') return [];
      await change(['kubectl', ...ownWords('delete', kinds, namespace)]);
      return said.stdout.trim().split(/\s+/);
    }),
  );
  return removed.flat().map((name) => `${name} in ${kagentNamespace}`);
};

/** `agent`: brings our agent to kagent, once somebody agreed. */
export const agent = async (world: World, way: Way): Promise<Operated> => {
  const about = { word: 'agent' } as const;
  const found = clusterOf(world);
  if ('trouble' in found) return ended(about, 'failed', { findings: [found.trouble] });
  const there = await wayToKagent(found.cluster);
  if (there === undefined) return ended(about, 'skipped', { reason: withoutKagent });
  if ('unknown' in there) return ended(about, 'failed', { findings: [there.unknown] });
  const { config } = world;
  const said = [
    `The agent ${agentName} reads the namespace ${config.namespace}, by four tools that change nothing.`,
    `It lies in the namespace ${kagentNamespace}, with its model and a Secret that holds the key of .env.`,
  ];
  const plan = { said, next: [`Bring it: ${operate(config, 'agent --yes')}.`] };
  const agreed = await agreedTo(world, way, agentName, `${said.join(' ')} Type ${agentName} to bring it:`);
  if (agreed === 'nobody') return ended(about, 'planned', plan);
  if (typeof agreed === 'object') return ended(about, 'failed', { findings: [agreed] });
  await bringAgent(world);
  return config.dryRun
    ? ended(about, 'planned', plan)
    : ended(about, 'changed', { said, next: [`Ask for its opinion: ${operate(config, 'diagnose')}.`] });
};
