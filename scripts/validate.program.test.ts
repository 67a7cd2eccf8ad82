import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { XmlDocument } from 'libxml2-wasm';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { formats } from './core/format.ts';
import { type Clone, cloneProject, type Ran } from './testing/clone.ts';

const root = join(import.meta.dirname, '..');
const valuesFile = 'helm/backend/values.yaml';

describe('validate in a clone with broken values', () => {
  let clone: Clone;
  let values: string;
  const broken = (text: string): string =>
    text.replace(/^replicaCount:/m, 'replicaCont:').replace(/^ {2}port: .*$/m, '  port: 80000');

  const path = (file: string) => join(clone.root, file);
  const validate = (...argv: readonly string[]): Ran =>
    clone.run([process.execPath, '--import', 'tsx', 'scripts/validate.ts', ...argv]);

  beforeAll(() => {
    clone = cloneProject();
    symlinkSync(join(root, 'node_modules'), path('node_modules'));
    values = readFileSync(path(valuesFile), 'utf8');
  });
  beforeEach(() => writeFileSync(path(valuesFile), broken(values)));
  afterAll(() => clone.remove());

  it.each([
    ['json', (text: string) => JSON.parse(text).findings.length],
    ['sarif', (text: string) => JSON.parse(text).runs[0].results.length],
    ['junit', (text: string) => XmlDocument.fromString(text).find('//testsuite[1]//failure').length],
    ['github', (text: string) => text.trimEnd().split('\n').length],
  ] as const)(
    'is nothing but the report in the format %s, on stdout as in a file, and exits as ever',
    (format, count) => {
      const ran = validate('--static', '--format', format, '--output', `report.${format}`);
      expect(count(ran.out)).toBe(2);
      expect(ran.err).toBe('');
      expect(ran.code).toBe(40);
      expect(readFileSync(path(`report.${format}`), 'utf8')).toBe(ran.out);
    },
  );

  it.each(formats)('shows no secret of .env, --set or a values file in the format %s', (format) => {
    const url = ['postgresql://me', 'canary-7421@db/todo'].join(':');
    writeFileSync(path('.env'), `DATABASE_URL=${url}\nOPENAI_API_KEY=sk-canary-7421-key\n`);
    writeFileSync(path(valuesFile), `${values}\nwrong: ${url}\n`);
    onTestFinished(() => writeFileSync(path('.env'), ''));
    const set = ['--set', `backend.config.DATABASE_URL=${url}`, '--set', 'backend.secrets.AUTH_SECRET=7421'];
    const ran = validate('--static', '--verbose', '--format', format, '--output', 'canary', ...set);
    expect(ran.code).toBe(40);
    expect(ran.out).toContain('values/pattern');
    expect(ran.out + ran.err + readFileSync(path('canary'), 'utf8')).not.toMatch(/7421/);
  });

  it('explains a code without looking at the project, as text and as JSON', () => {
    writeFileSync(path('.env'), 'this is no setting\n');
    onTestFinished(() => writeFileSync(path('.env'), ''));
    const text = validate('--explain', 'values/type');
    expect([text.code, text.err]).toEqual([0, '']);
    expect(text.out).toMatch(/^values\/type {2}A value has the wrong type\n {2}The template expects another type\./);
    const json = validate('--explain', 'values/type', '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({ code: 'values/type', area: 'values', exitCode: 40 });
    const unknown = validate('--explain', 'values/typo');
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain('Did you mean values/type?');
  });

  it('mends what is certain with --fix and leaves the rest', () => {
    const ran = validate('--static', '--fix', '--only', 'T034');
    expect(ran.code).toBe(40);
    expect(ran.out).toContain(`fixed 1 finding in ${valuesFile}\n`);
    expect(readFileSync(path(valuesFile), 'utf8')).toBe(values.replace(/^ {2}port: .*$/m, '  port: 80000'));
  });

  describe('--watch', () => {
    /** Watches, and gives its lines as they come. */
    const watch = (...argv: readonly string[]) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/validate.ts', '--watch', ...argv], {
        cwd: clone.root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      let [out, err] = ['', ''];
      child.stdout.on('data', (chunk) => {
        out += chunk;
      });
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      const lines = () => out.split('\n').slice(0, -1);
      const line = async (number: number): Promise<string> => {
        while (lines().length < number && child.exitCode === null) await new Promise((done) => setTimeout(done, 50));
        return lines()[number - 1] ?? `ended with ${child.exitCode}: ${err}`;
      };
      return { child, line, lines, said: () => err };
    };
    const endOf = (child: ChildProcess): Promise<number | null> =>
      new Promise((ended) => {
        child.once('close', (code) => ended(code));
        child.kill('SIGINT');
      });

    it('is a line for each run, asks again when a file changes, and ends with 0, leaving nothing behind', async () => {
      const { child, line, lines, said } = watch('--only', 'T016,T034');
      expect(await line(1)).toMatch(/^validate not ok: 1 held, 1 failed .* \[values\/unknown-key\] and 1 more$/);
      writeFileSync(path(valuesFile), values);
      expect(await line(2)).toMatch(new RegExp(`^validate ok: 2 held .* after ${valuesFile}$`));
      writeFileSync(path(valuesFile), values);
      writeFileSync(path('.values.swp'), 'x');
      writeFileSync(path('scripts/run.ts'), `${readFileSync(path('scripts/run.ts'), 'utf8')}\nthis is no TypeScript\n`);
      expect(await line(3)).toMatch(/^validate did not run: .*Error.* after scripts\/run\.ts$/);
      expect(lines()).toHaveLength(3);
      writeFileSync(path('scripts/run.ts'), readFileSync(join(root, 'scripts/run.ts')));
      expect(await line(4)).toMatch(/^validate ok: 2 held /);
      expect(await endOf(child)).toBe(0);
      expect(said()).toBe('');
      expect(processesIn(clone.root)).toEqual([]);
    });

    it('ends the run that is at work', async () => {
      const { child, line, lines } = watch('--only', 'T016');
      await line(1);
      writeFileSync(path('tasks.md'), `${readFileSync(path('tasks.md'), 'utf8')}\n`);
      while (processesIn(clone.root).length < 2) await new Promise((done) => setTimeout(done, 20));
      expect(await endOf(child)).toBe(0);
      expect(lines()).toHaveLength(1);
      expect(processesIn(clone.root)).toEqual([]);
    });
  });
});

/** Ids of processes that run in a folder (proc(5)). */
const processesIn = (folder: string): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === folder;
    } catch {
      return false;
    }
  });
