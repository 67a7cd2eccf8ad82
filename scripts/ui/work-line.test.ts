import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { look, outcome, stepOf } from './samples.ts';
import { workLine } from './work-line.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const step = stepOf(outcome('held', [], 'T021'));

/** The line of a task, what it showed in the tree, and what it printed. */
const line = (live: boolean, width = 60) => {
  const shown: string[] = [];
  const printed: string[] = [];
  const { listen, progress } = workLine({
    look: { ...look, width },
    live,
    print: (text) => printed.push(text),
    now: () => Date.now(),
  });
  const begin = () => listen({ step, show: (text) => shown.push(text) });
  return { shown, printed, begin, progress, end: () => listen(undefined) };
};

describe('on a terminal the line of the task at work', () => {
  it('moves with the seconds, once there are some', () => {
    const { shown, printed, begin, progress, end } = line(true);
    begin();
    progress('backend: build 2/9  RUN true');
    vi.advanceTimersByTime(4000);
    expect(shown.slice(-2)).toEqual(['backend: build 2/9  RUN true  3 s', 'backend: build 2/9  RUN true  4 s']);
    expect(shown.slice(0, 3)).toEqual(Array(3).fill('backend: build 2/9  RUN true'));
    end();
    vi.advanceTimersByTime(5000);
    expect(shown).toHaveLength(5);
    expect(printed).toEqual([]);
  });

  it('never needs a second line, whatever a tool says', () => {
    const { shown, begin, progress } = line(true, 40);
    begin();
    progress(`backend: ${'漢'.repeat(40)}\u001b[2K\r`);
    vi.advanceTimersByTime(10_000);
    expect(shown.at(-1)).toBe(`backend: ${'漢'.repeat(8)}…  10 s`);
    progress('a\u001b[2Kb\r');
    expect(shown.at(-1)).toBe('a·[2Kb·  10 s');
  });
});

describe('without a terminal the task at work', () => {
  it('is silent for ten seconds, then tells the newest, and again when it has changed', () => {
    const { shown, printed, begin, progress } = line(false);
    begin();
    progress('backend: build 1/9');
    vi.advanceTimersByTime(9999);
    progress('backend: build 2/9');
    expect(printed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(printed).toEqual(['working T021  backend: build 2/9  10.0 s']);
    vi.advanceTimersByTime(30_000);
    progress('backend: build 2/9');
    progress('backend: build 3/9');
    vi.advanceTimersByTime(10_000);
    expect(printed.slice(1)).toEqual(['working T021  backend: build 3/9  50.0 s']);
    expect(shown).toEqual([]);
  });

  it('leaves no line behind when it ended before', () => {
    const { printed, begin, progress, end } = line(false);
    begin();
    progress('backend: build 1/9');
    end();
    vi.advanceTimersByTime(60_000);
    expect(printed).toEqual([]);
  });

  it('has lines as wide as the terminal would be', () => {
    const { printed, begin, progress } = line(false, 60);
    begin();
    progress('x'.repeat(200));
    vi.advanceTimersByTime(10_000);
    expect(printed[0]).toHaveLength(60);
  });
});
