import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of a controller of kagent, as its real engine (kagent-adk 0.10.4) gives it. */
export type A2aStep =
  | { readonly as: 'completed'; readonly text: string }
  | { readonly as: 'failed' | 'canceled' | 'rejected' | 'working' | 'auth-required'; readonly reason?: string }
  /** Asks for leave to run a tool. */
  | { readonly as: 'input-required'; readonly tool: string; readonly words: object }
  /** Asks a person in plain words. */
  | { readonly as: 'asking'; readonly reason: string }
  | { readonly as: 'error'; readonly code: number; readonly message: string }
  /** No JSON-RPC at all; `$ID` in the text is the id of the request. */
  | { readonly as: 'http'; readonly status: number; readonly text: string }
  | { readonly as: 'hang' }
  | { readonly as: 'cut' };

/** A request as the controller saw it. */
export type SeenA2a = {
  readonly method: string;
  readonly message: {
    readonly messageId: string;
    readonly taskId?: string;
    readonly contextId?: string;
    readonly parts: readonly { readonly kind: string; readonly text?: string; readonly data?: object }[];
  };
};

/** A controller that says what a script tells it to, on a free port of loopback. */
export type ScriptedController = {
  readonly base: string;
  readonly seen: () => readonly SeenA2a[];
  readonly close: () => Promise<void>;
};

/** Serves `GET /version` and `POST /api/a2a/kagent/todo-doctor/`. Steps are used in their order, the last one for ever. */
export const serveController = async (steps: readonly A2aStep[]): Promise<ScriptedController> => {
  const seen: SeenA2a[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const place = `${request.method} ${request.url}`;
    if (place === 'GET /version') return json(response, 200, { kagent_version: 'stub' });
    if (place !== 'POST /api/a2a/kagent/todo-doctor/')
      return json(response, 404, { error: `no such address: ${place}` });
    const body = JSON.parse(Buffer.concat(parts).toString('utf8'));
    seen.push({ method: body.method, message: body.params.message });
    const step = steps[Math.min(seen.length, steps.length) - 1];
    if (step?.as === 'hang') return;
    if (step?.as === 'cut') return response.destroy();
    if (step?.as === 'http') return text(response, step.status, step.text.replace('$ID', body.id));
    if (step?.as === 'error') {
      const { code, message } = step;
      return json(response, 200, { jsonrpc: '2.0', id: body.id, error: { code, message } });
    }
    return json(response, 200, { jsonrpc: '2.0', id: body.id, result: resultOf(step) });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const text = (response: ServerResponse, status: number, body: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
};

const json = (response: ServerResponse, status: number, data: unknown): void =>
  text(response, status, JSON.stringify(data));

type TaskStep = Exclude<A2aStep, { as: 'error' | 'http' | 'hang' | 'cut' }>;

const resultOf = (step: TaskStep | undefined) => ({
  kind: 'task',
  id: 't1',
  contextId: 'x1',
  status: { state: step?.as === 'asking' ? 'input-required' : step?.as, ...messageOf(step) },
  ...(step?.as === 'completed'
    ? { artifacts: [{ artifactId: 'a1', parts: [{ kind: 'text', text: step.text }] }] }
    : {}),
});

const messageOf = (step: TaskStep | undefined) => {
  if (step?.as === 'input-required') {
    const originalFunctionCall = { name: step.tool, args: step.words, id: 'call-1' };
    const data = { name: 'adk_request_confirmation', id: 'adk-1', args: { originalFunctionCall } };
    return message({ kind: 'data', metadata: { kagent_type: 'function_call' }, data });
  }
  return step && 'reason' in step ? message({ kind: 'text', text: step.reason }) : {};
};

const message = (part: object) => ({
  message: {
    kind: 'message',
    role: 'agent',
    messageId: 'm9',
    metadata: { kagent_error_code: 'API_ERROR' },
    parts: [part],
  },
});
