import { describe, expect, test } from 'vitest';
import type { LogLine, LogRequest } from '../../core/target.ts';
import { memoryWorld } from '../../testing/world.ts';
import { followLogs, writtenLines } from './follow.ts';

const record = (release: string) =>
  JSON.stringify({
    label: 'app.kubernetes.io/part-of=todo-chatbot',
    release,
    revision: 1,
    status: 'deployed',
    fingerprint: 'x',
    image: { name: release, tag: 'x' },
    mark: { pid: 1, started: 'x' },
    service: `${release}-service`,
    selector: {},
    port: 1,
    probe: '/ready',
    env: {},
    log: `.local/logs/${release}.log`,
    startedAt: 0,
  });

const follow = async (releases: readonly string[], request: LogRequest) => {
  const told: LogLine[] = [];
  const memory = memoryWorld({
    files: Object.fromEntries(releases.map((name) => [`.local/run/${name}.json`, record(name)])),
    shell: [
      ['tail -n 20 -F /project/.local/logs/backend.log', 'started\ntail: /project/x: file truncated\nstarted anew\n'],
      ['tail -n 20 -F /project/.local/logs/frontend.log', 'ready\n'],
    ],
  });
  await followLogs(memory.world, request, (line) => told.push(line));
  return told;
};

describe('following the logs of this machine', () => {
  test('tells the lines of each log, and nothing that tail itself says', async () => {
    const told = await follow(['backend', 'frontend'], { releases: ['backend', 'frontend'] });
    expect(told.map(({ source, text }) => `${source} ${text}`).sort()).toEqual([
      'backend started',
      'backend started anew',
      'frontend ready',
    ]);
  });

  test('follows what is there', async () => {
    expect(await follow(['frontend'], { releases: ['backend', 'frontend'] })).toEqual([
      { release: 'frontend', source: 'frontend', text: 'ready' },
    ]);
  });

  test.each([
    ['nothing was started', { releases: ['backend'] } as const, 'pod/absent'],
    ['a time is asked for', { releases: ['backend'], since: '10m' } as const, 'usage/bad-value'],
  ])('says so when %s', async (_, request, code) => {
    await expect(follow([], request)).rejects.toMatchObject({ finding: { code } });
  });
});

test('what the processes have written is read line by line, and nothing where none was started', async () => {
  const files = { '.local/logs/backend.log': 'started\n\n{"event": "request"}\n' };
  expect(await writtenLines(memoryWorld({ files }).world.files)).toEqual([
    { release: 'backend', source: 'backend', text: 'started' },
    { release: 'backend', source: 'backend', text: '{"event": "request"}' },
  ]);
  expect(await writtenLines(memoryWorld().world.files)).toEqual([]);
});
