import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pieces } from '../testing/pieces.ts';
import { parseTemplate } from './parse.ts';
import { type Node, sourceOf } from './syntax.ts';

const parse = (text: string) => parseTemplate(sourceOf('x.yaml', text));

/** The text that stands outside of actions, bodies in angle brackets. */
const textOf = (nodes: readonly Node[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      return 'body' in node ? `<${textOf(node.body)}|${textOf(node.otherwise)}>` : '•';
    })
    .join('');

describe('the text around actions', () => {
  it.each([
    ['a {{ .x }} b', 'a • b'],
    ['a \n\t{{- .x -}}\r\n b', 'a•b'],
    ['a {{-3}} b', 'a • b'],
    ['a {{- 3 -}} b', 'a•b'],
    ['a{{/* c }} d */}}b', 'ab'],
    ['a {{- /* c */ -}} b', 'ab'],
    ['{{ "}}" }}{{ `{{\n}}` }}', '••'],
    ["{{ '\\'' }}a", '•a'],
    ['a {{\n  .x\n}} b', 'a • b'],
    ['} } { {', '} } { {'],
    ['{{ .x | }}', '•'],
    ['{{ if .a }}x{{ else if .b }}y{{ else }}z{{ end }}!', '<x|<y|z>>!'],
    ['{{ with .a }}x{{ else with .b }}y{{ end }}!', '<x|<y|>>!'],
    ['{{ range $i, $v := .a }}x{{ break }}y{{ continue }}{{ else }}z{{ end }}', '<xy|z>'],
    ['{{ define "a" }}x{{ end }}y', 'y'],
    ['{{ block "a" . }}x{{ end }}y', '•y'],
    ['{{ template "a" }}{{ template "b" .x }}', '••'],
  ])('of %j is %j', (text, expected) => {
    const { body, findings } = parse(text);
    expect(findings).toEqual([]);
    expect(textOf(body)).toBe(expected);
  });

  it('says where it stands', () => {
    const { body } = parse('ab {{- .x -}}\n c');
    expect(body).toMatchObject([{ text: 'ab', start: 0 }, {}, { text: 'c', start: 15 }]);
  });
});

describe('a variable', () => {
  it.each([
    '{{ $x := $x }}{{ $x }}',
    '{{ $x := 1 }}{{ if $x }}{{ $x }}{{ else if $x }}{{ $x }}{{ end }}{{ $x }}',
    '{{ range $i, $v := .a }}{{ $i }}{{ $v }}{{ else }}{{ $i }}{{ end }}',
    '{{ with $x := .a }}{{ $y := 1 }}{{ else with $y }}{{ $x }}{{ end }}',
    '{{ if .a }}{{ $x := 1 }}{{ else }}{{ $x }}{{ end }}',
    '{{ define "a" }}{{ $ }}{{ end }}{{ $.b }}',
    '{{ $x = 1 }}',
  ])('is declared in %s', (text) => {
    expect(parse(text).findings).toEqual([]);
  });

  it('is not missed when the action that may declare it cannot be read', () => {
    expect(parse('{{ $x := .a }\n{{ $x }}').findings).toHaveLength(1);
  });
});

describe('a pipeline', () => {
  const pipe = (text: string) => {
    const [node] = parse(`{{ ${text} }}`).body;
    return node?.kind === 'print' ? node.pipe : undefined;
  };

  it('has commands, operands and chains of fields', () => {
    const operands = pipe('index .a.b "k" 0 | default $.y (get $ "z").w . nil true')?.commands.map((command) =>
      command.operands.map(({ base, names }) => [base.kind, ...names.map(({ text }) => text)].join('.')),
    );
    expect(operands).toEqual([
      ['function', 'dot.a.b', 'word', 'word'],
      ['function', 'variable.y', 'pipe.w', 'dot', 'word', 'word'],
    ]);
  });

  it.each([
    ['$x := .a', ['$x'], false],
    ['$x = .a', ['$x'], true],
    ['.a', [], false],
    ['$ | quote', [], false],
  ])('%j declares %j', (text, declared, assigns) => {
    expect(pipe(text)).toMatchObject({ declared, assigns });
  });

  it.each([
    ['"a\\"\\n\\x41\\u00e9\\101"', 'a"\nAéA'],
    ['`a\\n`', 'a\\n'],
    ["'x'", 120],
    ['0x1F', 31],
    ['-1.5e3', -1500],
    ['.5', 0.5],
    ['1_000', 1000],
    ['true', true],
    ['nil', null],
  ])('reads %s as %j', (text, value) => {
    expect(pipe(text)?.commands[0]?.operands[0]?.base).toEqual({ kind: 'word', value });
  });

  it('knows functions that are named like the members of every object', () => {
    expect(parse('{{ toString .a }}{{ constructor .a }}').findings).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['an action without end', 'a\nb: {{ .x\nc: d\n', 'An action is not closed', 2, 4],
    ['an action without end before another one', 'a: {{ .x\nb: {{ .y }}\n', 'An action is not closed', 1, 4],
    ['an action that the end of the file cuts off', '{{ .x', 'An action is not closed', 1, 1],
    ['one brace', 'a: {{ .x }\n', 'An action is closed by one brace', 1, 10],
    ['a text without end', '{{ "x }}', 'A text is not closed', 1, 4],
    ['a raw text without end', '{{ `x }}', 'A text is not closed', 1, 4],
    ['a comment without end', '{{/* x }}', 'A comment is not closed', 1, 1],
    ['a comment beside something', '{{/* x */ .y }}', 'A comment does not fill its action', 1, 1],
    ['a hyphen in a name', '{{ .a-b }}', '"-" cannot stand here', 1, 6],
    ['a parenthesis without end', '{{ (.a }}', 'A parenthesis is not closed', 1, 4],
    ['a parenthesis without beginning', '{{ .a) }}', /^\) cannot stand here/, 1, 6],
    ['two words without a space', '{{ "a""b" }}', '"b" cannot stand here', 1, 7],
    ['a field of a literal', '{{ "a".b }}', '.b cannot stand here', 1, 7],
    ['nothing', '{{ }}', 'An action lacks a value', 1, 1],
    ['a literal behind a pipe', '{{ .a | "b" }}', '"b" cannot stand here', 1, 9],
    ['a variable that is not declared', '{{ $abc := 1 }}{{ $abd }}', 'The variable $abd is not declared', 1, 19],
    [
      'a variable of a body that has ended',
      '{{ if $x := 1 }}{{ end }}{{ $x }}',
      'The variable $x is not declared',
      1,
      29,
    ],
    ['a variable of another template', '{{ $x := 1 }}{{ define "a" }}{{ $x }}{{ end }}', /^The variable/, 1, 33],
    ['a keyword as a function', '{{ f end }}', 'end cannot stand here', 1, 6],
    ['an escape that Go does not know', '{{ "a\\e" }}', 'A text has an escape that Go does not know', 1, 4],
    ['an if without a condition', '{{ if }}{{ end }}', 'An action lacks a value', 1, 1],
    ['an if without end', 'a\n{{ if .a }}{{ if .b }}{{ end }}\n', 'This if has no end', 2, 1],
    ['a define without end', '{{ define "a" }}', 'This define has no end', 1, 1],
    ['a define inside of an if', '{{ if .a }}{{ define "a" }}{{ end }}{{ end }}', /^A define stands inside/, 1, 12],
    ['a define without a name', '{{ define a }}{{ end }}', 'a cannot stand here', 1, 11],
    ['an end too many', 'a\n{{ end }}', 'An end has nothing to end', 2, 1],
    ['an else too many', '{{ else }}', 'An else has nothing to be the other case of', 1, 1],
    ['two else', '{{ if .a }}{{ else }}{{ else }}{{ end }}', /^An else has nothing/, 1, 22],
    ['an else with something', '{{ if .a }}{{ else .b }}{{ end }}', '.b cannot stand here', 1, 20],
    ['an else if of a with', '{{ with .a }}{{ else if .b }}{{ end }}', 'if cannot stand here', 1, 22],
    ['an end with something', '{{ if .a }}{{ end .b }}', '.b cannot stand here', 1, 19],
    ['a break outside of a range', '{{ break }}', 'This leaves a range, and stands in none', 1, 1],
    ['a break in the else of a range', '{{ range .a }}{{ else }}{{ break }}{{ end }}', /^This leaves/, 1, 25],
    ['a break with something', '{{ break .b }}', '.b cannot stand here', 1, 10],
  ])('%s is found once, at its place', (_, text, message, line, column) => {
    const { findings } = parse(text);
    expect(findings).toMatchObject([
      {
        code: 'chart/render',
        message: typeof message === 'string' ? message : expect.stringMatching(message),
        at: { file: 'x.yaml', line, column },
      },
    ]);
    expect(findings[0]?.remedy).toMatch(/\.$/);
  });

  it('does not hide what stands behind it', () => {
    expect(textOf(parse('a: {{ .x\nb: {{ .y }}\nc: {{ if .z }}d{{ else }}e{{ end }}f').body)).toBe(
      'a: \nb: •\nc: <d|e>f',
    );
  });

  it('is nested more than a hundred levels deep', () => {
    const deep = (open: string, close: string) => `${open.repeat(101)}.${close.repeat(101)}`;
    expect(parse(`{{ ${deep('(', ')')} }}`).findings).toMatchObject([{ message: /parentheses/ }]);
    expect(parse(deep('{{ if .a }}', '{{ end }}')).findings[0]).toMatchObject({ message: /nested/ });
  });
});

describe('any text', () => {
  it('can be read', () => {
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: 'binary' })), (text) => {
        const { findings } = parse(text);
        const lines = text.split('\n').length;
        for (const { at } of findings) expect(at?.line).toBeLessThanOrEqual(lines);
      }),
      { numRuns: 2000 },
    );
  });

  it('is itself when there is no action in it', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('{{')),
        (text) => {
          expect(textOf(parse(text).body)).toBe(text);
        },
      ),
    );
  });
});
