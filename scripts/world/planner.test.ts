import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPlanner } from './planner.ts';
import { openRedactor } from './redact.ts';
import { openTemporary } from './temporary.ts';

const outside = openPlanner({
  sh: {} as never,
  find: async () => undefined,
  temporary: openTemporary(),
  redactor: openRedactor(),
});

test('the files of a private folder are read and started by this user alone, and gone afterwards', async () => {
  const files = (path: string) => ({
    'bin/kubectl': { text: '#!/bin/sh\n', program: true as const },
    'guard.json': { text: path },
    'tmp/': { text: '' },
  });
  const path = await outside.folder(files, async (folder) => {
    const modes = ['bin', 'bin/kubectl', 'guard.json', 'tmp'].map(
      (name) => statSync(join(folder.path, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o700]);
    expect(await folder.read('guard.json')).toBe(folder.path);
    expect(await folder.read('nothing')).toBeUndefined();
    return folder.path;
  });
  expect(existsSync(path)).toBe(false);
});

test('the guard is started with its words as they are, from a folder of any name', async () => {
  await outside.folder(
    () => ({}),
    async ({ path }) => {
      const odd = join(path, `it's a "folder" $HOME`);
      const setup = join(odd, 'guard.json');
      mkdirSync(odd);
      writeFileSync(
        setup,
        JSON.stringify({
          namespace: 'todo',
          kubectl: '/bin/echo',
          kubeconfig: 'ro',
          home: odd,
          log: join(odd, 'calls'),
        }),
      );
      writeFileSync(join(odd, 'kubectl'), outside.guard('kubectl', setup), { mode: 0o700 });
      const words = ['get', 'pods', '-l', 'app in (a, b)'];
      const { stdout, stderr } = spawnSync(join(odd, 'kubectl'), words, { encoding: 'utf8', env: {} });
      expect([stdout, stderr]).toEqual(['--kubeconfig ro --namespace todo get pods -l app in (a, b)\n', '']);
    },
  );
});

test('no two markers are alike', () => {
  expect(new Set(Array.from({ length: 50 }, outside.marker)).size).toBe(50);
});
