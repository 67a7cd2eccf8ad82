import ignore from '@balena/dockerignore';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contextOf } from './context.ts';
import { ignoreFindings } from './ignore-rules.ts';
import { decidingLine, ignoreLines } from './ignorefile.ts';

const lines = (text: string) => ignoreLines('x/.dockerignore', text);

describe('the lines of .dockerignore', () => {
  it('are patterns with their places; comments begin at the start of a line', () => {
    expect(lines('# a\n\n  *.md \r\n! README.md\n #x\n').map(({ matches: _, ...line }) => line)).toMatchObject([
      { pattern: '*.md', negated: false, at: { line: 3, column: 3, endColumn: 7 } },
      { pattern: 'README.md', negated: true, at: { line: 4, column: 1, endColumn: 12 } },
      { pattern: '#x', negated: false, at: { line: 5, column: 2, endColumn: 4 } },
    ]);
  });

  it('decide together as the library that reads all of them decides', () => {
    const part = fc.constantFrom('a', 'b', '*', 'a*', '?', '**', '.env', 'c++', 'x(1)');
    const pattern = fc.tuple(
      fc.constantFrom('', '!', '/'),
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '/'),
    );
    const written = pattern.map(([before, parts, after]) => before + parts.join('/') + after);
    const path = fc
      .array(fc.constantFrom('a', 'b', 'ab', '.env', 'd'), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(written, { maxLength: 5 }), path, (patterns, one) => {
        const plain = patterns.filter((each) => !/[+(]/.test(each));
        const whole = ignore.default({ ignorecase: false }).add([...plain]);
        expect(contextOf(plain.join('\n')).holds(one)).toBe(!whole.ignores(one));
        expect(() => contextOf(patterns.join('\n')).holds(one)).not.toThrow();
      }),
    );
  });

  it('read signs of regular expressions as themselves', () => {
    const { holds } = contextOf('c++\na(1).txt\nb{2}\n');
    expect(['c++', 'a(1).txt', 'b{2}', 'cc', 'bb'].map(holds)).toEqual([false, false, false, true, true]);
  });

  it('know the one that decides', () => {
    expect(decidingLine(lines('*.md\n!README.md\n'), 'README.md')?.at.line).toBe(2);
    expect(decidingLine(lines('docs\n'), 'docs/a/b.md')?.at.line).toBe(1);
    expect(decidingLine(lines('docs\n'), 'src/a')).toBeUndefined();
  });
});

/** What is found in a text, given the files that are sent. */
const find = (text: string, sent: readonly string[] = []) =>
  ignoreFindings(lines(text), sent).map(
    ({ code, level, at, message }) => [code, level, at?.line, at?.column, message] as const,
  );

describe('a line of .dockerignore that does not do what it looks like', () => {
  it.each([
    ['ignore/malformed', 'error', '!\n', 1, /nothing behind the !/, []],
    ['ignore/malformed', 'error', 'a\nb[c\n', 2, /a \[ is not closed/, []],
    ['ignore/malformed', 'error', 'node_modules # installed\n', 1, /a comment has a line of its own/, []],
    ['ignore/malformed', 'error', 'a\\\n', 1, /ends with a backslash/, []],
    ['ignore/root-only', 'error', 'dist\n.env\n', 2, /a folder's own \.env is sent/, []],
    ['ignore/root-only', 'error', '*.pem\n', 1, /tls\/a\.pem is sent/, ['tls/a.pem']],
    ['ignore/root-only', 'warning', 'node_modules/\n', 1, /a folder's own node_modules\/ is sent/, []],
    [
      'ignore/root-only',
      'error',
      'node_modules\n',
      1,
      /web\/node_modules\/x\/index\.js is sent/,
      ['web/node_modules/x/index.js'],
    ],
    ['ignore/root-only', 'warning', 'tests\n', 1, /app\/tests\/a\.py is sent/, ['app/main.py', 'app/tests/a.py']],
    ['ignore/re-included', 'error', '**/.env\n!**\n', 1, /!\*\* brings it back/, []],
    ['ignore/re-included', 'warning', 'docs\n!docs\n', 1, /!docs brings it back/, []],
    ['ignore/re-included', 'warning', 'docs/*.md\n!docs\n', 1, /!docs brings it back/, []],
    ['ignore/no-effect', 'warning', '!README.md\n*.md\n', 1, /\*\.md comes later/, []],
    ['ignore/no-effect', 'warning', '*.log\n!README.md\n', 2, /no line above leaves it out/, []],
  ] as const)('is %s, %s: %j', (code, level, text, line, says, sent) => {
    expect(find(text, sent)).toEqual([[code, level, line, 1, expect.stringMatching(says)]]);
  });

  it('is mended by the pattern that it shows', () => {
    const [one] = ignoreFindings(lines('.env\n'), []);
    expect(one?.fix).toEqual([
      { at: { file: 'x/.dockerignore', line: 1, column: 1, endLine: 1, endColumn: 1 }, text: '**/' },
    ]);
    expect(one?.remedy).toBe('Write `**/.env`, or `/.env` if only the top is meant.');
  });

  it('names the other of two lines', () => {
    const [one] = ignoreFindings(lines('docs\n!docs\n'), []);
    expect(one?.related).toMatchObject([{ at: { line: 2 } }]);
  });

  it.each([
    ['**/.env\n**/.env.*\n**/node_modules\n', []],
    ['/.env\n/node_modules\n.git\nDockerfile\ntests\n', ['app/main.py']],
    ['*\n!app\n!package.json\n', ['app/a']],
    ['*.md\n!README.md\n', []],
    ['**/*.md\n!**/README*\n', []],
    ['build\n!build/keep/*.js\n', []],
    ['*/tmp\n!src\n', []],
    ['# .env\n\n', ['app/.env.example']],
  ])('is not in %j', (text, sent) => {
    expect(find(text, sent)).toEqual([]);
  });
});
