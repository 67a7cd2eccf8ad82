import { Readable } from 'node:stream';
import { bodyOf, type Server, serve } from '../server.ts';
import { createStubBackend, type StubOptions } from './backend.ts';

/** A stub backend on a free loopback port. */
export function serveStub(options: StubOptions = {}): Promise<Server> {
  const backend = createStubBackend(options);
  return serve(async (asked, response) => {
    const leaving = new AbortController();
    response.on('close', () => leaving.abort());
    const answer = await backend.handle({
      method: asked.method ?? 'GET',
      path: asked.url ?? '/',
      body: await bodyOf(asked),
      token: /todo_session=(\w+)/.exec(asked.headers.cookie ?? '')?.[1],
      key: asked.headers['idempotency-key']?.toString(),
      signal: leaving.signal,
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!answer.body) return void response.end();
    const body = Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]);
    body.on('error', () => response.destroy());
    body.pipe(response);
  });
}
