import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outside, Relay, Relayed, Send, Upstream } from '../core/outside.ts';

/** Bytes of a request or an answer; more is nothing that a model needs or says. */
const largest = 8_000_000;

/**
 * Serves chat completions on a free port of loopback for the time of one question. Whoever has its key is answered by
 * `answer`, which may pass bodies on; the endpoint's own key stays here, redirections are not followed, and closing ends
 * what is under way.
 */
export const openRelay: Outside['relay'] = async (to, answer): Promise<Relay> => {
  const key = `relay-${randomBytes(24).toString('hex')}`;
  const abort = new AbortController();
  const send: Send = (body, begun) =>
    pass(`${to.url.replace(/\/$/, '')}/chat/completions`, to.key, body, begun, abort.signal);
  const respond = async (request: IncomingMessage): Promise<Relayed> => {
    if (request.headers.authorization !== `Bearer ${key}`) return denied(401);
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return denied(404);
    const body = await textOf(request);
    return body === undefined ? denied(413) : answer(body, send);
  };
  const server = createServer((request, response) => {
    respond(request)
      .then(({ status, type, text }) => {
        response.writeHead(status, { 'content-type': type, 'x-should-retry': 'false' });
        response.end(text);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}/v1`,
    key,
    close: async () => {
      abort.abort();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const denied = (status: number): Relayed => ({
  status,
  type: 'application/json',
  text: JSON.stringify({ error: { message: `not served here (${status})`, type: 'relay' } }),
});

/** The body of a request; undefined when it is too large. */
const textOf = async (request: AsyncIterable<Buffer>): Promise<string | undefined> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > largest) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

/** What came before a connection broke is still an answer: that it has no end is for its reader to see. */
const pass = async (
  url: string,
  key: string,
  body: string,
  begun: () => void,
  signal: AbortSignal,
): Promise<Upstream> => {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === '' ? {} : { authorization: `Bearer ${key}` }) },
      body,
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    return { status: 0, text: error instanceof Error ? String(error.cause ?? error.message) : String(error) };
  }
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const part of response.body ?? []) {
      if (text === '') begun();
      text += decoder.decode(part as Uint8Array, { stream: true });
      if (text.length > largest) break;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  }
  return { status: response.status, text };
};
