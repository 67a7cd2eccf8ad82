import type { IncomingMessage, RequestListener } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { forward } from '../../lib/proxy.ts';
import { bodyOf, type Server, serve } from '../support/server.ts';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function backend(listener: RequestListener): Promise<string> {
  const server = await serve(listener);
  servers.push(server);
  return server.url;
}

/** A backend that answers 200 and keeps what it was asked. */
async function recorder(): Promise<{ url: string; seen: { request: IncomingMessage; body: string }[] }> {
  const seen: { request: IncomingMessage; body: string }[] = [];
  const url = await backend(async (request, response) => {
    seen.push({ request, body: await bodyOf(request) });
    response.setHeader('content-type', 'application/json').end('{"ok":true}');
  });
  return { url, seen };
}

const page = 'http://todo.example:3000';
const noLog = () => {};

function asked(path: string, init: RequestInit & { readonly headers?: Record<string, string> } = {}): Request {
  return new Request(`${page}${path}`, { ...init, headers: { host: 'todo.example:3000', ...init.headers } });
}

describe('forwarding', () => {
  it('keeps method, path, query and body, and encodes each path segment', async () => {
    const { url, seen } = await recorder();
    const request = asked('/api/x?status=all&q=a%20b', {
      method: 'POST',
      body: '{"title":"Čaj"}',
      headers: { 'content-type': 'application/json' },
    });
    const answer = await forward(request, ['a/b', 'čaj?', 'tasks'], { API_URL: url }, noLog);
    expect(await answer.json()).toEqual({ ok: true });
    expect(seen[0]?.request.method).toBe('POST');
    expect(seen[0]?.request.url).toBe('/api/a%2Fb/%C4%8Daj%3F/tasks?status=all&q=a%20b');
    expect(seen[0]?.body).toBe('{"title":"Čaj"}');
  });

  it('carries only the allowed request headers', async () => {
    const { url, seen } = await recorder();
    await forward(
      asked('/api/meta', {
        headers: {
          accept: 'application/json',
          authorization: 'Bearer t',
          cookie: 'todo_session=abc',
          'idempotency-key': 'k-1',
          'last-event-id': '7',
          origin: page,
          'x-request-id': 'r-1',
          'x-forwarded-for': '1.2.3.4',
          'x-forwarded-host': 'evil.example',
          'x-anything': 'else',
        },
      }),
      ['meta'],
      { API_URL: url },
      noLog,
    );
    const headers = seen[0]?.request.headers;
    expect(headers).toMatchObject({
      accept: 'application/json',
      authorization: 'Bearer t',
      cookie: 'todo_session=abc',
      'idempotency-key': 'k-1',
      'last-event-id': '7',
      origin: page,
      'x-request-id': 'r-1',
    });
    expect(Object.keys(headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual(['x-request-id']);
    expect(headers?.host).toBe(new URL(url).host);
  });

  it('carries only the allowed response headers, and every cookie', async () => {
    const url = await backend((_, response) => {
      response.writeHead(307, {
        'content-type': 'text/plain',
        'cache-control': 'no-cache, no-transform',
        'retry-after': '9',
        'www-authenticate': 'Bearer',
        'x-next-cursor': 'c-2',
        'x-request-id': 'r-2',
        'set-cookie': ['todo_session=1; HttpOnly', 'other=2'],
        location: 'http://internal:8000/',
        server: 'uvicorn',
        'x-powered-by': 'something',
      });
      response.end('moved');
    });
    const answer = await forward(asked('/api/x'), ['x'], { API_URL: url }, noLog);
    expect(answer.status).toBe(307);
    expect([...new Set(answer.headers.keys())].sort()).toEqual([
      'cache-control',
      'content-type',
      'retry-after',
      'set-cookie',
      'www-authenticate',
      'x-next-cursor',
      'x-request-id',
    ]);
    expect(answer.headers.getSetCookie()).toEqual(['todo_session=1; HttpOnly', 'other=2']);
  });

  it('passes an answer without a body', async () => {
    const url = await backend((_, response) => response.writeHead(204).end());
    const answer = await forward(asked('/api/x', { method: 'DELETE' }), ['x'], { API_URL: url }, noLog);
    expect([answer.status, answer.body]).toEqual([204, null]);
  });

  it('streams: the first part arrives while the backend still writes', async () => {
    let finish: () => void = noLog;
    const url = await backend((_, response) => {
      response.setHeader('content-type', 'text/event-stream').write('event: one\n\n');
      finish = () => response.end('event: two\n\n');
    });
    const answer = await forward(asked('/api/s'), ['s'], { API_URL: url }, noLog);
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('event: one\n\n');
    finish();
    expect((await reader?.read())?.value).toBe('event: two\n\n');
    expect((await reader?.read())?.done).toBe(true);
  });

  it('tells the backend when the browser leaves', async () => {
    let closed = false;
    const url = await backend((_, response) => {
      response.write('begun');
      response.on('close', () => {
        closed = true;
      });
    });
    const leaving = new AbortController();
    await forward(asked('/api/s', { signal: leaving.signal }), ['s'], { API_URL: url }, noLog);
    expect(closed).toBe(false);
    leaving.abort();
    await vi.waitFor(() => expect(closed).toBe(true));
  });
});

describe('the address', () => {
  it('is API_URL, and NEXT_PUBLIC_API_URL only without it', async () => {
    const one = await recorder();
    const two = await recorder();
    await forward(asked('/api/x'), ['x'], { API_URL: one.url, NEXT_PUBLIC_API_URL: two.url }, noLog);
    expect([one.seen.length, two.seen.length]).toEqual([1, 0]);
    await forward(asked('/api/x'), ['x'], { API_URL: '', NEXT_PUBLIC_API_URL: two.url }, noLog);
    expect([one.seen.length, two.seen.length]).toEqual([1, 1]);
  });

  it.each([
    ['is not set', {}, 'API_URL'],
    ['is no URL', { API_URL: 'backend' }, 'not a URL'],
    ['does not answer', { API_URL: 'http://127.0.0.1:1' }, 'does not answer'],
  ])('answers 502 and logs one line when it %s', async (_, environment, reason) => {
    const lines: string[] = [];
    const answer = await forward(asked('/api/u/tasks?token=secret'), ['x'], environment, (line) => lines.push(line));
    expect(answer.status).toBe(502);
    expect(await answer.json()).toMatchObject({ code: 'api_unreachable', detail: expect.stringMatching(/\.$/) });
    expect(lines).toHaveLength(1);
    const logged: unknown = JSON.parse(lines[0] ?? '');
    expect(logged).toMatchObject({
      code: 'api_unreachable',
      path: '/api/u/tasks',
      reason: expect.stringContaining(reason),
    });
    expect(lines[0]).not.toContain('secret');
  });

  it('never names credentials of the address in the log', async () => {
    const lines: string[] = [];
    const environment = { API_URL: 'http://user:hunter2@127.0.0.1:1' };
    expect((await forward(asked('/api/x'), ['x'], environment, (line) => lines.push(line))).status).toBe(502);
    expect(lines[0]).not.toContain('hunter2');
  });

  it.each(['..', '.'])('answers 404 to the segment %s, which would leave /api/', async (segment) => {
    const { url, seen } = await recorder();
    const answer = await forward(asked('/api/x'), [segment, 'metrics'], { API_URL: url }, noLog);
    expect([answer.status, seen.length]).toEqual([404, 0]);
  });
});

describe('cross-site requests', () => {
  it.each([
    ['a foreign Origin', { origin: 'http://evil.example' }],
    ['the same host on another port', { origin: 'http://todo.example:4000' }],
    ['an opaque Origin', { origin: 'null' }],
    ['Sec-Fetch-Site cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site same-site', { origin: page, 'sec-fetch-site': 'same-site' }],
  ])('are refused with 403 when they change state: %s', async (_, headers) => {
    const { url, seen } = await recorder();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await forward(asked('/api/x', { method, headers }), ['x'], { API_URL: url }, noLog);
      expect([method, answer.status]).toEqual([method, 403]);
      expect(await answer.json()).toMatchObject({ code: 'cross_origin' });
    }
    expect(seen).toEqual([]);
  });

  it.each([
    ['a read', 'GET', { origin: 'http://evil.example' }],
    ['our own page', 'POST', { origin: page, 'sec-fetch-site': 'same-origin' }],
    ['a client that is no browser', 'POST', {}],
    ['an address typed by the user', 'POST', { 'sec-fetch-site': 'none' }],
  ])('do not include %s', async (_, method, headers) => {
    const { url } = await recorder();
    const answer = await forward(asked('/api/x', { method, headers }), ['x'], { API_URL: url }, noLog);
    expect(answer.status).toBe(200);
  });
});
