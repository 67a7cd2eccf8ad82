import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { readYaml } from '../values/yaml.ts';
import { type Setting, withValue } from './overlay.ts';

const path = (text: string) => text.split('.');
const commentsOf = (text: string) => [...new Lexer().lex(text)].filter((token) => token.startsWith('#'));

describe('a value written into a file of values', () => {
  const rows: readonly (readonly [string, string, string, Setting['value'], string])[] = [
    ['takes the place of the one that is there', 'a: 1 # one\nb: 2\n', 'a', 3, 'a: 3 # one\nb: 2\n'],
    ['takes the place of one in quotes', 'a: "1"\nb: 2\n', 'a', 'x', 'a: x\nb: 2\n'],
    ['takes the place of one that is empty', 'a:\nb: 2\n', 'a', 3, 'a: 3\nb: 2\n'],
    ['is found below other keys', 'a:\n  b:\n    c: 1\n    d: 2\n', 'a.b.c', 5, 'a:\n  b:\n    c: 5\n    d: 2\n'],
    [
      'comes behind the last key of its map',
      'a:\n  b: 1\n\n# end\nz: 1\n',
      'a.c',
      2,
      'a:\n  b: 1\n  c: 2\n\n# end\nz: 1\n',
    ],
    [
      'comes behind all that the last key holds',
      'a:\n  b:\n    - x\n    - y: 1\nz: 1\n',
      'a.c',
      2,
      'a:\n  b:\n    - x\n    - y: 1\n  c: 2\nz: 1\n',
    ],
    [
      'comes behind a text of several lines',
      'a:\n  b: |\n    x\n    y\nz: 1\n',
      'a.c',
      2,
      'a:\n  b: |\n    x\n    y\n  c: 2\nz: 1\n',
    ],
    ['is indented as its map is', 'a:\n    b: 1\n', 'a.c.d', 2, 'a:\n    b: 1\n    c:\n      d: 2\n'],
    ['makes the maps on its way', '# head\na: 1\n', 'b.c.d', 'x', '# head\na: 1\nb:\n  c:\n    d: x\n'],
    ['comes behind a comment at the end of the line', 'a:\n  b: 1 # one\n', 'a.c', 2, 'a:\n  b: 1 # one\n  c: 2\n'],
    ['begins a line where the file does not end in one', 'a: 1', 'b', 2, 'a: 1\nb: 2\n'],
    ['goes into an empty file', '', 'a.b', 1, 'a:\n  b: 1\n'],
    ['goes below the comments of a file that has nothing else', '# only words\n', 'a', 1, '# only words\na: 1\n'],
    ['goes into braces', 'a: {b: 1} # one\n', 'a.c', 2, 'a: {b: 1, c: 2} # one\n'],
    ['goes into empty braces, with maps of its own', 'a: {}\n', 'a.c.d', '512Mi', 'a: {c: {d: 512Mi}}\n'],
    ['takes the place of one in braces', 'a: { b: 1, c: 2 }\n', 'a.b', 'x y', 'a: { b: "x y", c: 2 }\n'],
    ['keeps the ends of lines', 'a: 1\r\nb:\r\n  c: 2\r\n', 'b.d', 3, 'a: 1\r\nb:\r\n  c: 2\r\n  d: 3\r\n'],
    ['is quoted where it would mean a number', 'a: x\n', 'a', '1', 'a: "1"\n'],
    ['is quoted where it would mean true', 'a: x\n', 'a', 'on', 'a: "on"\n'],
    ['is quoted where it would begin a comment', 'a: x\n', 'a', 'y # z', 'a: "y # z"\n'],
    ['is quoted where it is empty', 'a: x\n', 'a', '', 'a: ""\n'],
    ['is plain where it means itself', 'a: x\n', 'a', '/health', 'a: /health\n'],
    ['may be true', 'a: x\n', 'a', true, 'a: true\n'],
  ];

  it.each(rows)('%s: %j', (_, before, key, value, after) => {
    expect(withValue(before, { path: path(key), value })).toBe(after);
  });

  it.each([
    ['another value shares it by an anchor', 'a: &x 1\nb: *x\n', 'a'],
    ['it is an alias', 'a: &x 1\nb: *x\n', 'b.c'],
    ['its map is shared', 'a: &x\n  c: 1\nb: *x\n', 'a.c'],
    ['its map comes by a merge key', 'a: &x\n  c: 1\nb:\n  <<: *x\n', 'b.c.d'],
    ['a scalar stands where its map would be', 'a: 1\n', 'a.b'],
    ['a null stands where its map would be, which deletes what the chart has', 'a:\nb: 1\n', 'a.b'],
    ['a map stands in its place', 'a:\n  b: 1\n', 'a'],
    ['a list stands in its place', 'a: [1]\n', 'a'],
    ['a text of several lines stands in its place', 'a: |\n  x\n', 'a'],
    ['a comment stands before its closing brace', 'a: {\n  b: 1 # one\n}\n', 'a.c'],
    ['the key stands twice', 'a: 1\na: 2\n', 'a'],
    ['the file has several documents', 'a: 1\n---\nb: 2\n', 'a'],
    ['the file is no YAML', 'a: [\n', 'a'],
    ['the file is a list', '- a\n', 'a'],
  ])('is not written where %s', (_, before, key) => {
    expect(withValue(before, { path: path(key), value: 5 })).toBeUndefined();
  });

  it('changes no other value, no comment and no line, whatever the file', () => {
    const leaf = fc.constantFrom('1', 'x', '"quoted"', "'it'", 'true', '[1, 2]', '{k: 1}', '{}', '|\n      text', '');
    const note = fc.constantFrom('', '', ' # note', '   # "a: 1"');
    const gap = fc.constantFrom('', '', '\n', '# words\n', '  # indented\n');
    const top = fc.constantFrom('a', 'b', 'config', 'resources');
    const inner = fc.uniqueArray(fc.tuple(fc.constantFrom('x', 'y', 'limits', 'cpu'), leaf, note), {
      selector: ([key]) => key,
      maxLength: 3,
    });
    const file = fc
      .uniqueArray(fc.tuple(top, inner, note, gap), { selector: ([key]) => key, maxLength: 4 })
      .map((blocks) =>
        blocks
          .map(
            ([key, entries, remark, space]) =>
              `${space}${key}:${remark}\n${entries.map(([name, text, end]) => `  ${name}: ${text}${text.includes('\n') ? '' : end}\n`).join('')}`,
          )
          .join(''),
      );
    const keys = fc
      .tuple(top, fc.constantFrom('x', 'y', 'limits', 'cpu', 'new'), fc.constantFrom('', 'cpu', 'k'))
      .map((steps) => steps.filter((step) => step !== ''));
    const values = fc.oneof(fc.constantFrom('512Mi', 'off', 'a: b', '#'), fc.integer(), fc.boolean(), fc.string());
    let written = 0;
    fc.assert(
      fc.property(file, keys, values, (before, way, value) => {
        const after = withValue(before, { path: way, value });
        if (after === undefined) return;
        written += 1;
        const read = readYaml('f', after).value;
        expect(way.reduce<unknown>((one, step) => (one as Record<string, unknown>)[step], read)).toEqual(value);
        const left = after.split('\n');
        const gone = before.split('\n').filter((line) => {
          const index = left.indexOf(line);
          if (index >= 0) left.splice(index, 1);
          return index < 0;
        });
        expect(gone.length).toBeLessThanOrEqual(1);
        expect(commentsOf(after)).toEqual(commentsOf(before));
        for (const [key, one] of Object.entries(readYaml('f', before).value))
          if (key !== way[0]) expect(read[key]).toEqual(one);
      }),
      { numRuns: 700, seed: 7 },
    );
    expect(written).toBeGreaterThan(150);
  });

  it('is written or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.string(), { minLength: 1 }), (text, way) => {
        const after = withValue(text, { path: way, value: 1 });
        expect(after === undefined || readYaml('f', after).findings.length === 0).toBe(true);
      }),
    );
  });
});
