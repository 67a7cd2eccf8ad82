import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openHttp } from './http.ts';

const http = openHttp();
const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

const serve = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer(listener);
    servers.push(server);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });

test('an answer has status, text, headers and each cookie', async () => {
  const url = await serve((_, response) => {
    response.writeHead(418, { 'x-kind': 'tea', 'set-cookie': ['a=1; Path=/', 'b=2'] }).end('short');
  });
  expect(await http(url)).toMatchObject({
    status: 418,
    text: 'short',
    headers: { 'x-kind': 'tea' },
    cookies: ['a=1; Path=/', 'b=2'],
  });
});

test('data is sent as JSON, with POST unless another method is given', async () => {
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end(
      `${request.method} ${request.headers['content-type']} ${Buffer.concat(chunks)} ${request.headers.cookie}`,
    );
  });
  expect((await http(url, { json: { a: 1 }, headers: { cookie: 'k=v' } })).text).toBe(
    'POST application/json {"a":1} k=v',
  );
  expect((await http(url, { method: 'PATCH', json: 1 })).text).toMatch(/^PATCH/);
});

test('a redirect is an answer and is not followed', async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
  expect(await http(url)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
});

test('a closed port gives status 0 and the cause', async () => {
  const url = await serve(() => {});
  for (const server of servers.splice(0)) server.close();
  expect(await http(url)).toMatchObject({ status: 0, text: expect.stringContaining('ECONNREFUSED') });
});

test('an answer that does not come gives status 0 after the deadline', async () => {
  const url = await serve(() => {});
  expect(await http(url, { deadline: 100 })).toMatchObject({ status: 0, text: 'no answer within 100 ms' });
});

test('a question that is given up gives status 0 at once', async () => {
  const url = await serve(() => {});
  const stop = new AbortController();
  const asked = http(url, { deadline: 60_000, signal: stop.signal });
  stop.abort();
  expect(await asked).toMatchObject({ status: 0, text: 'given up before there was an answer' });
});

test.each(['http://example.com/', 'http://10.0.0.1/', 'http://127.0.0.1.example.com/'])(
  '%s is not asked',
  async (url) => {
    await expect(http(url)).rejects.toThrow('Only loopback');
  },
);
