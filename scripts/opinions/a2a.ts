import type { Json, JsonMap } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';
import type { Answer } from '../core/world.ts';

/** A tool that an agent asks leave to run, with its arguments as JSON; `ask_user` is a question to a person. */
export type Wanted = { readonly tool: string; readonly words: string };

/** Where a task is: in the words of A2A 0.3. */
const states = [
  'submitted',
  'working',
  'input-required',
  'auth-required',
  'completed',
  'canceled',
  'failed',
  'rejected',
  'unknown',
] as const;

/** A task as its agent tells it. */
export type Task = {
  readonly id: string;
  readonly context: string;
  readonly state: (typeof states)[number];
  /** The text of its artifacts: what the agent made. */
  readonly text: string;
  /** The text that comes with its state: why it failed. */
  readonly reason: string;
  readonly wanted: readonly Wanted[];
};

/** What came back for a request. */
export type Reply =
  | { readonly kind: 'task'; readonly task: Task }
  /** An error of HTTP or of JSON-RPC: no task was begun. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string; readonly text: string }
  | { readonly kind: 'silent'; readonly why: string };

/** The request that begins a task. */
export const question = (id: string, text: string): JsonMap => send(id, {}, { kind: 'text', text });

/** The request that says no to what a task asks for. There is none that says yes. */
export const rejection = (id: string, { id: taskId, context }: Task): JsonMap =>
  send(id, { taskId, contextId: context }, { kind: 'data', data: { decision_type: 'reject' } });

const send = (id: string, about: JsonMap, part: JsonMap): JsonMap => ({
  jsonrpc: '2.0',
  id,
  method: 'message/send',
  params: { message: { kind: 'message', messageId: id, role: 'user', ...about, parts: [part] } },
});

/** Reads the answer to the request with this id. */
export const replyOf = (id: string, { status, text }: Answer): Reply => {
  if (status === 0) return { kind: 'silent', why: text };
  const body = parsed(text);
  const error = map(at(body, 'error'));
  if (error.code !== undefined) return { kind: 'refused', why: `JSON-RPC error ${error.code}: ${error.message}` };
  if (status !== 200) return { kind: 'refused', why: `HTTP ${status}: ${text.trim().slice(0, 500)}` };
  const unreadable = (why: string): Reply => ({ kind: 'unreadable', why, text: text.trim().slice(0, 500) });
  if (body === undefined) return unreadable('it is no JSON');
  if (at(body, 'jsonrpc') !== '2.0' || at(body, 'id') !== id) return unreadable('it is no answer to the question');
  const result = at(body, 'result');
  if (at(result, 'kind') !== 'task') return unreadable('it holds no task');
  const state = states.find((one) => one === at(result, 'status', 'state'));
  const ids = [at(result, 'id'), at(result, 'contextId')];
  if (!state || !ids.every((one) => typeof one === 'string')) return unreadable('its task has no state that is known');
  const said = list(at(result, 'status', 'message', 'parts'));
  const made = list(at(result, 'artifacts')).flatMap((one) => list(at(one, 'parts')));
  const task = { id: String(ids[0]), context: String(ids[1]), state, text: textOf(made), reason: textOf(said) };
  return { kind: 'task', task: { ...task, wanted: said.flatMap(wantedOf) } };
};

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const textOf = (parts: readonly Json[]): string =>
  parts
    .map((part) => at(part, 'text'))
    .filter((text) => typeof text === 'string')
    .join('\n')
    .trim();

/** kagent asks for leave with a call of a function of its own, around the one that is meant. */
const wantedOf = (part: Json): readonly Wanted[] => {
  const data = at(part, 'data');
  if (typeof at(data, 'name') !== 'string') return [];
  const meant = at(data, 'args', 'originalFunctionCall') ?? data;
  return [{ tool: String(at(meant, 'name')), words: JSON.stringify(at(meant, 'args') ?? {}) }];
};
