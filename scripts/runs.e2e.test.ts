import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from './core/event.ts';
import { validEvent } from './testing/schemas.ts';
import type { Report } from './ui/report.ts';

const root = join(import.meta.dirname, '..');
const namespace = 'runs-e2e';
const where = ['--target', 'minikube', '--namespace', namespace];

/** A script of the project as a process of its own, and what it has said so far. */
type Running = {
  readonly child: ChildProcess;
  readonly said: { out: string; err: string };
  readonly ended: Promise<number | null>;
};

const begun: ChildProcess[] = [];

const start = (script: string, ...words: readonly string[]): Running => {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...words, ...where], { cwd: root });
  begun.push(child);
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (said.out += chunk));
  child.stderr.on('data', (chunk) => (said.err += chunk));
  return { child, said, ended: new Promise((done) => child.on('close', done)) };
};

const kubectl = (...words: readonly string[]): string => {
  const said = spawnSync('kubectl', ['--context', 'minikube', '-n', namespace, ...words], { encoding: 'utf8' });
  return said.stdout;
};

const eventsIn = (text: string): readonly RunEvent[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const event = JSON.parse(line);
      validEvent(event);
      expect(validEvent.errors, line).toBeNull();
      return event;
    });

/** The directory that the last line of a run names. */
const directoryIn = (text: string): string => {
  const named = /^Report: (.*)\/report\.html$/m.exec(text)?.[1];
  expect(named, text).toBeDefined();
  return join(root, named ?? '');
};

const reportIn = (directory: string): Report => JSON.parse(readFileSync(join(directory, 'report.json'), 'utf8'));

/** What runs on this machine on behalf of the namespace. */
const childrenOf = (name: string): readonly string[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return /\b(?:kubectl|helm)\b/.test(words) && words.includes(name) ? words : [];
    } catch {
      return [];
    }
  });

describe('runs on a real Minikube', () => {
  beforeAll(async () => {
    const { ended, said } = start('deploy');
    expect(await ended, said.out + said.err).toBe(0);
  });

  afterAll(async () => {
    // Of a test that failed half-way.
    for (const child of begun) child.kill();
    await start('cleanup', '--data', '--yes').ended;
  });

  it('tell each event as the published schema has it', async () => {
    const { ended, said } = start('deploy', '--format', 'ndjson');
    expect(await ended, said.err).toBe(0);
    const events = eventsIn(said.out);
    expect(events[0]).toMatchObject({ event: 'run-start', target: 'minikube', namespace });
    expect(events.at(-1)).toMatchObject({ event: 'run-end', ok: true, counts: { changed: 0, failed: 0 } });
  });

  it('that failed say how far they were, and leave a report with the cause, the evidence and the commands', async () => {
    const { ended, said } = start(
      'deploy',
      '--set',
      'backend.resources.requests.cpu=400000m',
      '--set',
      'backend.resources.limits.cpu=400000m',
    );
    expect(await ended).toBe(60);
    expect(said.out).toMatch(/^working T052 {2}backend: \d\/\d ready, .*Unschedulable/m);
    const directory = directoryIn(said.out);
    const failed = reportIn(directory).outcomes.find(({ state }) => state === 'failed');
    expect(failed).toMatchObject({ task: 'T052', findings: [{ code: 'pod/insufficient-cpu' }] });
    const page = readFileSync(join(directory, 'report.html'), 'utf8');
    for (const told of ['deploy not ok', 'pod/insufficient-cpu', 'Insufficient cpu', 'Kubernetes v', namespace])
      expect(page).toContain(told);
    expect(readFileSync(join(directory, 'commands.log'), 'utf8')).toMatch(/\* \S*helm upgrade --install backend/);
  });

  it('that were interrupted leave their report too', async () => {
    const { child, ended, said } = start(
      'deploy',
      '--set',
      'backend.resources.requests.cpu=400000m',
      '--set',
      'backend.resources.limits.cpu=400000m',
    );
    await expect.poll(() => said.out, { timeout: 240_000, interval: 200 }).toMatch(/^working T052/m);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    const directory = directoryIn(said.out);
    expect(said.out).toContain('deploy interrupted: ');
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('deploy interrupted');
    expect(eventsIn(readFileSync(join(directory, 'events.ndjson'), 'utf8')).at(-1)).toMatchObject({ exitCode: 130 });
  });

  it('go on where one was interrupted, and the release is whole again', async () => {
    const { ended, said } = start('deploy');
    expect(await ended, said.out + said.err).toBe(0);
    expect(said.out).toMatch(/^changed T052/m);
  });

  it('follow logs over a rollout and a restart, each line once, and leave no child', async () => {
    const { child, ended, said } = start('logs', 'backend');
    const sources = () => [...new Set([...said.out.matchAll(/^(backend-[a-z0-9-]+) +\|/gm)].map(([, pod]) => pod))];
    await expect.poll(sources, { timeout: 60_000 }).toHaveLength(1);
    kubectl('rollout', 'restart', 'deployment/backend');
    kubectl('rollout', 'status', 'deployment/backend', '--timeout=180s');
    await expect.poll(sources, { timeout: 60_000 }).toHaveLength(2);
    const pod = sources()[1] ?? '';
    const starts = () => said.out.split('\n').filter((line) => line.startsWith(pod) && /"Started server/.test(line));
    await expect.poll(starts, { timeout: 60_000 }).toHaveLength(1);
    kubectl('exec', pod, '-c', 'backend', '--', 'python', '-c', 'import os; os.kill(1, 15)');
    await expect.poll(starts, { timeout: 120_000 }).toHaveLength(2);
    child.kill('SIGINT');
    expect([await ended, said.err]).toEqual([0, '']);
    const requests = [...said.out.matchAll(/"request_id": "([0-9a-f]+)"/g)].map(([, id]) => id);
    expect(requests.length).toBeGreaterThan(0);
    expect(new Set(requests).size).toBe(requests.length);
    expect(childrenOf(namespace)).toEqual([]);
  });
});
