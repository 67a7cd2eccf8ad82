import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mend } from './edits.ts';
import { type Edit, type Finding, finding } from './finding.ts';

const edit = (line: number, column: number, endColumn: number, text: string, file = 'f'): Edit => ({
  at: { file, line, column, endLine: line, endColumn },
  text,
});
const found = (...fix: readonly Edit[]): Finding => finding('values/type', JSON.stringify(fix), { fix });

const mended = (text: string, ...findings: readonly Finding[]) => {
  const { texts, fixed, left } = mend(new Map([['f', text]]), findings);
  return { text: texts.get('f'), fixed: fixed.length, left: left.length };
};

describe('mending a text', () => {
  it('replaces, inserts and deletes at places, and leaves everything else as it was', () => {
    const text = 'tag: 1.10 # keep\r\nport: 80\r\n\tmode: "2"\n';
    expect(
      mended(
        text,
        found(edit(1, 6, 6, '"'), edit(1, 10, 10, '"')),
        found(edit(3, 8, 9, ''), edit(3, 10, 11, '')),
        found(edit(2, 1, 5, 'ports')),
      ),
    ).toEqual({ text: 'tag: "1.10" # keep\r\nports: 80\r\n\tmode: 2\n', fixed: 3, left: 0 });
  });

  it('counts columns as editors do, in UTF-16', () => {
    expect(mended('"😀": no', found(edit(1, 7, 9, 'off'))).text).toBe('"😀": off');
  });

  it('goes over lines', () => {
    const over = { at: { file: 'f', line: 1, column: 3, endLine: 2, endColumn: 2 }, text: '-' };
    expect(mended('ab\ncd\n', found(over)).text).toBe('ab-d\n');
  });

  it.each([
    ['a: 1\nb: 2\nc: 3\n', edit(2, 1, 5, ''), 'a: 1\nc: 3\n'],
    ['a:\r\n  b: 2\r\n  c: 3', edit(3, 3, 7, ''), 'a:\r\n  b: 2\r\n'],
    ['b: 2 # why\n', edit(1, 1, 5, ''), ' # why\n'],
    ['- b: 2\n  c: 3\n', edit(1, 3, 7, ''), '- \n  c: 3\n'],
  ])('takes the whole line when nothing is left of it: %j', (text, change, after) => {
    expect(mended(text, found(change)).text).toBe(after);
  });

  it('makes the first of changes that overlap or meet, and leaves the others', () => {
    const first = found(edit(1, 2, 4, 'X'));
    for (const other of [edit(1, 3, 5, 'Y'), edit(1, 1, 9, 'Y'), edit(1, 4, 4, 'Y'), edit(1, 1, 2, 'Y')])
      expect(mended('abcdefgh', first, found(other))).toEqual({ text: 'aXdefgh', fixed: 1, left: 1 });
    expect(mended('abcdefgh', first, found(edit(1, 5, 6, 'Y')))).toEqual({ text: 'aXdYfgh', fixed: 2, left: 0 });
  });

  it('makes all changes of a finding or none', () => {
    const first = found(edit(1, 7, 8, 'X'));
    expect(mended('abcdefgh', first, found(edit(1, 1, 2, 'Y'), edit(1, 7, 7, 'Y')))).toMatchObject({
      text: 'abcdefXh',
    });
    expect(mended('ab', found(edit(1, 1, 2, 'Y'), edit(9, 1, 2, 'Y')))).toEqual({ text: undefined, fixed: 0, left: 1 });
    expect(mended('ab', found(edit(1, 1, 2, 'Y'), edit(1, 1, 3, 'Z')))).toEqual({ text: undefined, fixed: 0, left: 1 });
  });

  it('makes the changes of a mistake once that was found twice', () => {
    const same = () => found(edit(1, 1, 1, '"'), edit(1, 3, 3, '"'));
    expect(mended('ab', same(), same())).toEqual({ text: '"ab"', fixed: 1, left: 0 });
  });

  it.each([
    edit(0, 1, 1, 'x'),
    edit(1, 0, 1, 'x'),
    edit(1, 4, 5, 'x'),
    edit(1, 2, 1, 'x'),
    edit(1, 1, 1, 'x', 'other'),
  ])('leaves what does not fit the text: %j', (wrong) => {
    expect(mended('ab', found(wrong))).toEqual({ text: undefined, fixed: 0, left: 1 });
  });

  it('never throws, and changes no more than the lines that were named, whatever text and places', () => {
    const places = fc.record({ line: fc.nat(6), column: fc.nat(12), endLine: fc.nat(6), endColumn: fc.nat(12) });
    const edits = fc.array(fc.record({ at: places, text: fc.string({ maxLength: 5 }) }), { maxLength: 3 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.array(edits, { maxLength: 5 }), (text, all) => {
        const findings = all.map((fix) => found(...fix.map((one) => ({ ...one, at: { file: 'f', ...one.at } }))));
        const { texts, fixed, left } = mend(new Map([['f', text]]), findings);
        expect(fixed.length + left.length).toBeLessThanOrEqual(findings.length);
        const lines = new Set(fixed.flatMap(({ fix = [] }) => fix.map(({ at }) => at.line)));
        const first = Math.min(...lines);
        const before = text.split('\n').slice(0, first - 1);
        if (fixed.some(({ fix = [] }) => fix.length > 0))
          expect((texts.get('f') ?? '').split('\n').slice(0, first - 1)).toEqual(before);
      }),
    );
  });
});
