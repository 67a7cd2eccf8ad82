import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { finding, Problem } from '../core/finding.ts';
import { type Command, commandStarts } from './launcher.ts';
import { openRedactor } from './redact.ts';
import { openShell } from './shell.ts';

const root = realpathSync(mkdtempSync(`${tmpdir()}/shell-`));
afterAll(() => rmSync(root, { recursive: true }));
const setupOf = (more: { readonly dryRun?: boolean; readonly env?: Record<string, string> } = {}) => {
  const planned: string[] = [];
  const redactor = openRedactor();
  const abort = new AbortController();
  const say = {
    progress: () => {},
    note: () => {},
    planned: (line: string) => planned.push(line),
    plannedLines: () => planned,
  };
  const env = { PATH: process.env.PATH, HOME: root, ...more.env };
  const opened = openShell({ root, env, signal: abort.signal, dryRun: more.dryRun ?? false, say, redactor });
  return { ...opened, abort, planned, redactor };
};

const thrownBy = async (promise: Promise<unknown>): Promise<Problem> => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(Problem);
  return thrown as Problem;
};

/** A zombie has ended: who collects it is the system's business. */
const alive = (pid: number): boolean =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]).stdout.toString());

const gone = (pid: number) => vi.waitFor(() => expect(alive(pid)).toBe(false), { timeout: 5000 });

describe('a read', () => {
  test('gives exit code and both outputs apart', async () => {
    const { sh } = setupOf();
    expect(await sh.read`sh -c ${'echo out; echo err >&2; exit 3'}`).toEqual({
      code: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });

  test('passes words that a shell would interpret as they are', async () => {
    const { sh } = setupOf();
    const nasty = ['$(id)', '`id`', 'a b', "it's", '', '*', '\\', 'ä\n"x"', ';', '~'];
    const said =
      await sh.read`node -e ${'process.stdout.write(JSON.stringify(process.argv.slice(1)))'} -- ${nasty} last`;
    expect(JSON.parse(said.stdout)).toEqual([...nasty, 'last']);
  });

  test('gives 127 for a program that is not there', async () => {
    expect((await setupOf().sh.read`no-such-program --version`).code).toBe(127);
  });

  test('gives 126 for a directory that is not there', async () => {
    expect((await setupOf().sh.with({ cwd: 'nowhere' }).read`node --version`).code).toBe(126);
  });

  test('keeps characters whole that arrive in two chunks', async () => {
    const { sh } = setupOf();
    const script =
      'process.stdout.write(Buffer.from([0xc3])); setTimeout(() => process.stdout.write(Buffer.from([0xa4])), 50)';
    expect((await sh.read`node -e ${script}`).stdout).toBe('ä');
  });

  test('hands over standard input', async () => {
    expect((await setupOf().sh.with({ input: 'secret text' }).read`cat`).stdout).toBe('secret text');
  });

  test('survives a program that does not read its standard input', async () => {
    expect((await setupOf().sh.with({ input: 'x'.repeat(1_000_000) }).read`true`).code).toBe(0);
  });

  test('tells lines as they arrive, the last one without a line break too', async () => {
    const lines: string[] = [];
    await setupOf().sh.with({ line: (line) => lines.push(line) }).read`sh -c ${'printf "one\\ntwo\\nthree"'}`;
    expect(lines).toEqual(['one', 'two', 'three']);
  });

  test('is remembered until the next write, and asked again when fresh', async () => {
    const { sh, log } = setupOf();
    const nano = () => sh.read`date +%N`;
    const first = await nano();
    expect(await nano()).toBe(first);
    expect((await sh.with({ fresh: true }).read`date +%N`).stdout).not.toBe(first.stdout);
    const second = await nano();
    await sh.write`true`;
    expect((await nano()).stdout).not.toBe(second.stdout);
    expect(log.map((command) => command.words[0])).toEqual(['date', 'date', 'true', 'date']);
  });

  test('is remembered by its options too', async () => {
    const { sh } = setupOf();
    expect((await sh.with({ env: { A: '1' } }).read`printenv A`).stdout).toBe('1\n');
    expect((await sh.with({ env: { A: '2' } }).read`printenv A`).stdout).toBe('2\n');
  });

  test('is ended at its deadline with code 124 and leaves no grandchild', async () => {
    const { sh } = setupOf();
    const said = await sh.with({ deadline: 200 }).read`sh -c ${'sleep 60 & echo $!; wait; sleep 60'}`;
    expect(said.code).toBe(124);
    await gone(Number(said.stdout));
  });

  test('ends although a grandchild keeps the pipe open', async () => {
    const said = await setupOf().sh.read`sh -c ${'sleep 8 & echo $!'}`;
    process.kill(Number(said.stdout), 'SIGKILL');
    expect(said.code).toBe(0);
  });
});

test('the file of a program is found on the PATH of the user, or not at all', async () => {
  const { find } = setupOf();
  expect(await find('sh')).toMatch(/^\/.*\/sh$/);
  expect(await find('no-such-program')).toBeUndefined();
});

describe('the environment of a child', () => {
  test('is the listed variables only, whatever the user and ZX_ variables say', async () => {
    const { sh } = setupOf({
      env: {
        OPENAI_API_KEY: 'leak',
        ZX_PREFIX: 'false;',
        MINIKUBE_PROFILE: 'other',
        HTTPS_PROXY: 'p',
        DOCKER_HOST: 'd',
        LC_ALL: 'C',
      },
    });
    const names = (await sh.read`env`).stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HOME', 'HTTPS_PROXY', 'DOCKER_HOST', 'LC_ALL', 'NO_COLOR']));
    expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/OPENAI|ZX_|MINIKUBE_PROFILE/)]));
  });

  test('is what an option gives and nothing else where the child is alone', async () => {
    const { sh } = setupOf({ env: { PATH: process.env.PATH ?? '', HOME: '/home/ada', https_proxy: 'p' } });
    const { stdout } = await sh.with({ env: { ONLY: 'this' }, alone: true }).read`/usr/bin/env`;
    // What a shell sets for itself comes from no environment.
    expect(stdout.split('\n').filter((line) => !/^(?:PWD|OLDPWD|SHLVL|_)=|^$/.test(line))).toEqual(['ONLY=this']);
  });

  test('loses a variable that an option sets to undefined', async () => {
    const { sh } = setupOf();
    expect((await sh.with({ env: { HOME: undefined } }).read`printenv HOME`).code).toBe(1);
  });
});

describe('zx variables of the user', () => {
  beforeEach(() => void vi.stubEnv('ZX_VERBOSE', 'true'));
  afterEach(() => void vi.unstubAllEnvs());

  test('change nothing when zx is loaded under them', async () => {
    vi.stubEnv('ZX_PREFIX', 'echo spoiled;');
    vi.resetModules();
    const fresh = await import('./spawn.ts');
    const { ended } = fresh.spawnChild(['echo', 'clean'], { cwd: root, env: { PATH: process.env.PATH ?? '' } });
    expect(await ended).toEqual({ code: 0, stdout: 'clean\n', stderr: '' });
  });
});

describe('a write', () => {
  test('that fails throws a Problem with the last words, and no secret in it', async () => {
    const { sh, redactor, log } = setupOf();
    redactor.hide('hunter22222');
    const { finding: found } = await thrownBy(
      sh.write`sh -c ${'echo "bad password hunter22222" >&2; exit 4'} ${'hunter22222'}`,
    );
    expect(found.code).toBe('tool/failed');
    expect(found.message).toContain('exit code 4: bad password ***');
    expect(JSON.stringify([found, log])).not.toContain('hunter22222');
  });

  test('of a missing program says how to install it', async () => {
    const { finding: found } = await thrownBy(setupOf({ env: { PATH: '/nowhere' } }).sh.write`git status`);
    expect(found).toMatchObject({ code: 'tool/missing', remedy: expect.stringContaining('apt-get install -y git') });
  });

  test('that does not end in time is tool/timeout', async () => {
    const { finding: found } = await thrownBy(setupOf().sh.with({ deadline: 100 }).write`sleep 30`);
    expect(found).toMatchObject({ code: 'tool/timeout', message: expect.stringContaining('sleep 30') });
  });

  test('is printed and not run under --dry-run, while reads run', async () => {
    const { sh, planned, log } = setupOf({ dryRun: true });
    await sh.write`sh -c ${'exit 1'} postgresql://u:geheim@h/db`;
    expect(planned).toEqual(["run sh -c 'exit 1' postgresql://u:***@h/db"]);
    expect((await sh.read`echo asked`).stdout).toBe('asked\n');
    expect(log.map((command) => command.words[0])).toEqual(['echo']);
  });
});

describe('a stream', () => {
  test('gives lines while it runs and ends when stopped, with its whole group', async () => {
    const { sh } = setupOf();
    const stream = sh.stream`sh -c ${'sleep 60 & echo $!; wait'}`;
    for await (const line of stream.lines) {
      await stream.stop();
      await gone(Number(line));
    }
    expect((await stream.ended).code).toBe(143);
  });

  test('of a program that ends by itself ends its lines', async () => {
    const lines: string[] = [];
    for await (const line of setupOf().sh.stream`printf ${'a\nb\n'}`.lines) lines.push(line);
    expect(lines).toEqual(['a', 'b']);
  });
});

describe('the log', () => {
  test('tells writes, and streams that change something, from what only asks; each is published as it starts', async () => {
    const published: unknown[] = [];
    const listen = (message: unknown) => void published.push(message);
    commandStarts.subscribe(listen);
    const { sh, log, redactor } = setupOf();
    redactor.hide('hunter22222');
    await sh.read`echo asked`;
    await sh.write`true hunter22222`;
    await sh.with({ changes: true }).stream`true installed`.ended;
    await sh.stream`true watched`.ended;
    commandStarts.unsubscribe(listen);
    const told = (commands: readonly unknown[]) =>
      (commands as readonly Command[]).map(({ words, changes }) => [words.at(-1), changes]);
    expect(told(log)).toEqual([
      ['asked', false],
      ['***', true],
      ['installed', true],
      ['watched', false],
    ]);
    expect(told(published)).toEqual(told(log));
  });
});

describe('a refused program', () => {
  test('is not started, not even to ask its version', async () => {
    const { sh, log } = setupOf();
    sh.refuse('helm', finding('values/gate-closed', 'The values are wrong'));
    for (const ask of [sh.read`helm version`, sh.write`helm install`])
      expect((await thrownBy(ask)).finding.code).toBe('values/gate-closed');
    expect(() => sh.stream`helm list`).toThrow('The values are wrong');
    expect(log).toEqual([]);
  });
});

describe('an interrupted run', () => {
  test('sends SIGINT first, so that a program can put things in order', async () => {
    const { sh, abort } = setupOf();
    const lines: string[] = [];
    const script =
      'process.on("SIGINT", () => { console.log("tidied"); process.exit(0); }); console.log("up"); setInterval(() => {}, 1000)';
    const running = sh.with({ line: (line) => lines.push(line) }).read`node -e ${script}`;
    await vi.waitFor(() => expect(lines).toEqual(['up']), { timeout: 5000 });
    abort.abort();
    expect((await thrownBy(running)).finding.code).toBe('interrupted/signal');
    expect(lines).toEqual(['up', 'tidied']);
  });

  test('starts nothing any more', async () => {
    const { sh, abort, log } = setupOf();
    abort.abort();
    expect((await thrownBy(sh.read`echo late`)).finding.code).toBe('interrupted/signal');
    expect(log).toEqual([]);
  });

  test('still begins and ends what gives back what the run holds', async () => {
    const { sh, abort } = setupOf();
    const giving = sh.with({ afterwards: true });
    const running = giving.read`sh -c ${'sleep 0.3; echo given back'}`;
    await new Promise((wake) => setTimeout(wake, 100));
    abort.abort();
    expect((await running).stdout).toBe('given back\n');
    await giving.write`true`;
    expect((await giving.read`echo late`).stdout).toBe('late\n');
  });

  test('ends children that ignore SIGINT when it is told to kill', async () => {
    const { sh, kill } = setupOf();
    const lines: string[] = [];
    const running = sh.with({ line: (line) => lines.push(line) }).read`sh -c ${'trap "" INT TERM; echo $$; sleep 60'}`;
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 5000 });
    kill();
    expect((await running).code).toBe(137);
    await sleep(1);
    await gone(Number(lines[0]));
  });
});
