import { describe, expect, test } from 'vitest';
import { finding } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { projectTexts } from './project.ts';
import { emptyWorld, memoryWorld } from './world.ts';

describe('the shell in memory', () => {
  test('answers by the first line of its script that fits, and keeps what was asked', async () => {
    const { world, ran } = memoryWorld({
      shell: [
        ['kubectl get pods *', '[]'],
        [/^kubectl/, ({ text }) => ({ code: 1, stderr: text })],
      ],
    });
    expect(await world.sh.read`kubectl get pods ${['-n', 'a']}`).toEqual({ code: 0, stdout: '[]', stderr: '' });
    expect(await world.sh.with({ input: 'x' }).read`kubectl apply`).toEqual({
      code: 1,
      stdout: '',
      stderr: 'kubectl apply',
    });
    expect(ran).toEqual([
      { verb: 'read', text: 'kubectl get pods -n a', options: {} },
      { verb: 'read', text: 'kubectl apply', options: { input: 'x' } },
    ]);
  });

  test('throws at a command that nobody expected', async () => {
    await expect(memoryWorld().world.sh.read`rm -rf /`).rejects.toThrow('unexpected command: rm -rf /');
  });

  test('throws a Problem when a write fails, and plans it under dry-run', async () => {
    const shell = [['helm *', { code: 1, stderr: 'broken' }]] as const;
    await expect(memoryWorld({ shell }).world.sh.write`helm install`).rejects.toMatchObject({
      finding: { code: 'tool/failed' },
    });
    const dry = memoryWorld({ shell, config: { dryRun: true } });
    await dry.world.sh.write`helm install`;
    expect([dry.planned, dry.ran]).toEqual([['run helm install'], []]);
  });

  test('starts no refused program', async () => {
    const { world, ran } = memoryWorld({ shell: [['*', '']] });
    world.sh.refuse('helm', finding('values/gate-closed', 'closed'));
    await expect(world.sh.read`helm version`).rejects.toThrow('closed');
    expect(ran).toEqual([]);
  });

  test('streams the lines of an answer', async () => {
    const lines: string[] = [];
    const { world } = memoryWorld({ shell: [['kubectl *', 'a\nb\n']] });
    for await (const line of world.sh.stream`kubectl logs`.lines) lines.push(line);
    expect(lines).toEqual(['a', 'b']);
  });
});

describe('files in memory', () => {
  test('are read, listed, written, copied and removed', async () => {
    const { world, texts } = memoryWorld({ files: { 'a/b': '1', 'a/skip/c': '2' } });
    expect(await world.files.list('a', (path) => path === 'a/skip')).toEqual([{ path: 'a/b', mode: 0o644 }]);
    expect(await world.files.list('.', (path) => path === 'a/skip')).toContainEqual({ path: 'a/b', mode: 0o644 });
    await world.files.write('d', '3', 0o600);
    await world.files.copy('a', 'e');
    await world.files.remove('a');
    expect([...texts]).toEqual([
      ['d', '3'],
      ['e/b', '1'],
      ['e/skip/c', '2'],
    ]);
    expect(await world.files.read('a/b')).toBeUndefined();
    await expect(world.files.read('e')).rejects.toMatchObject({ finding: { code: 'env/unreadable' } });
  });

  test('stay as they are under dry-run', async () => {
    const { world, texts, planned } = memoryWorld({ files: { a: '1' }, config: { dryRun: true } });
    await world.files.remove('a');
    expect([[...texts], planned]).toEqual([[['a', '1']], ['remove a']]);
  });
});

describe('a world in memory', () => {
  test('has the charts of its files, rendered as given', async () => {
    const document = {
      apiVersion: 'v1',
      kind: 'Service',
      name: 's',
      source: 'helm/backend/templates/s.yaml',
      body: {},
    };
    const { charts } = memoryWorld({
      files: { 'helm/backend/values.yaml': 'a: 1' },
      rendered: { backend: [document] },
    }).world;
    expect(charts.values('backend', 'dev').values).toEqual({ a: 1 });
    expect((await charts.render('backend', 'dev')).documents).toEqual([document]);
    expect((await charts.render('frontend', 'dev')).findings).toMatchObject([{ code: 'chart/render' }]);
  });

  test('answers over HTTP where it was told to and nowhere else', async () => {
    const { http } = memoryWorld({
      http: {
        'GET http://127.0.0.1/a': { text: 'hi' },
        'POST http://127.0.0.1/a': ({ json }) => ({ status: 201, text: String(json) }),
      },
    }).world;
    expect(await http('http://127.0.0.1/a')).toMatchObject({ status: 200, text: 'hi' });
    expect(await http('http://127.0.0.1/a', { json: 7 })).toMatchObject({ status: 201, text: '7' });
    expect((await http('http://127.0.0.1/b')).status).toBe(0);
  });

  test('notes what its target is told, what is said and what is hidden', async () => {
    const { world, done, notes, progress, hidden } = memoryWorld({
      seen: { platform: { up: true, facts: 'x', findings: [] } },
    });
    await world.target.uninstall('backend');
    world.say.note('a');
    world.say.progress('b');
    world.hide(secret('c'));
    expect([done, notes, progress, hidden.length]).toEqual([['uninstall backend'], ['a'], ['b'], 1]);
    expect((await world.target.observe()).platform.up).toBe(true);
  });

  test('hands private files over and keeps what was in them', async () => {
    const { world, handed } = memoryWorld();
    expect(await world.privately('values.json', '{}', async (path) => path)).toBe('/private/values.json');
    expect(handed).toEqual([{ name: 'values.json', text: '{}' }]);
  });

  test("takes the project's own charts, whose values pass the gate", () => {
    const { charts } = memoryWorld({ files: projectTexts('helm') }).world;
    expect(charts.all.map((chart) => chart.name)).toEqual(['database', 'backend', 'frontend']);
    expect(charts.findings).toEqual([]);
  });

  test('has a clock that only sleeping moves', async () => {
    const { clock } = memoryWorld({ now: 1000 }).world;
    await clock.sleep(500);
    expect(clock.now()).toBe(1500);
  });
});

test('in an empty world there is no file, no program, no answer, no space and no target', async () => {
  const { world } = emptyWorld();
  expect(await world.files.read('tasks.md')).toBeUndefined();
  expect((await world.sh.read`node --version`).code).toBe(127);
  expect((await world.http('http://127.0.0.1/')).status).toBe(0);
  expect(await world.files.free()).toBe(0);
  expect((await world.target.observe()).platform.up).toBe(false);
  expect(world.charts.all).toEqual([]);
});
