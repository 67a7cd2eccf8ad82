import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call of a tool as the model writes it. */
export type ModelCall = { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> };

/** How an answer comes over the wire; `normal` is the form that every client reads. */
export type Manner =
  | { readonly as: 'normal' }
  /** All calls in one chunk: kubectl-ai v0.0.25 reads one of them. */
  | { readonly as: 'one-chunk' }
  /** The end stands in the chunk of the last call: kubectl-ai v0.0.25 loses that call. */
  | { readonly as: 'early-end' }
  /** This many milliseconds before each chunk. */
  | { readonly as: 'slow'; readonly pause: number }
  /** A chunk that is no JSON, and then nothing. */
  | { readonly as: 'malformed' }
  /** The connection breaks in the middle. */
  | { readonly as: 'cut' };

/** One answer: to whom, and what. The last message of the request must be of that role and match. */
export type ModelStep = {
  readonly role: 'user' | 'tool';
  readonly match: RegExp;
  readonly calls?: readonly ModelCall[];
  readonly content?: string;
  readonly manner?: Manner;
  /** Refuses with this HTTP status instead. */
  readonly status?: number;
  /** Answers again and again; the script goes no further. */
  readonly forever?: true;
};

/** A request as the model saw it. */
export type SeenRequest = {
  readonly authorization: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  /** The whole body as it came. */
  readonly text: string;
};

/** A model that says what a script tells it to, on a free port of loopback. */
export type ScriptedModel = {
  /** Where it is, with /v1. */
  readonly endpoint: string;
  /** The same requests as `GET /_seen` tells. */
  readonly seen: () => readonly SeenRequest[];
  readonly close: () => Promise<void>;
};

/**
 * Serves `POST /v1/chat/completions` as OpenAI's API describes it, streamed where the request asks for it. Steps are used in
 * their order; a request that the next step does not expect gets 400, so that no test passes by accident.
 */
export const serveModel = async (steps: readonly ModelStep[]): Promise<ScriptedModel> => {
  const seen: SeenRequest[] = [];
  let next = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method === 'GET' && request.url === '/_seen') return json(response, 200, seen);
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
      return refuse(response, 404, `no such address: ${request.method} ${request.url}`);
    const text = await textOf(request);
    const body = JSON.parse(text) as { readonly messages: SeenRequest['messages']; readonly stream?: boolean };
    seen.push({ authorization: request.headers.authorization ?? '', messages: body.messages, text });
    const step = steps[next];
    const last = body.messages.at(-1);
    if (!step || step.role !== last?.role || !step.match.test(String(last.content)))
      return refuse(response, 400, `step ${next} does not expect a message of ${last?.role}: ${String(last?.content)}`);
    if (!step.forever) next += 1;
    if (step.status) return refuse(response, step.status, `refused with ${step.status}`);
    return body.stream ? stream(response, step, seen.length) : json(response, 200, whole(step, seen.length));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/v1`,
    seen: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
};

const json = (response: ServerResponse, status: number, data: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' });
  response.end(JSON.stringify(data));
};

const refuse = (response: ServerResponse, status: number, message: string): void =>
  json(response, status, { error: { message, type: 'scripted' } });

const callsOf = ({ calls = [] }: ModelStep, turn: number) =>
  calls.map(({ name, arguments: given }, index) => ({
    index,
    id: `call_${turn}_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }));

const whole = (step: ModelStep, turn: number) => ({
  id: `c${turn}`,
  object: 'chat.completion',
  created: 1,
  model: 'stub-model',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: step.content ?? null, tool_calls: callsOf(step, turn) },
      finish_reason: step.calls ? 'tool_calls' : 'stop',
    },
  ],
  usage: {},
});

const stream = async (response: ServerResponse, step: ModelStep, turn: number): Promise<void> => {
  const { manner = { as: 'normal' } } = step;
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-should-retry': 'false' });
  const say = async (data: string): Promise<void> => {
    if (manner.as === 'slow') await new Promise((wake) => setTimeout(wake, manner.pause));
    response.write(`data: ${data}\n\n`);
  };
  for (const chunk of chunksOf(step, manner, turn)) await say(JSON.stringify(chunk));
  if (manner.as === 'malformed') await say('{"choices": [{');
  if (manner.as === 'cut') {
    await new Promise((wake) => setTimeout(wake, 50));
    response.destroy();
    return;
  }
  await say('[DONE]');
  response.end();
};

const chunksOf = (step: ModelStep, manner: Manner, turn: number): readonly object[] => {
  const chunk = (delta: object, finish: string | null = null) => ({
    id: `c${turn}`,
    object: 'chat.completion.chunk',
    created: 1,
    model: 'stub-model',
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const calls = callsOf(step, turn);
  const end = step.calls ? 'tool_calls' : 'stop';
  const texts = (step.content?.match(/[\s\S]{1,40}/g) ?? []).map((content) => chunk({ content }));
  const begun = [chunk({ role: 'assistant' }), ...texts];
  if (manner.as === 'malformed' || manner.as === 'cut') return begun;
  if (manner.as === 'one-chunk') return [...begun, chunk({ tool_calls: calls }), chunk({}, end)];
  const single = calls.map((call) => chunk({ tool_calls: [call] }));
  if (manner.as !== 'early-end') return [...begun, ...single, chunk({}, end)];
  return [...begun, ...single.slice(0, -1), chunk({ tool_calls: calls.slice(-1) }, end)];
};
