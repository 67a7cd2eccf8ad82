import { describe, expect, test } from 'vitest';
import { finding } from '../../core/finding.ts';
import type { Clock, Stream } from '../../core/world.ts';
import type { Diagnosis } from '../../diagnosis/diagnosis.ts';
import type { Door } from './door.ts';
import { openBell, openJudge } from './watch.ts';

const cause = (patience: Diagnosis['patience'], ...pods: readonly string[]): Diagnosis => ({
  release: 'backend',
  subjects: (pods.length > 0 ? pods : ['new']).map((name) => ({ kind: 'Pod', name })),
  patience,
  finding: finding('pod/crash-loop', 'it ends'),
});

describe('the judge of a rollout', () => {
  test('ends it at once for a cause without patience', () => {
    expect(openJudge(new Set())([cause(0)], 0)).toMatchObject({ subjects: [{ name: 'new' }] });
  });

  test('gives a cause its grace, which neither another pod nor a short recovery renews', () => {
    const judge = openJudge(new Set());
    for (let now = 0; now < 20_000; now += 1000)
      expect(judge(now % 3000 === 1000 ? [] : [cause(20_000, `pod-${now}`)], now)).toBeUndefined();
    expect(judge([cause(20_000)], 20_000)).toBeDefined();
  });

  test('forgets a cause that stayed away', () => {
    const judge = openJudge(new Set());
    judge([cause(20_000)], 0);
    judge([], 6000);
    expect(judge([cause(20_000)], 20_000)).toBeUndefined();
  });

  test('gives pods of before the upgrade time to be replaced', () => {
    const judge = openJudge(new Set(['old']));
    for (let now = 0; now < 20_000; now += 3000) expect(judge([cause(0, 'old')], now)).toBeUndefined();
    expect(judge([cause(0, 'old')], 20_000)).toBeDefined();
  });

  test('gives no such time where a new pod is sick as well, or what is sick is no pod', () => {
    expect(openJudge(new Set(['old']))([cause(0, 'old', 'new')], 0)).toBeDefined();
    const refused = { ...cause(0), subjects: [{ kind: 'Deployment', name: 'backend' }] };
    expect(openJudge(new Set(['old']))([refused], 0)).toBeDefined();
  });

  test('never ends it for what only takes long', () => {
    const judge = openJudge(new Set());
    judge([cause('timeout')], 0);
    expect(judge([cause('timeout')], 1e9)).toBeUndefined();
  });

  test('never ends it for a warning', () => {
    const warning = { ...cause(0), finding: finding('provider/limited', 'wait', { level: 'warning' }) };
    expect(openJudge(new Set())([warning], 0)).toBeUndefined();
  });
});

/** A stream that a test feeds line by line and ends. */
const fed = () => {
  const lines: string[] = [];
  let over = false;
  let wake = () => {};
  const stream: Stream = {
    lines: (async function* () {
      for (;;) {
        const line = lines.shift();
        if (line !== undefined) yield line;
        else if (over) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    })(),
    ended: Promise.resolve({ code: 0, stdout: '', stderr: '' }),
    stop: async () => {
      end();
      return { code: 0, stdout: '', stderr: '' };
    },
  };
  const end = () => {
    over = true;
    wake();
  };
  return {
    stream,
    end,
    say: (line: string) => {
      lines.push(line);
      wake();
    },
  };
};

describe('the bell of a namespace', () => {
  /** A clock whose sleepers wait until they are woken. */
  const sleepers: { readonly ms: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => 0,
    every: () => () => {},
    sleep: (ms) => new Promise((wake) => void sleepers.push({ ms, wake })),
  };
  const pass = (ms: number) => {
    for (const sleeper of sleepers.splice(0)) if (sleeper.ms <= ms) sleeper.wake();
  };
  const settled = () => new Promise((done) => setTimeout(done, 5));

  test('rings for an event, watches anew when a watch ended, and is silent once it is closed', async () => {
    const opened: { readonly path: string; readonly feed: ReturnType<typeof fed> }[] = [];
    const stream: Door['stream'] = async (words) => {
      const feed = fed();
      opened.push({ path: words.at(-1) ?? '', feed });
      return feed.stream;
    };
    const bell = await openBell({ stream } as Door, clock, 'todo');
    expect(opened.map(({ path }) => path)).toEqual([
      '/api/v1/namespaces/todo/pods?watch=1&timeoutSeconds=600',
      '/apis/apps/v1/namespaces/todo/replicasets?watch=1&timeoutSeconds=600',
      '/api/v1/namespaces/todo/events?watch=1&timeoutSeconds=600',
    ]);

    let rung = 0;
    const ring = bell.next(3000).then(() => (rung += 1));
    await settled();
    expect(rung).toBe(0);
    opened[1]?.feed.say('{}');
    await ring;

    opened[0]?.feed.end();
    await bell.next(3000);
    pass(1000);
    await settled();
    expect(opened.map(({ path }) => path.split('?')[0]?.split('/').at(-1))).toEqual([
      'pods',
      'replicasets',
      'events',
      'pods',
    ]);
    opened[3]?.feed.say('{}');
    await bell.next(3000);

    await bell.close();
    pass(1000);
    await settled();
    expect(opened).toHaveLength(4);
  });

  test('cannot be opened where no watch can be begun', async () => {
    const stream: Door['stream'] = async () => {
      throw new Error('no kubectl');
    };
    await expect(openBell({ stream } as Door, clock, 'todo')).rejects.toThrow('no kubectl');
  });
});
