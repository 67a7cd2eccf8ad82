import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freeUrl } from '../../support/server.ts';
import { serveStub } from '../../support/stub/serve.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the application answers, without a slash at its end. */
    readonly appUrl: string;
  }
}

const root = join(import.meta.dirname, '..', '..', '..');
const standalone = join(root, '.next', 'standalone');
const endings: (() => Promise<void> | void)[] = [];

/**
 * Gives the journeys an application: the one at APP_URL, or else one that is built and started here with its backend.
 * The backend is ../backend on SQLite; E2E_BACKEND=stub takes the stub, E2E_BACKEND=<folder> another checkout.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const end = async () => {
    for (const ending of endings.splice(0).reverse()) await ending();
  };
  try {
    project.provide('appUrl', (process.env.APP_URL ?? (await start())).replace(/\/$/, ''));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

async function start(): Promise<string> {
  if (buildIsOld()) execFileSync('npm', ['run', 'build'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const backend = process.env.E2E_BACKEND === 'stub' ? await stub() : await real();
  const url = await freeUrl();
  const environment = { NODE_ENV: 'production', HOSTNAME: '127.0.0.1', PORT: new URL(url).port, API_URL: backend };
  run(process.execPath, ['server.js'], standalone, environment);
  await answers(`${url}/api/meta`);
  return url;
}

async function stub(): Promise<string> {
  const server = await serveStub();
  endings.push(server.close);
  return server.url;
}

async function real(): Promise<string> {
  const folder = process.env.E2E_BACKEND ?? join(root, '..', 'backend');
  const python = process.env.BACKEND_PYTHON ?? virtualEnvironment(folder);
  const data = mkdtempSync(join(tmpdir(), 'todo-e2e-'));
  endings.push(() => rmSync(data, { recursive: true, force: true }));
  const environment = {
    DATABASE_URL: `sqlite:///${join(data, 'todo.db')}`,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    LOG_LEVEL: 'warning',
    ASSISTANT: 'builtin',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const env = { ...inherited(), ...environment };
  execFileSync(python, ['-m', 'alembic', 'upgrade', 'head'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = await freeUrl();
  const { port } = new URL(url);
  run(python, ['-m', 'uvicorn', 'app.main:app', '--host', '127.0.0.1', '--port', port], folder, environment);
  await answers(`${url}/ready`);
  return url;
}

/** A Python with the backend's requirements, kept as long as these are the same. */
function virtualEnvironment(folder: string): string {
  const cache = join(root, 'node_modules', '.cache');
  const venv = join(cache, 'backend-venv');
  const python = join(venv, 'bin', 'python');
  const requirements = join(folder, 'requirements.txt');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const made = join(venv, '.requirements');
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted) return python;
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  execFileSync('python3', ['-m', 'venv', venv]);
  const install = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '-r', requirements];
  execFileSync(python, install, { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(made, wanted);
  return python;
}

/** Whether something that the build is made of is newer than the build. */
function buildIsOld(): boolean {
  const built = join(standalone, 'server.js');
  if (!existsSync(built)) return true;
  const { mtimeMs } = statSync(built);
  const folders = ['app', 'components', 'lib', 'public'].map((name) => join(root, name));
  const inside = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const files = ['package-lock.json', 'next.config.ts', 'postcss.config.mjs', 'tsconfig.json'].map((name) =>
    join(root, name),
  );
  return [...inside, ...files].some((path) => statSync(path).mtimeMs > mtimeMs);
}

function run(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): void {
  const child = spawn(program, args, {
    cwd,
    env: { ...inherited(), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  endings.push(() => ended(child));
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, LANG, NODE_ENV } = process.env;
  return { PATH, HOME, LANG, NODE_ENV: NODE_ENV ?? 'production' };
}

/** Resolves once the address answers 200, within half a minute. */
async function answers(url: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer 200 within 30 s.`);
}
