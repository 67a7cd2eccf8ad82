import { describe, expect, test } from 'vitest';
import { type ClusterSnapshot, emptySnapshot, type Logs } from '../../diagnosis/snapshot.ts';
import { openLogMemory } from './logs.ts';

const look = (logs: Logs, restartCount: number): ClusterSnapshot => ({
  ...emptySnapshot,
  pods: [{ metadata: { name: 'backend-1-x' }, status: { containerStatuses: [{ name: 'c', restartCount }] } }],
  logs: { 'backend-1-x/c': logs },
});
const lastOf = (...looks: readonly ClusterSnapshot[]): Logs | undefined => {
  const remembering = openLogMemory();
  return looks.map(remembering).at(-1)?.logs['backend-1-x/c'];
};

describe('the log of an earlier run', () => {
  test('that was removed is the one that was seen before, as the earlier or as the running one', () => {
    const gone = look({ current: '' }, 2);
    expect(lastOf(look({ current: '', previous: 'no password' }, 1), gone)).toEqual({
      current: '',
      previous: 'no password',
    });
    expect(lastOf(look({ current: 'no password' }, 0), gone)).toEqual({ current: '', previous: 'no password' });
  });

  test('that can be read is taken as it is', () => {
    const [old, now] = [look({ current: 'x', previous: 'old' }, 1), look({ current: 'y', previous: 'new' }, 2)];
    expect(lastOf(old, now)).toEqual({ current: 'y', previous: 'new' });
  });

  test('is none where there was no earlier run', () => {
    expect(lastOf(look({ current: 'starting' }, 0), look({ current: 'started' }, 0))).toEqual({ current: 'started' });
    expect(lastOf(look({}, 1), look({}, 2))).toEqual({});
  });
});
