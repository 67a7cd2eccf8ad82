import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { identify } from '../../lib/identify.ts';
import { type Server, serve } from '../support/server.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function asked(listener: RequestListener, cookie?: string) {
  const server = await serve(listener);
  servers.push(server);
  const request = new Request('http://todo.example/api/session', { headers: cookie ? { cookie } : {} });
  const answer = await identify(request, { API_URL: server.url }, () => {});
  return { status: answer.status, body: await answer.json(), cache: answer.headers.get('cache-control') };
}

const nobody: RequestListener = (_, response) =>
  response.writeHead(401, { 'content-type': 'application/json' }).end('{"code":"invalid_token"}');

describe('who the browser is', () => {
  it('is whom the backend knows by its cookie', async () => {
    const seen: unknown[] = [];
    const answer = await asked((request, response) => {
      seen.push([request.method, request.url, request.headers.cookie]);
      response.setHeader('content-type', 'application/json').end('{"id":"u1","guest":true}');
    }, 'todo_session=abc');
    expect(answer).toEqual({ status: 200, body: { user: { id: 'u1', guest: true } }, cache: 'no-store' });
    expect(seen).toEqual([['GET', '/api/auth/me', 'todo_session=abc']]);
  });

  it.each([
    ['without a cookie', undefined, false],
    ['with other cookies', 'theme=dark; not_todo_session=1', false],
    ['with an empty one', 'todo_session=', false],
    ['with a session that is no longer good', 'theme=dark; todo_session=abc', true],
  ])('is nobody %s, and whether a session has ended', async (_, cookie, ended) => {
    expect(await asked(nobody, cookie)).toEqual({ status: 200, body: { user: null, ended }, cache: 'no-store' });
  });

  it('stays open when the backend cannot say', async () => {
    const answer = await asked((_, response) =>
      response.writeHead(503, { 'content-type': 'application/json' }).end('{"code":"database_unavailable"}'),
    );
    expect(answer).toMatchObject({ status: 503, body: { code: 'database_unavailable' } });
  });
});
