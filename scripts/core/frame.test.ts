import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from './frame.ts';

const at = (line: number, column: number, endColumn?: number) => ({
  file: 'f',
  line,
  column,
  ...(endColumn === undefined ? {} : { endColumn }),
});

const text = 'image:\n  tag: x\nreplicaCont: 2\nservice:\n';

describe('a code frame', () => {
  it('marks the columns of the place between one line of context each side', () => {
    expect(frame(text, at(3, 1, 12))).toBe(
      ['  2 |   tag: x', '> 3 | replicaCont: 2', '    | ^^^^^^^^^^^', '  4 | service:'].join('\n'),
    );
  });

  it('shows only what exists at the first and the last line', () => {
    expect(frame(text, at(1, 1, 6))).toBe(['> 1 | image:', '    | ^^^^^', '  2 |   tag: x'].join('\n'));
    expect(frame(text, at(4, 1, 8), { context: 0 })).toBe(['> 4 | service:', '    | ^^^^^^^'].join('\n'));
  });

  it('is empty when the text has no such line', () => {
    expect(frame(text, at(9, 1))).toBe('');
  });

  it('marks one cell when the place has no end, lies behind the line, or the line is empty', () => {
    expect(frame('abc', at(1, 2))).toBe('> 1 | abc\n    |  ^');
    expect(frame('abc', at(1, 9))).toBe('> 1 | abc\n    |    ^');
    expect(frame('', at(1, 1))).toBe('> 1 |\n    | ^');
  });

  it('marks up to the end of the first line when the place goes on below', () => {
    expect(frame('a: |\n  b', { ...at(1, 4, 4), endLine: 2 }, { context: 0 })).toBe('> 1 | a: |\n    |    ^');
  });

  it('keeps carets under their text after tabs and after wide characters', () => {
    expect(frame('\tab', at(1, 2, 4))).toBe('> 1 |   ab\n    |   ^^');
    expect(frame('日本: ab', at(1, 5, 7))).toBe('> 1 | 日本: ab\n    |       ^^');
  });

  it('lets no control sequence of a file reach the terminal', () => {
    expect(frame('\u001b[31mred', at(1, 1, 2))).toBe('> 1 | ·[31mred\n    | ^');
  });

  it('cuts a long line around the place', () => {
    const long = `${'x'.repeat(300)}HERE${'y'.repeat(300)}`;
    const [line, marks] = frame(long, at(1, 301, 305), { width: 60 }).split('\n');
    const column = line?.indexOf('HERE') ?? -1;
    expect(column).toBeGreaterThan(0);
    expect(marks?.indexOf('^^^^')).toBe(column);
    expect(line?.length).toBeLessThanOrEqual(60);
  });

  it('never throws and keeps to its width, whatever text and place', () => {
    const places = fc.record({ line: fc.integer({ min: 1, max: 5 }), column: fc.nat(200), endColumn: fc.nat(300) });
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), places, fc.integer({ min: 30, max: 120 }), (source, place, width) => {
        const ascii = source.replaceAll(/[^\n -~]/g, '');
        for (const row of frame(ascii, { file: 'f', ...place }, { width }).split('\n'))
          expect(row.length).toBeLessThanOrEqual(width);
        expect(typeof frame(source, { file: 'f', ...place }, { width })).toBe('string');
      }),
    );
  });
});
