import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { Problem } from '../core/finding.ts';
import type { Image, ImageName, Target, Wanted } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { targetContract } from '../testing/target-contract.ts';
import { openFiles } from '../world/files.ts';
import { openHttp } from '../world/http.ts';
import { openProcesses } from '../world/processes.ts';
import { openRedactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { local } from './local.ts';

const roots: string[] = [];
const targets: Target[] = [];

afterAll(async () => {
  for (const target of targets) await target.down({ images: true, data: true, cache: true, cluster: false });
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

describe('a Python application', () => {
  targetContract('local', async () => {
    const { ground, target } = await machine();
    await writeAll(ground, 'backend', pythonApp(`print('listening', flush=True)`));
    await writeAll(ground, 'broken', pythonApp(`raise SystemExit('the flux capacitor is missing')`));
    const port = await freePort(ground);
    return {
      target,
      http: ground.http,
      good: wanted({ name: 'backend', tag: 'good', directory: 'backend' }, port),
      broken: wanted({ name: 'backend', tag: 'broken', directory: 'broken' }, port),
      service: 'backend-service',
      path: '/ready',
      says: 'Hello from the chart',
      evidence: 'the flux capacitor is missing',
    };
  });
});

describe('a Node application', () => {
  it('is built in stages, started from what the last stage copies, and gone after cleanup with all flags', async () => {
    const { ground, target, root } = await machine();
    await writeAll(ground, 'frontend', nodeApp);
    const image: Image = { name: 'frontend', tag: 'one', directory: 'frontend' };
    await target.build(image);
    expect((await readdir(join(root, '.local/cache/images/frontend-one'))).toSorted()).toEqual([
      'page.txt',
      'server.js',
    ]);
    await target.install(wanted(image, await freePort(ground)));
    const base = await target.reach('frontend-service');
    expect(await ground.http(`${base}/ready`)).toMatchObject({ status: 200, text: 'built' });
    await target.down({ images: true, data: true, cache: true, cluster: false });
    expect(await readdir(root)).toEqual(['frontend']);
    expect(await ground.http(`${base}/ready`)).toMatchObject({ status: 0 });
  });
});

describe('a build that fails', () => {
  it('leaves no image and no half-made folder, and shows what the program said', async () => {
    const { ground, target, root } = await machine();
    await writeAll(ground, 'frontend', {
      ...nodeApp,
      'package.json': JSON.stringify({
        name: 'x',
        version: '1.0.0',
        scripts: { build: 'echo no such luck >&2; exit 3' },
      }),
    });
    const thrown = await target.build({ name: 'frontend', tag: 'one', directory: 'frontend' }).catch((error) => error);
    expect(thrown).toBeInstanceOf(Problem);
    expect((thrown as Problem).finding).toMatchObject({ code: 'image/build-failed' });
    expect(JSON.stringify((thrown as Problem).finding.evidence)).toContain('no such luck');
    expect((await target.observe()).images).toEqual([]);
    expect((await readdir(join(root, '.local/cache'))).filter((name) => name === 'images')).toEqual([]);
  });
});

describe('what is written down', () => {
  it('holds no secret but the signing one, and only this user may read it', async () => {
    const { ground, target, root } = await machine();
    await writeAll(ground, 'backend', pythonApp(''));
    const image: Image = { name: 'backend', tag: 'one', directory: 'backend' };
    await target.build(image);
    await target.install(wanted(image, await freePort(ground)));
    for (const file of ['.local/run/backend.json', '.local/secrets/AUTH_SECRET', '.local/logs/backend.log'])
      expect([file, (await stat(join(root, file))).mode & 0o777]).toEqual([file, 0o600]);
    expect(await readFile(join(root, '.local/run/backend.json'), 'utf8')).not.toContain(authSecret);
    expect((await target.recall()).authSecret?.reveal()).toBe(authSecret);
    await target.down({ images: true, data: false, cache: false, cluster: false });
    await target.close();
    expect((await readdir(join(root, '.local'))).toSorted()).toEqual(['cache', 'data']);
  });
});

const authSecret = 'a-signing-secret-of-at-least-32-characters';

const machine = async (): Promise<{ readonly ground: Ground; readonly target: Target; readonly root: string }> => {
  const root = await mkdtemp(join(tmpdir(), 'todo local ü-'));
  roots.push(root);
  const { signal } = new AbortController();
  const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
  const { env } = process;
  const { sh } = openShell({ root, env, signal, dryRun: false, say, redactor: openRedactor() });
  const ground = {
    sh,
    files: openFiles({ root, dryRun: false, say }),
    http: openHttp(),
    processes: openProcesses({ root, env, dryRun: false, planned: say.planned }),
    say,
    hide: () => {},
    clock: { now: Date.now, sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)) },
    signal,
    config: { dryRun: false, force: false },
  } as unknown as Ground;
  const target = local(ground);
  targets.push(target);
  return { ground, target, root };
};

const writeAll = async (
  { files }: Ground,
  directory: string,
  texts: Readonly<Record<string, string>>,
): Promise<void> => {
  for (const [path, text] of Object.entries(texts)) await files.write(`${directory}/${path}`, text);
};

const freePort = async ({ processes }: Ground): Promise<number> => {
  for (let port = 28_000; ; port += 1) if (!(await processes.holder(port))) return port;
};

const pythonApp = (first: string): Readonly<Record<string, string>> => ({
  'requirements.txt': '# none\n',
  Dockerfile: [
    'FROM python:3.11-slim',
    'WORKDIR /app',
    'COPY . .',
    'CMD ["python", "server.py", "--host", "0.0.0.0", "--port", "8000"]',
    '',
  ].join('\n'),
  'migrate.py': `import os\nopen(os.environ['DATABASE_URL'].split('///')[1], 'w').write('migrated')\n`,
  'server.py': `
import http.server, os, sys
${first}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ['GREETING'].encode())
assert open(os.environ['DATABASE_URL'].split('///')[1]).read() == 'migrated'
assert os.environ['AUTH_SECRET'] and sys.argv[2] == '127.0.0.1'
http.server.HTTPServer((sys.argv[2], int(sys.argv[4])), Handler).serve_forever()
`,
});

const nodeApp: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'x',
    version: '1.0.0',
    scripts: { build: `mkdir -p out && cp server.js out/ && printf built > out/page.txt` },
  }),
  'package-lock.json': JSON.stringify({
    name: 'x',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'x', version: '1.0.0' } },
  }),
  'server.js': `
const { readFileSync } = require('node:fs');
require('node:http').createServer((_, answer) => answer.end(readFileSync('page.txt'))).listen(process.env.PORT, process.env.HOSTNAME);
`,
  '.dockerignore': 'node_modules\n',
  Dockerfile: [
    'FROM node:24-alpine AS builder',
    'WORKDIR /app',
    'COPY . .',
    'RUN npm run build',
    'FROM node:24-alpine',
    'WORKDIR /app',
    'ENV HOSTNAME=0.0.0.0 PORT=8000',
    'COPY --from=builder /app/out ./',
    'CMD ["node", "server.js"]',
    '',
  ].join('\n'),
};

const wanted = (image: Image, port: number): Wanted => ({
  release: image.name,
  image,
  fingerprint: `fingerprint ${image.tag}`,
  overlay: { secrets: { AUTH_SECRET: authSecret } },
  documents: documentsOf(image.name, port),
});

const documentsOf = (name: ImageName, port: number): readonly Document[] => {
  const env = [
    { name: 'GREETING', value: 'Hello from the chart' },
    { name: 'DATABASE_URL', value: '' },
    { name: 'AUTH_SECRET', valueFrom: { secretKeyRef: { name: `${name}-secret`, key: 'AUTH_SECRET' } } },
  ];
  const migrate = { name: 'migrate', image: `${name}:x`, command: ['python', 'migrate.py'], env };
  const container = {
    name,
    image: `${name}:x`,
    env,
    ports: [{ name: 'http', containerPort: 8000 }],
    readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  };
  return [
    documentOf('Secret', `${name}-secret`, { data: { AUTH_SECRET: Buffer.from(authSecret).toString('base64') } }),
    documentOf('Service', `${name}-service`, {
      spec: { selector: { app: name }, ports: [{ port, targetPort: 'http' }] },
    }),
    documentOf('Deployment', name, {
      spec: { template: { spec: { containers: [container], initContainers: name === 'backend' ? [migrate] : [] } } },
    }),
  ];
};

const documentOf = (kind: string, name: string, body: JsonMap): Document => ({
  apiVersion: 'v1',
  kind,
  name,
  source: 'test',
  body,
});
