import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bodyOf, type Server, serve } from '../support/server.ts';

const root = join(import.meta.dirname, '..', '..');
const standalone = join(root, '.next', 'standalone');
const running: ChildProcess[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Resolves to the address of the built server, started with the given settings, once it answers. */
async function start(environment: Readonly<Record<string, string>>): Promise<string> {
  const reserved = await serve(() => {});
  await reserved.close();
  const { port } = new URL(reserved.url);
  const env = {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    HOSTNAME: '127.0.0.1',
    PORT: port,
    ...environment,
  } as const;
  running.push(spawn(process.execPath, ['server.js'], { cwd: standalone, env, stdio: 'ignore' }));
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answer = await fetch(`${reserved.url}/api/health`).catch(() => undefined);
    if (answer?.ok) return reserved.url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The built server did not answer on port ${port} within 10 s.`);
}

/** A backend that tells its name, the path it was asked and the body it got. */
async function backend(name: string): Promise<string> {
  const server = await serve(async (asked, response) => {
    const body = await bodyOf(asked);
    response.setHeader('set-cookie', ['a=1', 'b=2']).setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, url: asked.url, body }));
  });
  servers.push(server);
  return server.url;
}

/** The status of a GET whose path is sent exactly as written. */
async function statusOf(base: string, path: string): Promise<number | undefined> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the build, made with NEXT_PUBLIC_API_URL set', () => {
  it('holds no address of a backend in what browsers load', () => {
    const files = filesUnder(join(root, '.next', 'static'));
    expect(files.length).toBeGreaterThan(5);
    const naming = files.filter((path) => /backend-service|:8000/.test(readFileSync(path, 'latin1')));
    expect(naming).toEqual([]);
  });

  it('holds none in what the server loads either', () => {
    const files = filesUnder(join(standalone, '.next'));
    expect(files.filter((path) => readFileSync(path, 'latin1').includes('backend-service'))).toEqual([]);
  });

  it('is complete: server, static files and public files, without the image library', () => {
    const there = ['server.js', '.next/static', 'public/icon.svg'].map((name) => existsSync(join(standalone, name)));
    expect(there).toEqual([true, true, true]);
    const unused = ['sharp', '@img'].map((name) => existsSync(join(standalone, 'node_modules', name)));
    expect(unused).toEqual([false, false]);
  });

  it('adds less than 50 MB to the image', () => {
    const bytes = filesUnder(standalone).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThan(50 * 1024 * 1024);
  });

  it.each(['index', 'sign-in', 'register'])('has made the page %s already', (page) => {
    const html = readFileSync(join(standalone, '.next', 'server', 'app', `${page}.html`), 'utf8');
    expect(html).toContain('Todo chatbot');
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('serves the page with its security headers, its styles and its icon', async () => {
    const url = await start({});
    const page = await fetch(url);
    expect(page.headers.get('content-security-policy')).toContain(
      "default-src 'self'; script-src 'self' 'unsafe-inline';",
    );
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-powered-by')).toBeNull();
    const style = /href="(\/_next\/static\/[^"]+\.css[^"]*)"/.exec(await page.text())?.[1];
    expect((await fetch(`${url}${style}`)).status).toBe(200);
    expect((await fetch(`${url}/icon.svg`)).status).toBe(200);
  });

  it('forwards to whatever backend it is told at its start, and without one says so', async () => {
    const [one, two, none] = await Promise.all([
      start({ API_URL: await backend('one') }),
      start({ NEXT_PUBLIC_API_URL: await backend('two') }),
      start({}),
    ]);
    const init = { method: 'POST', body: '{"message":"hi"}', headers: { 'content-type': 'application/json' } };
    const first = await fetch(`${one}/api/u%2F1/chat?x=1`, init);
    expect(await first.json()).toEqual({ name: 'one', url: '/api/u%2F1/chat?x=1', body: '{"message":"hi"}' });
    expect(first.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await (await fetch(`${two}/api/meta`)).json()).toMatchObject({ name: 'two', url: '/api/meta' });
    expect(await (await fetch(`${two}/api/session`)).json()).toMatchObject({
      user: { name: 'two', url: '/api/auth/me' },
    });
    const missing = await fetch(`${none}/api/meta`);
    expect([missing.status, await missing.json()]).toMatchObject([502, { code: 'api_unreachable' }]);
    expect(await (await fetch(`${none}/api/health`)).json()).toEqual({ status: 'ok' });
  });

  it('forwards only what is under /api/ and refuses writes from other sites', async () => {
    const url = await start({ API_URL: await backend('one') });
    expect(await statusOf(url, '/api/%2e%2e/metrics')).toBe(404);
    expect(await statusOf(url, '/metrics')).toBe(404);
    const foreign = await fetch(`${url}/api/x`, { method: 'POST', headers: { origin: 'http://evil.example' } });
    expect(foreign.status).toBe(403);
    const own = await fetch(`${url}/api/x`, { method: 'POST', headers: { origin: url } });
    expect(own.status).toBe(200);
  });

  it('passes an answer on part by part, although the browser accepts gzip', async () => {
    let finish = () => {};
    const slow = await serve((_, response) => {
      response.setHeader('content-type', 'text/event-stream').setHeader('cache-control', 'no-cache, no-transform');
      response.write('data: one\n\n');
      finish = () => response.end('data: two\n\n');
    });
    servers.push(slow);
    const url = await start({ API_URL: slow.url });
    const answer = await fetch(`${url}/api/stream`, { headers: { 'accept-encoding': 'gzip' } });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: one\n\n');
    finish();
    expect((await reader?.read())?.value).toBe('data: two\n\n');
  });
});
