import { type Details, type Finding, finding } from '../core/finding.ts';
import type { Said } from '../core/world.ts';
import { type Call, callOf, type RawCall } from './exchange.ts';
import type { Rule } from './policy.ts';

/** How far one request to the model came; an answer without a word and without a call is an empty one. */
export type Exchange =
  | { readonly kind: 'silent' | 'begun' | 'exhausted' }
  | { readonly kind: 'refused'; readonly status: number; readonly text: string }
  | { readonly kind: 'malformed'; readonly text: string }
  | { readonly kind: 'answered'; readonly text: string; readonly calls: readonly RawCall[] };

/** A command that the guard was given. */
export type GuardCall =
  | { readonly command: string; readonly allowed: true }
  | { readonly command: string; readonly allowed: false; readonly rule: Rule; readonly reason: string };

/** What kubectl-ai made of a question: evidence beside the rules, never the verdict, and nothing that was changed. */
export type Opinion = {
  /** `planned`: it proposes commands that a person decides about. */
  readonly kind: 'answered' | 'planned' | 'failed';
  /** In the words of the model, redacted, without colours. */
  readonly text: string;
  /** What the model wanted to run and was not run, in order: also what was refused, and what kubectl-ai alone would have lost. */
  readonly proposals: readonly Call[];
  /** The reads that were run. */
  readonly executed: readonly string[];
  readonly refused: readonly Extract<GuardCall, { allowed: false }>[];
  /** Why it failed (one of level error), and what was refused (warnings). */
  readonly findings: readonly Finding[];
};

/** All that is known at the end. The exit code says nothing: v0.0.25 ends with 0 for a plan, for 401 and for endless calls. */
export type Ended = {
  readonly said: Said;
  /** It was ended at its deadline. */
  readonly late: boolean;
  readonly exchanges: readonly Exchange[];
  readonly calls: readonly GuardCall[];
  readonly turns: number;
  readonly deadline: number;
};

/** Judges how a question ended. */
export const opinionOf = (ended: Ended): Opinion => {
  const wanted = ended.exchanges.flatMap((one) => (one.kind === 'answered' ? one.calls.map(callOf) : []));
  const allowed = ended.calls.flatMap(({ allowed: ran, command }) => (ran ? [command] : []));
  const refused = ended.calls.filter((one) => !one.allowed);
  const proposals = without(wanted, allowed);
  const failure = failureOf(ended);
  const last = ended.exchanges.at(-1);
  const isPlan = last?.kind === 'answered' && last.calls.length > 0;
  return {
    kind: failure ? 'failed' : isPlan ? 'planned' : 'answered',
    text: ended.exchanges.findLast((one) => one.kind === 'answered')?.text.trim() ?? '',
    proposals,
    executed: allowed,
    refused,
    findings: [...(failure ? [failure] : []), ...refused.map(refusedFinding)],
  };
};

/** The calls of the guard's log; a call that is not whole was cut off with the program that wrote it. */
export const callsOf = (log: string): readonly GuardCall[] =>
  log.split('\n').flatMap((line) => {
    try {
      const { name, words, ...rest } = JSON.parse(line) as { readonly name: string; readonly words: string[] } & Omit<
        GuardCall,
        'command'
      >;
      const command = name === 'bash' ? words.slice(1).join(' ') : ['kubectl', ...words].join(' ');
      return [{ ...rest, command } as GuardCall];
    } catch {
      return [];
    }
  });

/** The calls that are not among the commands that ran; each run stands for one call. */
const without = (wanted: readonly Call[], ran: readonly string[]): readonly Call[] => {
  const left = [...ran];
  return wanted.filter(({ command }) => {
    const at = command === undefined ? -1 : left.indexOf(command);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
};

const refusedFinding = ({ command, rule, reason }: Extract<GuardCall, { allowed: false }>): Finding =>
  finding('ai/command-refused', `A command of the model was not executed: ${reason}`, {
    level: 'warning',
    evidence: [{ source: `refused (${rule})`, text: command }],
  });

/** The tools that kubectl-ai offers. */
const offered: readonly string[] = ['kubectl', 'bash'];

const failureOf = ({ said, late, exchanges, turns, deadline }: Ended): Finding | undefined => {
  const last = exchanges.at(-1);
  const output = `${said.stdout}${said.stderr}`.trim().slice(-2000);
  const evidence: Details = output ? { evidence: [{ source: 'kubectl-ai', text: output }] } : {};
  const seconds = Math.round(deadline / 1000);
  if (last?.kind === 'refused') return refusedByModel(last.status, last.text);
  if (last?.kind === 'malformed')
    return finding('ai/model-malformed', 'The answer of the model is no stream of chat completions, or breaks off', {
      evidence: [{ source: 'the end of the answer', text: last.text }],
    });
  if (last?.kind === 'begun')
    return finding('ai/model-slow', `The model had begun to answer and was not done after ${seconds} s`);
  if (last?.kind === 'answered' && last.calls.length === 0)
    return last.text.trim() === ''
      ? finding('ai/model-empty', 'The model answered without a word and without a call')
      : undefined;
  if (last?.kind === 'exhausted')
    return finding('ai/planner-iterations', `The model looked at the cluster ${turns} times and came to no answer`);
  const unknown = (last?.kind === 'answered' ? last.calls : []).find(isUnknown);
  if (unknown)
    return finding('ai/planner-unknown-tool', `The model called the tool ${unknown.name}, which it was not offered`);
  if (asksApproval(`${said.stdout}${said.stderr}`)) return undefined;
  return late
    ? finding('ai/planner-timeout', `kubectl-ai did not end within ${seconds} s`, evidence)
    : finding('ai/planner-failed', `kubectl-ai ended with exit code ${said.code} and without an answer`, evidence);
};

/** A call of a tool that kubectl-ai does not offer. */
export const isUnknown = ({ name }: RawCall): boolean => !offered.includes(name);

/** What kubectl-ai prints in quiet mode for calls that need approval: on stdout, and surely on stderr. */
export const asksApproval = (text: string): boolean => text.includes('RunOnce mode cannot handle permission requests');

const refusedByModel = (status: number, text: string): Finding => {
  const evidence = text.trim() === '' ? {} : { evidence: [{ source: 'the endpoint', text: text.trim() }] };
  if (status === 401 || status === 403)
    return finding('ai/model-unauthorized', `The endpoint of the model answers ${status}`, evidence);
  return status === 0
    ? finding('ai/model-failed', 'Nobody answers at the address of the model', evidence)
    : finding('ai/model-failed', `The endpoint of the model answers ${status}`, evidence);
};
