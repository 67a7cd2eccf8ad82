import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { fake } from '../testing/fake.ts';
import { serveModel } from '../testing/model.ts';
import { openRelay } from './relay.ts';

const key = fake('sk-', 24);
const ok = { status: 200, type: 'text/plain', text: 'answered' } as const;
let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of closing) await one();
  closing = [];
});

const open = async (url: string, answer: Parameters<typeof openRelay>[1]) => {
  const relay = await openRelay({ url, key }, answer);
  closing.push(relay.close);
  const post = (body: string, bearer = relay.key, path = '/chat/completions') =>
    fetch(`${relay.endpoint}${path}`, { method: 'POST', body, headers: { authorization: `Bearer ${bearer}` } });
  return { relay, post };
};

describe('a relay', () => {
  test('listens on loopback, and answers whoever has its key', async () => {
    const { relay, post } = await open('http://127.0.0.1:1/v1', async (body) => ({ ...ok, text: `to ${body}` }));
    expect(relay.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
    const response = await post('x');
    expect([response.status, await response.text()]).toEqual([200, 'to x']);
    expect(response.headers.get('x-should-retry')).toBe('false');
  });

  test('refuses another key, another path and what is too large, and asks nobody', async () => {
    let asked = 0;
    const { post } = await open('http://127.0.0.1:1/v1', async () => {
      asked += 1;
      return ok;
    });
    const bodies = [post('x', 'another'), post('x', key), post('x', undefined, '/models'), post('x'.repeat(8_000_001))];
    expect((await Promise.all(bodies)).map(({ status }) => status)).toEqual([401, 401, 404, 413]);
    expect(asked).toBe(0);
  });

  test('passes on with the key of the endpoint, which its own answer never has', async () => {
    const model = await serveModel([{ role: 'user', match: /hello/, content: 'Hello.' }]);
    closing.push(model.close);
    let begun = 0;
    const { relay, post } = await open(`${model.endpoint}/`, async (body, send) => {
      const said = await send(body, () => {
        begun += 1;
      });
      return { ...ok, text: said.text };
    });
    const text = await (
      await post(JSON.stringify({ messages: [{ role: 'user', content: 'hello' }], stream: true }))
    ).text();
    expect(text).toContain('Hello.');
    expect(begun).toBe(1);
    expect(model.seen()[0]?.authorization).toBe(`Bearer ${key}`);
    expect(relay.key).not.toContain(key);
  });

  test('sends no key to an endpoint that needs none', async () => {
    const model = await serveModel([{ role: 'user', match: /x/, content: 'y' }]);
    const relay = await openRelay({ url: model.endpoint, key: '' }, async (body, send) => ({
      ...ok,
      ...(await send(body, () => {})),
    }));
    closing.push(relay.close, model.close);
    const body = JSON.stringify({ messages: [{ role: 'user', content: 'x' }] });
    const headers = { authorization: `Bearer ${relay.key}` };
    await (await fetch(`${relay.endpoint}/chat/completions`, { method: 'POST', headers, body })).text();
    expect(model.seen()).toMatchObject([{ authorization: '' }]);
  });

  test('does not follow to another address', async () => {
    const elsewhere = createServer((_, response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done));
    closing.push(() => elsewhere.close());
    const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/v1`;
    const statuses: number[] = [];
    const { post } = await open(url, async (body, send) => {
      statuses.push((await send(body, () => {})).status);
      return ok;
    });
    await post('x');
    expect(statuses).toEqual([307]);
  });

  test('tells that nobody answers by the status 0 and the cause', async () => {
    const gone = await serveModel([]);
    await gone.close();
    const { post } = await open(gone.endpoint, async (body, send) => {
      const { status, text } = await send(body, () => {});
      return { ...ok, text: `${status} ${text}` };
    });
    expect(await (await post('x')).text()).toMatch(/^0 .*ECONNREFUSED/);
  });

  test('ends what is under way when it is closed', async () => {
    const model = await serveModel([{ role: 'user', match: /x/, content: 'y', manner: { as: 'slow', pause: 60_000 } }]);
    closing.push(model.close);
    const { relay, post } = await open(model.endpoint, async (body, send) => ({
      ...ok,
      ...(await send(body, () => {})),
    }));
    const waiting = post(JSON.stringify({ messages: [{ role: 'user', content: 'x' }], stream: true })).catch(
      () => 'ended',
    );
    while (model.seen().length === 0) await new Promise((wake) => setTimeout(wake, 10));
    await relay.close();
    expect(await waiting).toBe('ended');
  });
});
