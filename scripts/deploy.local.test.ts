import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from './core/event.ts';
import { barePath, type Clone, cloneProject, filesBelow, type Ran } from './testing/clone.ts';
import { fake } from './testing/fake.ts';
import { validEvent } from './testing/schemas.ts';
import type { Report } from './ui/report.ts';

const deploy = ['npx', 'tsx', 'scripts/deploy.ts'];
const cleanup = ['npx', 'tsx', 'scripts/cleanup.ts'];
const validate = ['npx', 'tsx', 'scripts/validate.ts'];

describe('a fresh clone on a machine with nothing but Node and Python', () => {
  let clone: Clone;
  let path: string;
  let before: readonly string[];
  const bare = (argv: readonly string[], env = {}): Ran => clone.run(argv, { path, env });
  const report = (ran: Ran): Report => JSON.parse(ran.out);
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

  beforeAll(() => {
    clone = cloneProject();
    path = barePath(mkdtempSync(join(tmpdir(), 'todo-path-')));
    before = filesBelow(clone.root);
    const installed = bare(['npm', 'ci', '--no-audit', '--no-fund']);
    expect(installed.err + installed.out, 'npm ci').not.toMatch(/Missing: .* from lock file/);
    expect(installed.code).toBe(0);
  });

  afterAll(() => {
    bare([...cleanup, '--data', '--cache']);
    clone.remove();
    rmSync(path, { recursive: true, force: true });
  });

  it('passes validate --static without a target, and counts what it asked', () => {
    const ran = bare(['npm', 'run', '-s', 'validate', '--', '--static', '--format', 'json']);
    expect(report(ran).outcomes.filter((one) => one.state === 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
    expect(report(ran).counts.held).toBeGreaterThan(35);
  });

  it('tells a secret in a file by its place alone', () => {
    const page = join(clone.root, 'docs', 'leak.yaml');
    const [leaked, short] = [fake('', 24), fake('', 4)];
    writeFileSync(page, `user: app\npassword: ${leaked}\nurl: redis://:${short}@cache\n`);
    const [shown, data] = [[], ['--format', 'json']].map((more) => bare([...validate, '--only', 'T014', ...more]));
    rmSync(page);
    expect(shown?.out).toMatch(/docs\/leak\.yaml:2:11 error .*\[secret\/named-value\]/);
    expect(shown?.out).toContain(`> 2 | password: ${'*'.repeat(24)}`);
    expect(shown?.out).toMatch(/docs\/leak\.yaml:3:15 error .*\[secret\/url-password\]/);
    expect([shown?.code, data?.code]).toEqual([40, 40]);
    for (const text of [shown?.out, shown?.err, data?.out, data?.err]) expect(text).not.toMatch(`${leaked}|${short}`);
  });

  it('says what would happen under --dry-run, and changes nothing', () => {
    const ran = bare([...deploy, '--dry-run', '--exit-code', '--format', 'json', '--output', 'plan.json']);
    expect(report(ran).outcomes.flatMap(({ plan = [] }) => plan)).toContainEqual(
      expect.stringMatching(/^start backend/),
    );
    expect(ran.err).toBe('');
    expect(readFileSync(join(clone.root, 'plan.json'), 'utf8')).toBe(ran.out);
    rmSync(join(clone.root, 'plan.json'));
    expect(ran.code).toBe(3);
    expect(filesBelow(clone.root).filter((file) => /^\.(local\/(run|data|secrets|logs)|deploy)/.test(file))).toEqual(
      [],
    );
  });

  it('deploys, and ends with two addresses where the chatbot answers', async () => {
    const ran = bare(deploy);
    expect(ran.out + ran.err).toMatch(/Chat: http:\/\/127\.0\.0\.1:3000\nAPI: {2}http:\/\/127\.0\.0\.1:8000\n/);
    expect(ran.out.trimEnd().split('\n').at(-1)).toBe('Open it: npm run open');
    expect(ran.code).toBe(0);
    expect(await (await fetch('http://127.0.0.1:3000/')).text()).toContain('<main');
    expect(await (await fetch('http://127.0.0.1:8000/health')).json()).toEqual({ status: 'ok' });
  });

  it('holds everything the second time', () => {
    const ran = bare([...deploy, '--format', 'json']);
    expect(report(ran).counts).toMatchObject({ changed: 0, failed: 0, planned: 0 });
    expect(ran.code).toBe(0);
  });

  it('tells each event of a run as the published schema has it, and writes the same into the folder of the run', () => {
    const ran = bare([...deploy, '--format', 'ndjson', '--force', '--only', 'T052']);
    expect(ran.code, ran.err).toBe(0);
    const events = eventsIn(ran.out);
    expect(events[0]).toMatchObject({ event: 'run-start', verb: 'deploy', target: 'local' });
    expect(new Set(events.map(({ event }) => event))).toEqual(
      new Set(['run-start', 'task-start', 'progress', 'task-end', 'note', 'run-end']),
    );
    const last = events.at(-1);
    expect(last).toMatchObject({ event: 'run-end', ok: true, exitCode: 0 });
    const directory = last?.event === 'run-end' ? (last.directory ?? '') : '';
    expect(eventsIn(readFileSync(join(clone.root, directory, 'events.ndjson'), 'utf8'))).toEqual(events);
    expect(ran.err).toMatch(/^deploy on local .*[\s\S]*changed T052[\s\S]*deploy ok: /);
  });

  it('leaves a report of each run that only this user can read', () => {
    const runs = join(clone.root, '.deploy/runs');
    const [latest = ''] = readdirSync(runs).toReversed();
    const files = filesBelow(join(runs, latest));
    expect(files).toEqual(['commands.log', 'events.ndjson', 'junit.xml', 'report.html', 'report.json']);
    for (const file of files) expect(statSync(join(runs, latest, file)).mode & 0o777, file).toBe(0o600);
    expect(statSync(join(runs, latest)).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(runs, latest, 'commands.log'), 'utf8')).toMatch(/ 0 \* .*alembic upgrade head$/m);
    expect(readFileSync(join(runs, latest, 'report.html'), 'utf8')).toContain('deploy ok');
  });

  it('follows the logs of both applications until Ctrl-C, and leaves no child', async () => {
    const node = join(clone.root, 'node_modules/.bin/node');
    const following = spawn(node, ['scripts/logs.ts'], { cwd: clone.root, env: { ...process.env, PATH: path } });
    let out = '';
    following.stdout.on('data', (chunk) => (out += chunk));
    const ended = new Promise<number | null>((done) => following.on('close', done));
    await expect.poll(() => out, { timeout: 30_000 }).toMatch(/^frontend +\| .*Ready/m);
    await fetch('http://127.0.0.1:8000/ready');
    await expect.poll(() => out, { timeout: 30_000 }).toMatch(/^backend +\| .*"route": "\/ready"/m);
    following.kill('SIGINT');
    expect(await ended).toBe(0);
    const tails = readdirSync('/proc').flatMap((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return [];
      }
    });
    expect(tails.filter((words) => words.includes(`-F ${clone.root}`))).toEqual([]);
  });

  it('validates what it deployed', () => {
    const ran = bare([...validate, '--format', 'json']);
    expect(report(ran).outcomes.filter((one) => one.state === 'failed')).toEqual([]);
    expect(ran.code).toBe(0);
  });

  it('never writes a secret into an output, a record or a log', () => {
    const secret = readFileSync(join(clone.root, '.local/secrets/AUTH_SECRET'), 'utf8').trim();
    expect(secret.length).toBeGreaterThanOrEqual(32);
    const ran = bare([...deploy, '--force', '--verbose']);
    expect(ran.code).toBe(0);
    expect(ran.out + ran.err).not.toContain(secret);
    const written = filesBelow(clone.root).filter((one) => /^\.(local\/(run|logs)|deploy)\//.test(one));
    expect(written.some((one) => one.endsWith('report.html'))).toBe(true);
    for (const file of written) expect(readFileSync(join(clone.root, file), 'utf8'), file).not.toContain(secret);
  });

  it('cleans up, names what it keeps, and leaves no process and no other file', async () => {
    const ran = bare(cleanup);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/Kept: .*--data\)/);
    expect(ran.out).toMatch(/Kept: .*--cache\)/);
    await expect(fetch('http://127.0.0.1:3000/')).rejects.toThrow();
    await expect(fetch('http://127.0.0.1:8000/')).rejects.toThrow();
    const left = filesBelow(clone.root).filter((file) => !before.includes(file) && !/^node_modules\//.test(file));
    expect(left.filter((file) => !/^\.(local\/(cache|data)|deploy\/runs)\//.test(file))).toEqual([]);
    expect(bare([...cleanup, '--data']).code).toBe(0);
    expect(filesBelow(clone.root).filter((file) => file.startsWith('.local/data'))).toEqual([]);
    expect(bare(cleanup).out).toContain('nothing found');
  });

  describe('with something wrong', () => {
    const edit = (file: string, change: (text: string) => string) => {
      const whole = join(clone.root, file);
      const text = readFileSync(whole, 'utf8');
      writeFileSync(whole, change(text));
      return () => writeFileSync(whole, text);
    };
    const messages = (ran: Ran) => report(ran).findings.map((one) => `${one.at?.file}:${one.at?.line} ${one.code}`);

    it('shows three mistakes of values.yaml at their lines and starts no helm', () => {
      const helm = join(path, 'helm');
      const calls = join(clone.root, '..', `helm-calls-${process.pid}`);
      writeFileSync(helm, `#!/bin/sh\necho "$@" >> ${calls}\n`, { mode: 0o755 });
      const restore = edit('helm/backend/values.yaml', (text) =>
        text
          .replace('replicaCount: 1\n', 'replicaCount: 1\nreplicaCont: 2\n')
          .replace('tag: latest', 'tag: 1.10')
          .replace(/( {2}port:) 8000/, '$1 80000'),
      );
      try {
        const ran = bare([...validate, '--static', '--format', 'json']);
        expect(messages(ran)).toEqual([
          'helm/backend/values.yaml:3 values/unknown-key',
          'helm/backend/values.yaml:7 values/type',
          'helm/backend/values.yaml:13 values/range',
        ]);
        expect(ran.code).toBe(40);
        const shown = bare([...validate, '--static']);
        expect(shown.out.match(/replicaCont: 2/g)).toHaveLength(1);
        expect(shown.out).toContain('"replicaCount" is set on line 2');
        expect(bare(deploy).code).toBe(40);
        expect(() => readFileSync(calls)).toThrow('ENOENT');
      } finally {
        restore();
        rmSync(helm);
      }
    });

    it('stops at a line missing in tasks.md and at a task missing in the code', () => {
      const restoreWords = edit('tasks.md', (text) => text.replace(/^- \[ \] T040 .*\n( {6}.*\n)+/m, ''));
      const words = bare([...validate, '--static']);
      restoreWords();
      expect(words.out).toMatch(/tasks\.md:\d+:1 .*T040/);
      expect(words.code).toBe(10);
      const restoreCode = edit('scripts/tasks/backend-chart.ts', (text) => text.replace(/^ {2}T040: .*\n/m, ''));
      const code = bare([...validate, '--static']);
      restoreCode();
      expect(code.out).toMatch(/T040 has a sentence and no behaviour[\s\S]*> \d+ \| - \[ \] T040/);
      expect(code.code).toBe(10);
    });

    it('points at the malformed line of .env', () => {
      writeFileSync(join(clone.root, '.env'), 'NAMESPACE=todo\nthis is no setting\n');
      const ran = bare([...validate, '--static']);
      rmSync(join(clone.root, '.env'));
      expect(ran.out).toContain('.env:2:1');
      expect(ran.code).toBe(20);
    });

    it('names a values file that cannot be read', () => {
      const ran = bare([...deploy, '--values', 'nowhere.yaml']);
      expect(ran.out).toContain('nowhere.yaml');
      expect(ran.code).toBe(2);
    });

    it('names who holds a port, and leaves nothing half-made', async () => {
      const holder = createServer();
      await new Promise<void>((done) => holder.listen(8000, '127.0.0.1', done));
      const ran = await new Promise<{ code: number | null; out: string }>((done) => {
        let out = '';
        const deploying = spawn('npx', ['tsx', 'scripts/deploy.ts'], {
          cwd: clone.root,
          env: { ...process.env, PATH: path, CI: 'true' },
        });
        deploying.stdout.on('data', (chunk) => (out += chunk));
        deploying.on('close', (code) => done({ code, out }));
      });
      holder.close();
      expect(ran.out).toMatch(/8000/);
      expect(ran.out).toContain('[target/port-taken]');
      expect(ran.out).toContain(String(process.pid));
      expect(ran.code).toBe(30);
      expect(filesBelow(clone.root).filter((file) => file.startsWith('.local/run/'))).toEqual([]);
    });

    it('says how to get Python, or its venv module, where it is missing', () => {
      const python = join(path, 'python3');
      rmSync(python);
      const without = bare(deploy);
      writeFileSync(
        python,
        '#!/bin/sh\ncase "$*" in *venv*|*ensurepip*) echo "No module named venv" >&2; exit 1;; *) echo "Python 3.11.2"; exit 0;; esac\n',
        { mode: 0o755 },
      );
      const withoutVenv = bare(deploy);
      rmSync(python);
      barePath(path);
      expect(without.out).toContain('[tool/missing]');
      expect(without.out).toContain('python3');
      expect(without.code).toBe(20);
      expect(withoutVenv.out).toContain('python3-venv');
      expect(withoutVenv.code).toBe(20);
    });
  });
});
