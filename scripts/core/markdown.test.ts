import { describe, expect, it } from 'vitest';
import { partOf, startOf, tableOf, withPart } from './markdown.ts';

const page = `Above.\n${startOf('a')}\nold\n<!-- a:end -->\n${startOf('b')}\nother\n<!-- b:end -->\n`;

describe('a part of a page', () => {
  it('is what stands between its markers', () => {
    expect(partOf(page, 'a')).toBe('\nold\n');
    expect(partOf(page, 'c')).toBeUndefined();
  });

  it('is replaced by any text, the rest of the page left as it is', () => {
    expect(withPart(page, 'a', '$& $1')).toBe(page.replace('old', () => '$& $1'));
    expect(withPart(page, 'c', 'new')).toBe(page);
  });
});

it('a table keeps its columns when a cell has a bar', () => {
  expect(tableOf(['A', 'B'], [['one', '`x | y`']])).toBe('| A | B |\n|---|---|\n| one | `x \\| y` |');
});
