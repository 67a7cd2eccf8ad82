import { readProposal } from '../actions/proposal.ts';
import type { Action } from '../core/action.ts';
import type { Outcome } from '../core/engine.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import type { OperationState, Repair } from '../core/operation.ts';
import type { World } from '../core/world.ts';
import { accountName } from '../planner/account.ts';
import { type Asking, askPlanner } from '../planner/ask.ts';
import type { Opinion } from '../planner/opinion.ts';
import type { Exhibit } from '../planner/prompt.ts';
import { accessOf, hasAccount, makeAccount } from './account.ts';
import { exhibitsOf } from './exhibits.ts';
import { clusterOf, lookInto } from './look.ts';
import { modelOf, plannerSkip } from './model.ts';
import { ended, type Operated } from './operated.ts';
import { opinionsOn } from './opinions.ts';
import { repair, type Way } from './repair.ts';

/** `ask`: a question in plain words, or a repair as a command, which needs no model. */
export const ask = async (world: World, question: string, way: Way, withModel: boolean): Promise<Operated> => {
  const about = { word: 'ask', subject: question } as const;
  if (/^\s*(?:kubectl|helm)\s/.test(question)) return askCommand(world, question, way);
  const seen = await lookInto(world);
  if ('trouble' in seen) return ended(about, 'failed', { findings: [seen.trouble] });
  const [opinion, others] = await Promise.all([
    withModel
      ? opinionOn(world, question, exhibitsOf(seen.snapshot, seen.findings))
      : { skip: 'no model was asked (--no-model): the rules serve alone' },
    opinionsOn(world, seen, { request: question, withModel }),
  ]);
  // Where no model answers, what the rules say is the answer, and decides how the run ends.
  if ('skip' in opinion)
    return ended(about, 'skipped', {
      reason: opinion.skip,
      findings: [...seen.findings, ...others],
      said: [healthOf(seen.findings)],
    });
  if ('planned' in opinion) return ended(about, 'planned', { reason: opinion.planned, findings: others });
  if ('findings' in opinion && !('text' in opinion))
    return ended(about, 'failed', { rules: seen.findings, findings: [...opinion.findings, ...others] });
  const told = { rules: seen.findings, answer: opinion.text, executed: opinion.executed };
  if (opinion.kind === 'failed') return ended(about, 'failed', { ...told, findings: [...opinion.findings, ...others] });
  const result = await decide(world, opinion, way);
  const findings = [...opinion.findings, ...result.findings, ...others];
  const state = result.repairs.length === 0 ? 'answered' : stateOf(result.repairs, findings);
  return ended(about, state, { ...told, findings, repairs: result.repairs, outcomes: result.outcomes });
};

/** A command that a person writes is a proposal like any other. */
const askCommand = async (world: World, command: string, way: Way): Promise<Operated> => {
  const about = { word: 'ask', subject: command } as const;
  const proposal = readProposal(command.trim(), world.config.namespace);
  if ('finding' in proposal) return ended(about, 'failed', { findings: [{ ...proposal.finding, level: 'error' }] });
  const { repair: one, findings, outcomes } = await repair(world, proposal.action, way);
  return ended(about, stateOf([one], findings), { repairs: [one], findings, outcomes });
};

const healthOf = (findings: readonly Finding[]): string =>
  errorsOf(findings).length === 0 ? 'The rules find nothing that is broken.' : 'This is what the rules find:';

/** One that failed makes the whole a failure; what waits for a person makes it a plan. */
const stateOf = (repairs: readonly Repair[], findings: readonly Finding[]): OperationState => {
  if (errorsOf(findings).length > 0) return 'failed';
  return repairs.some(({ state }) => state === 'planned') ? 'planned' : 'changed';
};

type Decided = {
  readonly repairs: readonly Repair[];
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
};

/** Each proposal that is a repair goes its way, one after the other, until one fails; everything else is only shown. */
const decide = async (world: World, { kind, proposals, refused }: Opinion, way: Way): Promise<Decided> => {
  const read = proposals.map(({ command = '' }) => ({
    proposed: world.planner.redact(command).slice(0, 500),
    ...readProposal(command, world.config.namespace),
  }));
  const runnable = read.flatMap((one): readonly { readonly proposed: string; readonly action: Action }[] =>
    'action' in one ? [one] : [],
  );
  // What the guard refused is told already.
  const told = new Set(refused.map(({ command }) => world.planner.redact(command).slice(0, 500)));
  const others = read.flatMap((one) => ('finding' in one && !told.has(one.proposed) ? [one] : []));
  const repairs: Repair[] = others.map(({ proposed }) => ({ proposed, state: 'failed' }));
  // A model that ends with nothing that may be done has given no answer to go by.
  const level = kind === 'planned' && runnable.length === 0 ? 'error' : 'warning';
  const findings: Finding[] = others.map(({ finding, proposed }) => ({
    ...finding,
    level,
    evidence: [{ source: 'proposed', text: proposed }],
  }));
  const outcomes: Outcome[] = [];
  for (const { proposed, action } of runnable) {
    const one = await repair(world, action, way);
    repairs.push({ ...one.repair, proposed });
    findings.push(...one.findings);
    outcomes.push(...one.outcomes);
    if (errorsOf(one.findings).length > 0) break;
  }
  return { repairs, findings, outcomes };
};

/** What a model made of a question; or why none was asked, what must be agreed to before, or what keeps it from being asked. */
export type Sounding =
  | Opinion
  | { readonly skip: string }
  | { readonly planned: string }
  | { readonly findings: readonly Finding[] };

/** Puts a question to kubectl-ai with an account that can only read. The first one makes the account. */
export const opinionOn = async (
  world: World,
  request: string,
  exhibits: readonly Exhibit[],
  limits: Pick<Asking, 'turns' | 'deadline'> = {},
): Promise<Sounding> => {
  const { config, planner } = world;
  const model = modelOf(config);
  if ('skip' in model) return model;
  const missing = await plannerSkip(planner);
  if (missing) return { skip: missing };
  const found = clusterOf(world);
  if ('trouble' in found) return { findings: [found.trouble] };
  const { cluster } = found;
  if (!(await hasAccount(cluster, config.namespace))) {
    world.say.note(`The account ${accountName}, which can only read, is made in ${config.namespace}`);
    await makeAccount(cluster, config.namespace);
    if (config.dryRun)
      return { planned: 'The account that can only read would be made first, and then the model asked.' };
  }
  const access = await accessOf(world, cluster);
  if ('findings' in access) return access;
  const question = { namespace: config.namespace, request, exhibits };
  return askPlanner(planner, { question, ...model, kubeconfig: access.kubeconfig, ...limits });
};
