import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paced } from './pace.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pace = () => {
  const passed: string[] = [];
  return { passed, ...paced(100, (text) => passed.push(text)) };
};

describe('a pace', () => {
  it('passes the first at once, then the newest of each interval, and the last without another push', () => {
    const { passed, push } = pace();
    for (const text of ['a', 'b', 'c']) push(text);
    expect(passed).toEqual(['a']);
    vi.advanceTimersByTime(100);
    expect(passed).toEqual(['a', 'c']);
    vi.advanceTimersByTime(1000);
    push('d');
    expect(passed).toEqual(['a', 'c', 'd']);
  });

  it('passes nothing twice in a row', () => {
    const { passed, push } = pace();
    push('a');
    push('a');
    vi.advanceTimersByTime(500);
    push('a');
    expect(passed).toEqual(['a']);
  });

  it('can wait before the first', () => {
    const { passed, push, wait } = pace();
    wait();
    push('a');
    expect(passed).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(passed).toEqual(['a']);
  });

  it('passes what waits when it is flushed, and forgets it when it is dropped', () => {
    const { passed, push, flush, drop } = pace();
    push('a');
    push('b');
    flush();
    push('c');
    drop();
    vi.advanceTimersByTime(500);
    expect(passed).toEqual(['a', 'b']);
    push('b');
    expect(passed).toEqual(['a', 'b', 'b']);
  });
});
