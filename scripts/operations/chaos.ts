import { type Breaking, breakingText, type Scenario } from '../chaos/scenario.ts';
import { scenarioOf, scenarios } from '../chaos/scenarios.ts';
import { chaosNamespace, withOwnDatabase } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import type { ClusterDoor, Remnant } from '../core/target.ts';
import type { World } from '../core/world.ts';
import { deploy as deployCommand, kubectl, operate } from '../diagnosis/commands.ts';
import { agreedTo } from './agreed.ts';
import { type Deploying, deploy, failuresOf, isDone } from './deploying.ts';
import { clusterOf, lookInto } from './look.ts';
import type { Operated } from './operated.ts';
import type { Way } from './repair.ts';

/**
 * Runs `use` in the chaos namespace of a world, with a database of its own; `texts` keeps all that is written to files in memory. Refuses a namespace that
 * somebody else made.
 */
export const inChaos = async <T>(
  world: World,
  use: (scratch: World, cluster: ClusterDoor) => Promise<T>,
  texts?: Readonly<Record<string, string>>,
): Promise<T | { readonly trouble: readonly Finding[] }> => {
  const namespace = chaosNamespace(world.config.namespace);
  const scratch = await world.otherwise({ namespace, config: withOwnDatabase, ...(texts ? { texts } : {}) });
  try {
    const found = clusterOf(scratch);
    if ('trouble' in found) return { trouble: [found.trouble] };
    const { platform, strangers } = await scratch.target.observe();
    const errors = errorsOf(platform.findings);
    if (errors.length > 0) return { trouble: errors };
    if (strangers.some(({ kind }) => kind === 'namespace'))
      return { trouble: [finding('ai/chaos-foreign', `The namespace ${namespace} was not made by us`)] };
    return await use(scratch, found.cluster);
  } finally {
    await scratch.target.close();
  }
};

/** Milliseconds until a cause must show. */
const patience = 180_000;

/** What the rules name, and how long they took to name it once it showed. */
export type Shown = { readonly cause: Finding | undefined; readonly findings: readonly Finding[]; readonly ms: number };

/** Deploys a copy, breaks it, and waits until the rules name the cause. */
export const breakCopy = async (
  scratch: World,
  cluster: ClusterDoor,
  scenario: Scenario,
  deploying: Deploying,
): Promise<Shown & { readonly failures: readonly Finding[] }> => {
  const outcomes = await deploy(scratch, deploying);
  if (!isDone(outcomes)) return { cause: undefined, findings: [], ms: 0, failures: failuresOf(outcomes) };
  for (const one of scenario.breaks) await change(cluster, scratch.config.namespace, one);
  return { ...(await untilShown(scratch, scenario)), failures: [] };
};

const change = ({ change: write }: ClusterDoor, namespace: string, { words, input }: Breaking): Promise<void> =>
  write(['kubectl', ...words, '-n', namespace], input ? { input: JSON.stringify(input) } : {});

const untilShown = async (scratch: World, { expects }: Scenario): Promise<Shown> => {
  const { clock, signal } = scratch;
  const deadline = clock.now() + patience;
  for (;;) {
    const began = clock.now();
    const seen = await lookInto(scratch);
    const findings = 'trouble' in seen ? [seen.trouble] : seen.findings;
    const cause = findings.find(({ code }) => code === expects);
    const ms = clock.now() - began;
    if (cause || signal.aborted || clock.now() >= deadline) return { cause, findings, ms };
    await clock.sleep(1000);
  }
};

/** `chaos SCENARIO`: breaks a copy and leaves it broken, for whoever wants to find out why. */
export const chaos = async (world: World, name: string, way: Way): Promise<Operated> => {
  const scenario = scenarioOf(name);
  const about = { word: 'chaos', subject: name } as const;
  if (!scenario) return failed(about, [unknown(name)]);
  const namespace = chaosNamespace(world.config.namespace);
  const said = [
    `${scenario.name}: ${scenario.symptom}`,
    `A copy in the namespace ${namespace} is what is broken; the live releases are not touched.`,
  ];
  const agreed = world.config.dryRun ? 'nobody' : await agreedTo(world, way, name, `Type ${name} to break the copy:`);
  if (agreed === 'nobody')
    return planned({
      ...about,
      said: [...said, ...scenario.breaks.map((one) => `It would run \`${breakingText(one, namespace)}\`.`)],
      next: [`Do it: ${operate(world.config, `chaos ${name} --yes`)}.`],
    });
  if (typeof agreed === 'object') return failed(about, [agreed]);
  const shown = await inChaos(world, (scratch, cluster) => breakCopy(scratch, cluster, scenario, way.deploying));
  if ('trouble' in shown) return failed(about, shown.trouble);
  const next = await nextSteps(world, scenario);
  if (shown.failures.length > 0) return failed(about, shown.failures, { said, next: next.slice(-1) });
  if (!shown.cause) return failed(about, [unseen(scenario, shown.findings)], { said, rules: shown.findings, next });
  return {
    operation: {
      ...about,
      state: 'changed',
      said: [...said, `The rules named the cause in ${(shown.ms / 1000).toFixed(1)} s, with no model.`],
      rules: shown.findings,
      next,
    },
    findings: [],
    outcomes: [],
  };
};

const nextSteps = async (world: World, { question, proposal, mending }: Scenario): Promise<readonly string[]> => {
  const place = { namespace: chaosNamespace(world.config.namespace) };
  const context = await world.target.cluster?.context();
  const where = { ...place, ...(context ? { context } : {}) };
  const removal =
    mending.kind === 'deploy' && mending.before ? `${kubectl(where, mending.before.words.join(' '))}, then ` : '';
  return [
    `Look again: ${operate(place, 'diagnose')}.`,
    `Ask a model, where there is one: ${operate(place, `ask "${question}"`)}.`,
    `Mend it: ${proposal ? operate(place, `ask "${proposal}"`) : `${removal}${deployCommand(place)}`}.`,
    `Take the copy away: ${operate(world.config, 'restore')}.`,
  ];
};

/** Kinds that are not of the namespace. */
const elsewhere: readonly Remnant['kind'][] = ['image', 'cluster', 'cache'];

/** `restore`: takes the copy away, all that carries our label in the chaos namespace, and nothing else. */
export const restore = async (world: World): Promise<Operated> => {
  const about = { word: 'restore' } as const;
  const result = await inChaos(world, async (scratch) => {
    const left = async () => (await scratch.target.remnants()).filter(({ kind }) => !elsewhere.includes(kind));
    const found = await left();
    if (found.length === 0 || scratch.config.dryRun) return { found, there: [] };
    await scratch.target.down({ data: true, images: false, cache: false, cluster: false });
    return { found, there: await left() };
  });
  if ('trouble' in result) return failed(about, result.trouble);
  const namespace = chaosNamespace(world.config.namespace);
  const names = result.found.map(({ kind, name }) => `${kind} ${name}`);
  if (names.length === 0)
    return {
      operation: { ...about, state: 'held', said: [`Nothing found in the namespace ${namespace}.`], next: [] },
      findings: [],
      outcomes: [],
    };
  if (world.config.dryRun)
    return planned({ ...about, said: [`It would remove ${names.join(', ')} in ${namespace}.`], next: [] });
  const still = result.there.map(({ kind, name }) => `${kind} ${name}`);
  if (still.length > 0) return failed(about, [finding('cleanup/left-over', `Still there: ${still.join(', ')}`)]);
  return {
    operation: { ...about, state: 'changed', said: [`Removed ${names.join(', ')} in ${namespace}.`], next: [] },
    findings: [],
    outcomes: [],
  };
};

const planned = (operation: Omit<Operation, 'state'>): Operated => ({
  operation: { ...operation, state: 'planned' },
  findings: [],
  outcomes: [],
});

const failed = (
  about: Pick<Operation, 'word' | 'subject'>,
  findings: readonly Finding[],
  more: Partial<Operation> = {},
): Operated => ({
  operation: { ...about, state: 'failed', said: [], next: [], ...more },
  findings,
  outcomes: [],
});

const unknown = (name: string): Finding =>
  finding('usage/bad-value', `There is no scenario ${JSON.stringify(name)}`, {
    remedy: `Use one of: ${scenarios.map((one) => one.name).join(', ')}.`,
  });

const unseen = ({ name, expects }: Scenario, findings: readonly Finding[]): Finding =>
  finding('ai/chaos-unseen', `${name} was broken, and the rules did not name ${expects}`, {
    evidence: [{ source: 'the rules', text: findings.map(({ code }) => code).join('\n') || 'nothing' }],
  });
