import { stripVTControlCharacters } from 'node:util';

/** A call of a tool as a model writes it; `command` where it has one. */
export type Call = { readonly tool: string; readonly command?: string };

/** What a model answered; `calls` in their order. */
export type ModelAnswer = { readonly text: string; readonly calls: readonly RawCall[] };

/** A call as it came, its arguments still JSON. */
export type RawCall = { readonly id: string; readonly name: string; readonly arguments: string };

/** The characters of one tool's output that a model gets; the end of a log says more than its beginning. */
export const outputLimit = 16_000;

type Message = { readonly role?: unknown; readonly content?: unknown; readonly tool_calls?: unknown };
type Request = { readonly messages: readonly Message[]; readonly tools?: unknown; readonly model?: unknown };

/**
 * A request of chat completions as it may leave: every text redacted, the output of tools capped and between markers. Only
 * the fields that the protocol needs are taken over. Undefined where the body is not such a request.
 */
export const outgoing = (body: string, redact: (text: string) => string, marker: string): string | undefined => {
  const request = parsed(body) as Request | undefined;
  if (!Array.isArray(request?.messages)) return undefined;
  const messages = request.messages.map((message) => ({
    ...deep(message, redact),
    ...(message.role === 'tool' ? { content: dataBetween(marker, redact(outputOf(message.content))) } : {}),
  }));
  return JSON.stringify({ model: request.model, messages, tools: request.tools, stream: true });
};

/** A text that is data and nothing else: without control characters, capped, between markers that it cannot contain. */
export const dataBetween = (marker: string, text: string, limit = outputLimit): string => {
  const clean = stripVTControlCharacters(text)
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replaceAll(marker, '');
  const kept = clean.length > limit ? `(the beginning is left out)\n${clean.slice(-limit)}` : clean;
  return `<<<${marker}\n${kept}\n${marker}>>>`;
};

/** What a tool said, in plain text: kubectl-ai wraps it in JSON, where a pattern of a line would not be found. */
const outputOf = (content: unknown): string => {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const said = parsed(text) as Readonly<Record<string, unknown>> | undefined;
  if (said === undefined || typeof said !== 'object') return text;
  const part = (name: string) => (typeof said[name] === 'string' && said[name] !== '' ? [said[name]] : []);
  const code = typeof said.exit_code === 'number' ? [`exit code ${said.exit_code}`] : [];
  const parts = [...part('stdout'), ...part('stderr'), ...part('error'), ...part('content'), ...code];
  return parts.length > 0 ? parts.join('\n') : '(no output)';
};

/**
 * The answer in a body of server-sent events (or in one JSON object, from endpoints that do not stream): calls are put
 * together by their index, several in one chunk and those whose id changes on the way included. Undefined where the body
 * is neither, or breaks off before its end.
 */
export const answerOf = (body: string): ModelAnswer | undefined => {
  const whole = parsed(body) as { readonly choices?: readonly Choice[] } | undefined;
  if (whole?.choices) return gathered(whole.choices.slice(0, 1));
  const data = [...body.matchAll(/^data: ?(.*)$/gm)].map(([, one = '']) => one.trim());
  const chunks = data.filter((one) => one !== '[DONE]').map((one) => parsed(one) as Chunk | undefined);
  if (data.length === 0 || chunks.some((one) => one === undefined)) return undefined;
  const choices = chunks.flatMap((one) => one?.choices?.slice(0, 1) ?? []);
  const ended = data.includes('[DONE]') || choices.some((one) => one.finish_reason);
  return ended ? gathered(choices) : undefined;
};

type CallPart = {
  readonly index?: number;
  readonly id?: string;
  readonly function?: { readonly name?: string; readonly arguments?: string };
};
type Part = { readonly content?: string | null; readonly tool_calls?: readonly CallPart[] | null };
type Choice = { readonly delta?: Part; readonly message?: Part; readonly finish_reason?: string | null };
type Chunk = { readonly choices?: readonly Choice[] };

const gathered = (choices: readonly Choice[]): ModelAnswer => {
  const parts = choices.flatMap(({ delta, message }) => delta ?? message ?? []);
  const calls = new Map<string, RawCall>();
  parts
    .flatMap((part) => (part.tool_calls ?? []).map((call, nth) => ({ call, nth })))
    .forEach(({ call, nth }) => {
      const place = String(call.index ?? nth);
      const known = calls.get(place);
      // A whole call under an index that is taken is another call.
      const begins = call.function?.name !== undefined && call.function.name !== '' && known?.name;
      const key = begins ? `${place}+${calls.size}` : place;
      const before = calls.get(key) ?? { id: '', name: '', arguments: '' };
      calls.set(key, {
        id: before.id || (call.id ?? `call_${calls.size}`),
        name: before.name || (call.function?.name ?? ''),
        arguments: before.arguments + (call.function?.arguments ?? ''),
      });
    });
  return { text: parts.map(({ content }) => content ?? '').join(''), calls: [...calls.values()] };
};

/** The answer in the one form of a stream from which kubectl-ai loses no call: one chunk each, and the end in a chunk of its own. */
export const streamOf = ({ text, calls }: ModelAnswer): string => {
  const chunk = (delta: object, finish: string | null = null) =>
    `data: ${JSON.stringify({
      id: 'answer',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'model',
      choices: [{ index: 0, delta, finish_reason: finish }],
    })}\n\n`;
  const call = ({ id, name, arguments: given }: RawCall, index: number) =>
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: given } }] });
  return [
    chunk({ role: 'assistant' }),
    ...(text === '' ? [] : [chunk({ content: text })]),
    ...calls.map(call),
    chunk({}, calls.length > 0 ? 'tool_calls' : 'stop'),
    'data: [DONE]\n\n',
  ].join('');
};

/** A call as a person reads it. */
export const callOf = ({ name, arguments: given }: RawCall): Call => {
  const command = (parsed(given) as { readonly command?: unknown } | undefined)?.command;
  return { tool: name, ...(typeof command === 'string' ? { command } : {}) };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What ties messages together; the model made it up itself. */
const kept: readonly string[] = ['role', 'id', 'type', 'name', 'tool_call_id'];

/** Every string of plain data changed, but for what ties messages together. */
const deep = <T>(data: T, change: (text: string) => string): T => {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, kept.includes(key) ? inner : walk(inner)]),
    );
  };
  return walk(data) as T;
};
