import { describe, expect, it } from 'vitest';
import { type Finding, finding } from './finding.ts';
import { complaints, judged, suppress, suppressionsOf } from './suppression.ts';

const read = (file: string, text: string) =>
  suppressionsOf(file, text).map(({ code, reason, lines }) => [code, reason, lines]);
const at = (file: string, line: number): Finding => finding('secret/token', 'x', { at: { file, line, column: 3 } });

describe('a suppression', () => {
  it.each([
    ['a.yaml', 'a: 1 # validate-ignore secret/token: of a test', [['secret/token', 'of a test', [1]]]],
    ['a.yaml', '  # validate-ignore secret/token: of a test\na: 1', [['secret/token', 'of a test', [1, 2]]]],
    [
      'a.tpl',
      '{{- /* validate-ignore manifest/invalid: as Helm wants it */ -}}\nx',
      [['manifest/invalid', 'as Helm wants it', [1, 2]]],
    ],
    ['a.yaml', 'a: {{ .x }} {{/* validate-ignore manifest/invalid: y */}}', [['manifest/invalid', 'y', [1]]]],
    ['a.ts', "const a = 'b'; // validate-ignore manifest/invalid: c", [['manifest/invalid', 'c', [1]]]],
    ['a.ts', '/* validate-ignore secret/token: c */\nd', [['secret/token', 'c', [1, 2]]]],
    ['a.md', '<!-- validate-ignore secret/token: c -->\nd', [['secret/token', 'c', [1, 2]]]],
    [
      'Dockerfile',
      '# validate-ignore dockerfile/DL3006: pinned elsewhere\nFROM a',
      [['dockerfile/DL3006', 'pinned elsewhere', [1, 2]]],
    ],
    ['x/.dockerignore', '# validate-ignore ignore/root-only: c\n.env', [['ignore/root-only', 'c', [1, 2]]]],
    ['a.sh', '#validate-ignore secret/token\nx\n', [['secret/token', '', [1, 2]]]],
    ['a.sh', '# validate-ignore\nx\n', [['', '', [1, 2]]]],
  ])('is read from %s: %j', (file, text, expected) => {
    expect(read(file, text)).toEqual(expected);
  });

  it('covers the line below the last of several that stand alone', () => {
    const text = '# validate-ignore a/b: x\n# validate-ignore c/d: y\nz\n';
    expect(read('a.yaml', text)).toEqual([
      ['a/b', 'x', [1, 3]],
      ['c/d', 'y', [2, 3]],
    ]);
  });

  it.each([
    ['a.json', '{"a": "# validate-ignore a/b: x"}'],
    ['a.ts', "const text = '# validate-ignore a/b: x';"],
    ['a.ts', '`\n# validate-ignore a/b: x\n`'],
    ['a.md', 'Write `# validate-ignore a/b: reason`.'],
    ['.dockerignore', 'x # validate-ignore a/b: no comment here'],
  ])('is none in %s: %j', (file, text) => {
    expect(read(file, text)).toEqual([]);
  });

  it('has its place', () => {
    expect(suppressionsOf('a.yaml', 'a: 1  # validate-ignore a/b: x  \n')[0]?.at).toEqual({
      file: 'a.yaml',
      line: 1,
      column: 7,
      endLine: 1,
      endColumn: 31,
    });
  });
});

describe('findings', () => {
  const text = '# validate-ignore secret/token: x\na\nb # validate-ignore secret/file: y\n';
  const suppressions = suppressionsOf('a.yaml', text);

  it('are taken out where a suppression names their code, and that one is used', () => {
    const { findings, used } = suppress([at('a.yaml', 2), at('a.yaml', 3), at('b.yaml', 2)], suppressions);
    expect(findings.map((one) => [one.at?.file, one.at?.line])).toEqual([
      ['a.yaml', 3],
      ['b.yaml', 2],
    ]);
    expect(used).toEqual([suppressions[0]]);
  });

  it('may have further lines at which a comment counts', () => {
    expect(suppress([at('a.yaml', 7)], suppressions, () => [7, 2]).findings).toEqual([]);
  });

  it('without a place are left', () => {
    expect(suppress([finding('secret/token', 'x')], suppressions).findings).toHaveLength(1);
  });
});

describe('what is wrong with suppressions', () => {
  it('is said of the codes that the caller makes only', () => {
    const suppressions = suppressionsOf(
      'a.yaml',
      '# validate-ignore secret/token\na\n# validate-ignore manifest/invalid\nb\n',
    );
    expect(complaints(suppressions, [], (code) => code === 'secret/token')).toMatchObject([
      { code: 'suppression/without-reason', level: 'error', at: { line: 1, column: 1, endColumn: 31 } },
      { code: 'suppression/unused', level: 'warning', at: { line: 1 }, message: /secret\/token/ },
    ]);
  });

  it('is part of the judgement of a text', () => {
    const text = '# validate-ignore secret/token: x\na\n# validate-ignore secret/token: y\nb\n';
    expect(judged('a.yaml', text, [at('a.yaml', 2)], () => true)).toMatchObject([
      { code: 'suppression/unused', at: { line: 3 } },
    ]);
    expect(judged('a.yaml', 'a', [at('a.yaml', 1)], () => true)).toHaveLength(1);
  });
});
