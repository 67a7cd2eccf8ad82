import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { JsonMap } from '../core/charts.ts';
import { type Finding, Problem } from '../core/finding.ts';
import type { Target } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { minikube } from '../targets/minikube.ts';
import type { Report } from '../ui/report.ts';
import { openRealGround } from './ground.ts';
import { realHelm } from './helm.ts';

/** What the product said of something broken, and the seconds after which it did, by its own clock. */
export type Told = { readonly finding: Finding; readonly seconds: number };

/** One text of a file in the place of another, which must be there. */
export type Edit = readonly [file: string, before: string, after: string];

/** A release to be installed from charts of which something was broken. */
export type Installing = {
  readonly edits?: readonly Edit[];
  readonly overlay?: JsonMap;
  readonly release?: 'backend' | 'database';
};

const project = join(import.meta.dirname, '..', '..');

/** Where things are broken: copies of the project's charts, and the project's own command line. */
export type Workshop = {
  /** A copy of the charts, and a target that installs from it into a namespace. */
  readonly copy: (namespace: string) => Promise<Copy>;
  /** Runs a script of the project with `--format json` and tells the first error of the first failed task. */
  readonly run: (script: 'deploy' | 'validate', words: readonly string[], env?: Variables) => Promise<Told>;
  readonly kubectl: (words: readonly string[], input?: object) => Promise<string>;
  /** A folder that is removed in the end. */
  readonly folder: string;
  /** The variables of a child that finds the project's helm. */
  readonly env: Variables;
  readonly close: () => Promise<void>;
};
export type Variables = Readonly<Record<string, string | undefined>>;
export type Copy = {
  readonly root: string;
  readonly target: Target;
  readonly ground: Ground;
  readonly install: (installing: Installing) => Promise<void>;
  /** Installs, and tells why that failed; throws when it did not. */
  readonly fail: (installing: Installing) => Promise<Told>;
};

/** Opens the workshop; on closing, nothing of it is left on disk. */
export const openWorkshop = async (): Promise<Workshop> => {
  const folder = mkdtempSync(join(tmpdir(), 'todo-broken-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(await realHelm(), join(bin, 'helm'));
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
  const closes: (() => Promise<void>)[] = [];

  const copy: Workshop['copy'] = async (namespace) => {
    const root = mkdtempSync(join(folder, `${namespace}-`));
    write(root, []);
    const { ground, close } = await openRealGround({ root, env, config: { namespace } });
    const target = minikube(ground, 'asked for');
    closes.push(async () => {
      await target.close();
      close();
    });
    const install: Copy['install'] = (one) => {
      write(root, one.edits ?? []);
      const { release = 'backend', overlay = small } = one;
      const fingerprint = `broken ${createHash('sha256').update(JSON.stringify(one)).digest('hex').slice(0, 12)}`;
      return target.install({ release, overlay, fingerprint, documents: [] });
    };
    return { root, target, ground, install, fail: (one) => failing(install(one)) };
  };

  return {
    copy,
    run: (script, words, own = {}) => ran(script, words, { ...env, ...own }),
    kubectl: (words, input) => kubectl(words, env, input),
    folder,
    env,
    close: async () => {
      for (const one of closes) await one();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Values of a release that need neither our image nor a database: one server of the standard library. */
export const small: JsonMap = {
  image: { repository: 'python', tag: '3.11-slim', pullPolicy: 'Never' },
  config: { DATABASE_URL: 'postgresql://todo@database.invalid/todo' },
  secrets: { AUTH_SECRET: 'a-signing-secret-of-at-least-32-characters' },
  resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
  probes: { startup: null, liveness: { path: '/' }, readiness: { path: '/', periodSeconds: 1 } },
  terminationGracePeriodSeconds: 1,
  preStopSleepSeconds: 1,
};

const template = 'helm/backend/templates/deployment.yaml';

/** The backend's chart as a server of the standard library; `command` is what its container runs. */
export const smallEdits = (
  command: readonly string[] = ['python', '-m', 'http.server', '8000', '--directory', '/tmp'],
): readonly Edit[] => [
  [template, '["alembic", "upgrade", "head"]', '["true"]'],
  [template, '          ports:\n', `          command: ${JSON.stringify(command)}\n          ports:\n`],
];

/** Writes the charts anew, with edits. What is broken here goes past their schemas, as another chart's would. */
const write = (root: string, edits: readonly Edit[]): void => {
  rmSync(join(root, 'helm'), { recursive: true, force: true });
  cpSync(join(project, 'helm'), join(root, 'helm'), { recursive: true });
  for (const chart of ['backend', 'database']) rmSync(join(root, `helm/${chart}/values.schema.json`));
  for (const [file, before, after] of edits) {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${file} does not hold "${before}"`);
    writeFileSync(path, text.replace(before, after));
  }
};

/** What a Problem tells; work that succeeds, or fails otherwise, is an error of the test. */
export const failing = async (work: Promise<unknown>): Promise<Told> => {
  const began = performance.now();
  const thrown = await work.then(
    () => new Error('Nothing failed'),
    (problem: unknown) => problem,
  );
  if (!(thrown instanceof Problem)) throw thrown;
  const seconds = secondsIn(thrown.finding) ?? (performance.now() - began) / 1000;
  return { finding: thrown.finding, seconds };
};

/** `given up 4.1 s after helm began`, `helm ended 2.0 s after it began`. */
const secondsIn = ({ evidence = [] }: Finding): number | undefined => {
  const lasted = evidence.find(({ source }) => source.startsWith('rollout of '))?.text ?? '';
  const seconds = /(\d+\.\d) s after/.exec(lasted)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
};

const ran = async (script: string, words: readonly string[], env: Variables): Promise<Told> => {
  const said = await child('npx', ['tsx', `scripts/${script}.ts`, '--format', 'json', ...words], env);
  const report: Report | undefined = said.out.startsWith('{') ? JSON.parse(said.out) : undefined;
  if (!report) throw new Error(said.out + said.err);
  const failed = report.outcomes.find(({ state }) => state === 'failed');
  const finding = [...report.findings, ...(failed?.findings ?? [])].find(({ level }) => level === 'error');
  if (!finding) throw new Error(`Nothing failed: ${said.out}`);
  return { finding, seconds: secondsIn(finding) ?? (failed?.ms ?? report.ms) / 1000 };
};

const kubectl = async (words: readonly string[], env: Variables, input?: object): Promise<string> => {
  const said = await child('kubectl', ['--context', 'minikube', ...words], env, input && JSON.stringify(input));
  if (said.code !== 0) throw new Error(`kubectl ${words.join(' ')}: ${said.err}`);
  return said.out;
};

type Ended = { readonly code: number; readonly out: string; readonly err: string };

const child = (program: string, words: readonly string[], env: Variables, input?: string): Promise<Ended> =>
  new Promise((done, fail) => {
    const running = spawn(program, words, { cwd: project, env: { ...env }, stdio: 'pipe' });
    const texts = { out: '', err: '' };
    running.stdout.on('data', (chunk) => (texts.out += chunk));
    running.stderr.on('data', (chunk) => (texts.err += chunk));
    running.on('error', fail).on('close', (code) => done({ code: code ?? -1, ...texts }));
    running.stdin.end(input);
  });
