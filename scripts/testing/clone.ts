import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A fresh clone of the working tree in an empty directory: what git tracks or would track, and nothing else. */
export type Clone = {
  readonly root: string;
  /** Runs a program in the clone and gives what it said; `path` replaces PATH. */
  readonly run: (argv: readonly string[], options?: RunOptions) => Ran;
  readonly remove: () => void;
};
export type RunOptions = {
  readonly path?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
};
export type Ran = { readonly code: number; readonly out: string; readonly err: string; readonly ms: number };

const here = join(import.meta.dirname, '..', '..');

/** A clone that borrows the project's packages, for tests that are not about installing them. */
export const cloneWithModules = (): Clone => {
  const clone = cloneProject();
  symlinkSync(join(here, 'node_modules'), join(clone.root, 'node_modules'));
  return clone;
};

/** Clones the project into a new temporary directory. */
export const cloneProject = (): Clone => {
  const root = mkdtempSync(join(tmpdir(), 'todo-clone-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: here,
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((one) => one !== '' && existsSync(join(here, one)))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    copyFileSync(join(here, path), join(root, path));
    chmodSync(join(root, path), statSync(join(here, path)).mode);
  }
  return {
    root,
    run: (argv, options = {}) => run(root, argv, options),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};

/** The programs a bare machine has: Node, Python, git, a shell and coreutils, as links in one folder. */
export const barePath = (folder: string): string => {
  mkdirSync(folder, { recursive: true });
  const coreutils = execFileSync('dpkg', ['-L', 'coreutils'], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => /^\/(usr\/)?bin\/[^/]+$/.test(path))
    .map((path) => path.split('/').at(-1) ?? '');
  for (const program of ['node', 'npm', 'npx', 'python3', 'git', 'sh', 'bash', 'tar', 'unzip', ...coreutils]) {
    const found = whereIs(program);
    if (found && !existsSync(join(folder, program))) symlinkSync(found, join(folder, program));
  }
  return folder;
};

/** The first place outside node_modules that has the program; a version manager's shim is followed to the real one. */
const whereIs = (program: string): string | undefined =>
  [
    ...(program === 'python3' ? realPython() : []),
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)),
  ]
    .filter((path) => !path.includes('node_modules') && !path.includes('/shims/'))
    .find((path) => existsSync(path));

/** The variables of a person: those of a test runner, and the folders of Node that it brings, must not help a clone. */
export const ownVariables = (): Readonly<Record<string, string | undefined>> => {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name) || /^npm_config_(cafile|registry)$/.test(name),
  );
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(own), PATH: folders.join(delimiter) };
};

/** All files below a directory, relative to it, sorted; links count as files. */
export const filesBelow = (root: string, directory = ''): readonly string[] =>
  readdirSync(join(root, directory))
    .sort()
    .flatMap((name) => {
      const path = join(directory, name);
      return lstatSync(join(root, path)).isDirectory() ? filesBelow(root, path) : [path];
    });

const realPython = (): readonly string[] => {
  const said = spawnSync('python3', ['-c', 'import sys; print(sys._base_executable)'], { encoding: 'utf8' });
  return said.status === 0 ? [said.stdout.trim()] : [];
};

const run = (root: string, argv: readonly string[], { path, env, cwd }: RunOptions): Ran => {
  const [program = '', ...words] = argv;
  const began = performance.now();
  const said = spawnSync(program, words, {
    cwd: join(root, cwd ?? '.'),
    env: { ...ownVariables(), ...(path === undefined ? {} : { PATH: path }), CI: 'true', ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 900_000,
  });
  return {
    code: said.status ?? -1,
    out: said.stdout ?? '',
    err: (said.stderr ?? '') + (said.error ? String(said.error) : ''),
    ms: performance.now() - began,
  };
};
