import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import type { JsonMap } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Finding, finding, problem } from '../core/finding.ts';
import type { Answer, World } from '../core/world.ts';
import { question, type Reply, rejection, replyOf, type Task, type Wanted } from './a2a.ts';
import { agentName, kagentNamespace } from './resources.ts';

/** Where an agent is asked, and what tells that somebody is there. */
export type AgentAddress = { readonly probe: string; readonly agent: string };

/** Where the controller of kagent serves, as its chart installs it. */
export const controller = { namespace: kagentNamespace, service: 'kagent-controller', port: 8083 } as const;

/** Our agent behind a controller that is reached at `base`. */
export const agentAt = (base: string): AgentAddress => ({
  probe: `${base}/version`,
  agent: `${base}/api/a2a/${kagentNamespace}/${agentName}/`,
});

/** One question to kagent. */
export type KagentAsking = {
  /** Undefined where no way to a controller could be opened. */
  readonly address: AgentAddress | undefined;
  /** As `taskOf` writes it. */
  readonly task: string;
  /** Applied to everything that goes out and comes back, whatever was redacted before. */
  readonly redact: (text: string) => string;
  /** Milliseconds for all of it; two minutes by default. */
  readonly deadline?: number;
};

/** What kagent made of a question: evidence beside the rules, never the verdict. */
export type KagentOpinion = {
  /** `absent`: nobody is there, and the rules do without. */
  readonly kind: 'answered' | 'absent' | 'failed';
  /** In the words of the agent, redacted, capped. */
  readonly text: string;
  /** What it asked leave for, and was refused. */
  readonly refused: readonly Wanted[];
  /** Why there is no answer, and what was refused. */
  readonly findings: readonly Finding[];
};

/** The line of a run without kagent. */
export const withoutKagent = 'kagent: not reachable, rules only';

/** Characters of an answer that are kept. */
const textLimit = 16_000;

/** How often an agent is told no before it is left alone. */
const rejections = 3;

/**
 * Asks an agent of kagent by A2A and gives what it said; never throws for an agent that fails. What it asks leave for is
 * refused. Throws a Problem (interrupted/signal) when the run is.
 */
export const askKagent = async (
  world: Pick<World, 'http' | 'signal' | 'clock'>,
  { address, task, redact, deadline = 120_000 }: KagentAsking,
): Promise<KagentOpinion> => {
  const { http, signal, clock } = world;
  if (!address) return absent();
  const end = clock.now() + deadline;
  const left = () => Math.max(1, end - clock.now());
  const there = await probe(world, address);
  if (there.status === 0) return absent(redact(there.text));
  const post = async (id: string, json: JsonMap): Promise<Reply> => {
    const answer = await http(address.agent, { json, deadline: left(), signal });
    if (signal.aborted) throw interrupted();
    return replyOf(id, { ...answer, text: stripVTControlCharacters(answer.text) });
  };
  const refused: Wanted[] = [];
  const first = randomUUID();
  let reply = await post(first, question(first, redact(task)));
  for (let times = 0; times < rejections && asksLeave(reply); times += 1) {
    refused.push(...wantedBy(reply.task).map(({ tool, words }) => ({ tool: redact(tool), words: redact(words) })));
    const id = randomUUID();
    reply = await post(id, rejection(id, reply.task));
  }
  return opinionOf(reply, refused, redact);
};

/** What a controller says to the question for its version; status 0 where nobody is there. */
export const probe = async (
  { http, signal }: Pick<World, 'http' | 'signal'>,
  address: AgentAddress,
): Promise<Answer> => {
  const said = await http(address.probe, { deadline: 3000, signal });
  if (signal.aborted) throw interrupted();
  return said;
};

const asksLeave = (reply: Reply): reply is { readonly kind: 'task'; readonly task: Task } =>
  reply.kind === 'task' && reply.task.state === 'input-required';

/** A task may also ask in plain words. */
const wantedBy = ({ wanted, reason }: Task): readonly Wanted[] =>
  wanted.length > 0 ? wanted : [{ tool: 'an answer to a question', words: reason }];

const interrupted = () => problem('interrupted/signal', 'The run was interrupted', { final: true });

const absent = (why?: string): KagentOpinion => ({
  kind: 'absent',
  text: '',
  refused: [],
  findings: [
    finding('ai/kagent-unreachable', withoutKagent, {
      level: 'info',
      ...(why === undefined ? {} : { evidence: [{ source: 'kagent', text: why }] }),
    }),
  ],
});

const opinionOf = (reply: Reply, refused: readonly Wanted[], redact: (text: string) => string): KagentOpinion => {
  const text = reply.kind === 'task' ? capped(redact(reply.task.text)) : '';
  const failure = failureOf(reply, redact);
  return {
    kind: failure ? 'failed' : 'answered',
    text,
    refused,
    findings: [...(failure ? [failure] : []), ...refused.map(approvalFinding)],
  };
};

const capped = (text: string): string =>
  text.length > textLimit ? `(the beginning is left out)\n${text.slice(-textLimit)}` : text;

const approvalFinding = ({ tool, words }: Wanted): Finding =>
  finding('ai/kagent-approval', `kagent asked for ${tool}, and was told no`, {
    level: 'warning',
    evidence: [{ source: tool, text: capped(words) }],
  });

/** What the states that are no answer mean. */
const ends: Readonly<Partial<Record<Task['state'], readonly [Code, string]>>> = {
  failed: ['ai/kagent-failed', 'The agent of kagent failed'],
  canceled: ['ai/kagent-failed', 'The task of the agent was cancelled'],
  rejected: ['ai/kagent-failed', 'The agent of kagent rejects the task'],
  'input-required': ['ai/kagent-unfinished', 'The agent of kagent asks for leave again and again'],
};

const failureOf = (reply: Reply, redact: (text: string) => string): Finding | undefined => {
  const fails = (code: Code, message: string, said: string): Finding => {
    const text = redact(said).trim().slice(0, 2000);
    return finding(code, message, text === '' ? {} : { evidence: [{ source: 'kagent', text }] });
  };
  if (reply.kind === 'silent') return fails('ai/kagent-silent', 'kagent was there and did not answer', reply.why);
  if (reply.kind === 'refused') return fails('ai/kagent-refused', 'kagent answers with an error', reply.why);
  if (reply.kind === 'unreadable')
    return fails('ai/kagent-form', `The answer of kagent cannot be read: ${reply.why}`, reply.text);
  const { state, text, reason } = reply.task;
  if (state !== 'completed') {
    const [code, message] = ends[state] ?? [
      'ai/kagent-unfinished',
      `The task of the agent is left in the state ${state}`,
    ];
    return fails(code, message, reason);
  }
  return text === ''
    ? fails('ai/kagent-unfinished', 'The agent of kagent completed its task without a word', '')
    : undefined;
};
