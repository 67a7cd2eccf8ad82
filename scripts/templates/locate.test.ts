import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import { chartOf, projectChart } from '../testing/chart.ts';
import { pieces } from '../testing/pieces.ts';
import { type Path, pathText } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import { locate } from './locate.ts';

const source = 'helm/backend/templates/x.yaml';

type Probe = {
  readonly template: string;
  readonly helpers?: string;
  readonly values?: string;
  /** What is rendered, as YAML. */
  readonly rendered?: string;
  readonly path: Path;
};

/** Where a field is located: `x.yaml:1:1 value`, the values in brackets when there are several. */
const where = ({ template, helpers = '', values = '', rendered, path }: Probe): string => {
  const chart = chartOf({ 'templates/x.yaml': template, 'templates/_h.tpl': helpers, 'values.yaml': values });
  const {
    template: at,
    value,
    reads,
  } = locate(chart, source, path, rendered === undefined ? undefined : readYaml('r', rendered).value);
  const read = value ? ` ${pathText(value)}` : reads.length > 0 ? ` [${reads.map(pathText).join(', ')}]` : '';
  return `${at.file.split('/').at(-1)}:${at.line}:${at.column}${read}`;
};

describe('a key of the template', () => {
  const template = [
    'a:',
    '  b: 1 # {{ .Values.no }}',
    '  "c d":',
    "    'e': {{ .Values.e }}",
    '  # f: 2',
    '  f:',
    '  - g: 1',
    '    h: {{ .Values.h | quote }}',
    '  -',
    '    g: 2',
    '  - - i',
    '    - j: {{ .Values.j }}',
    '  k: &anchor !tag {{ .Values.k }}',
    '  8080: x',
    'l: |',
    '  m: {{ .Values.m }}',
    '',
    '  n: 1',
    'o: http://{{ .Values.o }}:{{ .Values.p }}',
    'q: "r: {{ .Values.r }}"',
    's: one',
    '  two: {{ .Values.two }}',
    't: {{ .Values.t }}-{{ .Chart.Name }}',
    '{{ if .Values.u }}u: 1{{ else }}u: 2{{ end }}',
    'v: {{ include "h" . }}',
    'w: "x',
    '  y: 1"',
    'z: {{ printf "%s:%s" .Values.z1 .Values.z2 }}',
  ].join('\n');

  it.each<readonly [Path, string]>([
    [['a'], '1:1'],
    [['a', 'b'], '2:3'],
    [['a', 'c d'], '3:3'],
    [['a', 'c d', 'e'], '4:5 e'],
    [['a', 'f'], '6:3'],
    [['a', 'f', 0], '7:3'],
    [['a', 'f', 0, 'g'], '7:5'],
    [['a', 'f', 0, 'h'], '8:5 h'],
    [['a', 'f', 1, 'g'], '10:5'],
    [['a', 'f', 2, 1, 'j'], '12:7 j'],
    [['a', 'f', 2, 0], '11:5'],
    [['a', 'k'], '13:3 k'],
    [['a', '8080'], '14:3'],
    [['l'], '15:1 m'],
    [['o'], '19:1 [o, p]'],
    [['q'], '20:1 r'],
    [['t'], '23:1 t'],
    [['u'], '24:19'],
    [['v'], '25:1 h'],
    [['z'], '28:1 [z1, z2]'],
  ])('%j is at %s', (path, expected) => {
    expect(where({ template, path, helpers: '{{ define "h" }}{{ .Values.h }}{{ end }}' })).toBe(`x.yaml:${expected}`);
  });

  it.each<readonly [Path, string]>([
    [['a', 'no'], '1:1'],
    [['a', 'f', 0, 'no', 'more'], '7:3'],
    [['a', 'f', 0, 'h', 'no'], '8:5'],
    [['l', 'm'], '15:1'],
    [['no'], '1:1'],
  ])('%j is not there: the nearest is at %s', (path, expected) => {
    expect(where({ template, path })).toBe(`x.yaml:${expected}`);
  });
});

describe('a list or a map in brackets', () => {
  const template = [
    'a: ["x", {{ .Values.b | quote }}, \'y, z\', [1, {{ .Values.c }}]]',
    'd: {e: 1, "f": {{ .Values.f }}, g: {h: [{{ .Values.i }}]}}',
    'j: [',
    '  one,',
    '  {{ .Values.two }}, # {{ .Values.no }}',
    ']',
    'k: {{ list "x" .Values.l | toJson }}',
    'm: {"n":{{ .Values.n }}}',
    'o: [] ',
  ].join('\n');

  it.each<readonly [Path, string]>([
    [['a', 0], '1:5'],
    [['a', 1], '1:13 b'],
    [['a', 2], '1:35'],
    [['a', 3, 1], '1:50 c'],
    [['d', 'e'], '2:5'],
    [['d', 'f'], '2:11 f'],
    [['d', 'g', 'h', 0], '2:44 i'],
    [['j', 0], '4:3'],
    [['j', 1], '5:6 two'],
    [['k'], '7:1 [l]'],
    [['k', 1], '7:7 l'],
    [['k', 0], '7:7'],
    [['m', 'n'], '8:5 n'],
    [['o', 0], '9:1'],
  ])('%j is at %s', (path, expected) => {
    expect(where({ template, path })).toBe(`x.yaml:${expected}`);
  });
});

describe('a value that is written as YAML', () => {
  it.each<readonly [string, string, Path, string]>([
    ['in its place', 'a:\n  {{- toYaml .Values.a | nindent 2 }}', ['a', 'b', 'c'], '2:7 a.b.c'],
    ['without white space around it', 'a:\n  {{- toYaml .Values.a | trim | nindent 2 }}', ['a', 'b'], '2:7 a.b'],
    ['by indent', 'a:\n{{ toYaml .Values.a | indent 2 }}', ['a', 'b'], '2:4 a.b'],
    ['right below its key', 'a:\n{{ toYaml .Values.a }}', ['a', 0, 'b'], '2:4 a[0].b'],
    ['behind its key', 'a: {{ toJson .Values.a }}', ['a', 'b'], '1:7 a.b'],
    ['as a whole', 'a:\n  {{- toYaml .Values.a | nindent 2 }}', ['a'], '1:1 a'],
    ['beside keys', 'a:\n  b: 1\n  {{- toYaml .Values.a | nindent 2 }}', ['a', 'c'], '3:7 a.c'],
    ['beside keys, which win', 'a:\n  b: 1\n  {{- toYaml .Values.a | nindent 2 }}', ['a', 'b', 'c'], '2:3'],
    ['with a dot', 'a:\n{{- with .Values.a }}\n{{ toYaml . | indent 2 }}{{ end }}', ['a', 'b'], '3:4 a.b'],
    [
      'with a key that is only there sometimes',
      '{{- with .Values.a }}\na:\n  {{- toYaml . | nindent 2 }}\n{{- end }}',
      ['a', 'b'],
      '3:7 a.b',
    ],
    ['of a default', 'a: {{ toJson (.Values.a | default .Values.c) }}', ['a', 'b'], '1:7 [a.b, c.b]'],
    [
      'of a map of the template',
      'a: {{ dict "b" .Values.c "d" (dict "e" .Values.f) | toJson }}',
      ['a', 'd', 'e'],
      '1:31 f',
    ],
    [
      'of a map of the template, of which it is not the whole',
      'a: {{ dict "b" .Values.c | toJson }}',
      ['a'],
      '1:1 [c]',
    ],
    ['of a part of a map', 'a: {{ omit .Values.a "x" | toJson }}', ['a', 'b'], '1:7 a.b'],
    ['of a function that nobody knows', 'a: {{ frobnicate .Values.a | toJson }}', ['a', 'b'], '1:7 a'],
    ['of merged maps, where the first has it', 'a: {{ merge (dict "b" 1) .Values.a | toJson }}', ['a', 'b'], '1:14'],
    [
      'of merged maps, where the first has it not',
      'a: {{ merge (dict "b" 1) .Values.a | toJson }}',
      ['a', 'c'],
      '1:7 a.c',
    ],
    ['of overwritten maps', 'a: {{ mergeOverwrite (dict "b" 1) .Values.a | toJson }}', ['a', 'b'], '1:7 a.b'],
    [
      'of a map that was filled in a loop',
      '{{ $x := dict }}{{ range $k, $v := .Values.a }}{{ $_ := set $x $k (b64enc $v) }}{{ end }}\na: {{ toJson $x }}',
      ['a', 'b'],
      '2:7 a.b',
    ],
    ['that is a template itself', 'a: {{ tpl (toJson .Values.a) . }}', ['a', 'b'], '1:7 a.b'],
    ['that is a text', 'a:\n{{ .Values.a | indent 2 }}', ['a', 'b'], '2:4 a'],
  ])('%s', (_, template, path, expected) => {
    expect(where({ template, path })).toBe(`x.yaml:${expected}`);
  });
});

describe('what a helper writes', () => {
  const helpers = '{{ define "h" -}}\nb: {{ .Values.b }}\nc:\n  d: {{ $.Values.d }}\n{{ end }}';

  it.each<readonly [string, string, Path, string]>([
    ['by include', 'a:\n  {{- include "h" . | nindent 2 }}', ['a', 'c', 'd'], '_h.tpl:4:3 d'],
    ['by include and trim', 'a:\n  {{- include "h" . | trim | nindent 2 }}', ['a', 'b'], '_h.tpl:2:1 b'],
    ['by template', '{{ template "h" . }}', ['c', 'd'], '_h.tpl:4:3 d'],
    ['and is read again', 'a:\n{{- include "h" . | fromYaml | toYaml | nindent 2 }}', ['a', 'c', 'd'], '_h.tpl:4:3 d'],
    [
      'and is read and filled',
      '{{ $x := include "h" . | fromYaml }}{{ $_ := set $x "e" .Values.e }}\na: {{ $x | toJson }}',
      ['a', 'e'],
      'x.yaml:1:46 e',
    ],
    ['as a text', 'a: {{ include "t" .Values.x | quote }}', ['a'], 'x.yaml:1:1 x.y'],
    ['in a block', '{{ block "own" . }}\na: {{ .Values.a }}{{ end }}', ['a'], 'x.yaml:2:1 a'],
    [
      'as a whole document',
      '{{ include "doc" (dict "name" .Values.n "root" $) }}',
      ['metadata', 'name'],
      '_h.tpl:6:3 n',
    ],
  ])('%s', (_, template, path, expected) => {
    const more = '{{ define "t" }}{{ .y }}{{ end }}{{ define "doc" }}metadata:\n  name: {{ .name }}{{ end }}';
    expect(where({ template, helpers: helpers + more, path })).toBe(expected);
  });

  it('is on the line of the call when there is no such helper', () => {
    expect(where({ template: 'a:\n  {{- include "no" . | nindent 2 }}', path: ['a', 'b'] })).toBe('x.yaml:2:7');
  });
});

describe('a list', () => {
  const template = [
    'l:',
    '  - name: first',
    '    v: 1',
    '  {{- if .Values.more }}',
    '  - name: more',
    '    v: {{ .Values.more }}',
    '  {{- end }}',
    '  {{- range $k, $v := .Values.map }}',
    '  - name: {{ $k }}',
    '    v: {{ $v.x }}',
    '  {{- end }}',
    '  {{- range .Values.list }}',
    '  - name: {{ .name }}',
    '    w: {{ .x }}',
    '  {{- end }}',
    '  - name: last',
    '    v: 2',
    '  {{- toYaml .Values.extra | nindent 2 }}',
  ].join('\n');
  const values = 'map: {a: {x: 1}}\nlist: []\n';
  const item = (index: number, rendered: string, key = 'v') =>
    where({ template, values, rendered: `l: [${rendered}]`, path: ['l', index, key] });
  const [first, more, last] = ['first', 'more', 'last'].map((name) => `{name: ${name}, v: 1}`);

  it('tells its items apart by what the template says of them', () => {
    expect(item(1, `${first}, ${more}, ${last}`)).toBe('x.yaml:6:5 more');
    expect(item(1, `${first}, ${last}`)).toBe('x.yaml:17:5');
  });

  it('has items of a loop over a map, each with its key', () => {
    const rendered = `${first}, {name: a, v: 1}, {name: b, v: 2}, ${last}`;
    expect(item(1, rendered)).toBe('x.yaml:10:5 map.a.x');
    expect(item(2, rendered)).toBe('x.yaml:10:5 map.b.x');
    expect(item(3, rendered)).toBe('x.yaml:17:5');
  });

  it('has items of a loop over a list, each with its number', () => {
    const rendered = `${first}, {name: a, w: 1}, {name: b, w: 2}, ${last}`;
    expect(item(1, rendered, 'w')).toBe('x.yaml:14:5 list[0].x');
    expect(item(2, rendered, 'w')).toBe('x.yaml:14:5 list[1].x');
  });

  it('has items of an embedded list behind its own', () => {
    expect(item(3, `${first}, ${more}, ${last}, {z: 1}, {v: 3}`)).toBe('x.yaml:18:7 extra[0].v');
    expect(item(4, `${first}, ${more}, ${last}, {z: 1}, {v: 3}`)).toBe('x.yaml:18:7 extra[1].v');
  });

  it('takes its items one after the other when nothing was rendered', () => {
    expect(where({ template, path: ['l', 0, 'v'] })).toBe('x.yaml:3:5');
    expect(where({ template, path: ['l', 99, 'v'] })).toBe('x.yaml:18:7 extra[94].v');
  });

  it('of several items for each member of a loop tells them apart', () => {
    const pairs =
      'l:\n{{- range $k, $v := .Values.map }}\n- a: {{ $k }}\n  v: {{ $v.x }}\n- b: two\n  v: {{ $v.y }}\n{{- end }}';
    const rendered = 'l: [{a: p, v: 1}, {b: two, v: 1}, {a: q, v: 1}, {b: two, v: 1}]';
    const at = (index: number) => where({ template: pairs, values, rendered, path: ['l', index, 'v'] });
    expect([at(0), at(1), at(2), at(3)]).toEqual([
      'x.yaml:4:3 map.p.x',
      'x.yaml:6:3 map',
      'x.yaml:4:3 map.q.x',
      'x.yaml:6:3 map',
    ]);
  });

  it('does not number what a condition in a loop may leave out', () => {
    const some = 'l:\n{{- range .Values.list }}{{ if .on }}\n- v: {{ .x }}{{ end }}{{ end }}';
    expect(where({ template: some, rendered: 'l: [{v: 1}]', path: ['l', 0, 'v'] })).toBe('x.yaml:3:3 list');
  });

  it('of very many items is gone through in its order', () => {
    const long = Array.from({ length: 300 }, (_, index) => `- v: {{ .Values.v${index} }}`).join('\n');
    const rendered = `l:\n${'- v: 1\n'.repeat(300)}`;
    expect(where({ template: `l:\n${long}`, rendered, path: ['l', 250, 'v'] })).toBe('x.yaml:252:3 v250');
  });
});

describe('a key that is a value', () => {
  it.each<readonly [string, string, Path, string]>([
    ['of a loop', '{{ range $k, $v := .Values.a }}\n{{ $k }}: {{ $v }}{{ end }}', ['b'], '2:4 a.b'],
    [
      'of a loop, as a part of it',
      '{{ range $k, $v := .Values.a }}\nx-{{ $k }}-y: {{ $v.c }}{{ end }}',
      ['x-b-y'],
      '2:1 a.b.c',
    ],
    ['of a loop, in quotes', '{{ range $k, $v := .Values.a }}\n"{{ $k }}": {{ $v }}{{ end }}', ['b'], '2:1 a.b'],
    ['of its own', '{{ .Values.k }}: {{ .Values.v }}', ['b'], '1:4 v'],
    ['beside one that is named', '{{ .Values.k }}: {{ .Values.v }}\nb: {{ .Values.w }}', ['b'], '2:1 w'],
  ])('%s', (_, template, path, expected) => {
    expect(where({ template, path })).toBe(`x.yaml:${expected}`);
  });

  it('does not stand for a key of another form', () => {
    expect(where({ template: 'x-{{ .Values.k }}: 1\nb: 2', path: ['c'] })).toBe('x.yaml:1:1');
  });
});

describe('documents of one file', () => {
  const template = [
    'kind: Service',
    'metadata: {name: a}',
    'spec: {a: 1}',
    '---',
    '# Another one.',
    'kind: Service',
    'metadata: {name: b}',
    'spec: {a: 2}',
    '{{- range $k, $v := .Values.m }}',
    '---',
    'kind: Job',
    'metadata: {name: {{ $k }}}',
    'spec: {a: {{ $v.a }}}',
    '{{- end }}',
  ].join('\n');
  const at = (kind: string, name: string) =>
    where({ template, rendered: `kind: ${kind}\nmetadata: {name: ${name}}\nspec: {a: 2}`, path: ['spec', 'a'] });

  it('are told apart by what they say', () => {
    expect([at('Service', 'a'), at('Service', 'b'), at('Job', 'c')]).toEqual([
      'x.yaml:3:8',
      'x.yaml:8:8',
      'x.yaml:13:8 m',
    ]);
  });

  it('have the first key of each for what is not there', () => {
    expect(where({ template, rendered: 'kind: Job', path: ['data'] })).toBe('x.yaml:11:1');
  });
});

describe('what cannot be found', () => {
  it('is at the beginning of the file', () => {
    const start = { line: 1, column: 1 };
    const chart = chartOf({ 'templates/x.yaml': '' });
    expect(locate(chart, source, ['a'])).toEqual({ template: { file: source, ...start }, reads: [] });
    expect(locate(chart, 'no.yaml', [])).toEqual({ template: { file: 'no.yaml', ...start }, reads: [] });
  });

  it('can be asked for in any text', () => {
    const path = fc.array(fc.oneof(fc.constantFrom('a', 'b', 'x', 'y'), fc.nat({ max: 3 })), { maxLength: 6 });
    const body = fc.object({ key: fc.constantFrom('a', 'b', 'x', 'y'), maxDepth: 4 }) as fc.Arbitrary<JsonMap>;
    const line = fc.constantFrom(
      'a:\n',
      '  a: ',
      '    - b: ',
      '- ',
      '---\n',
      '|\n',
      '[a, {',
      '}]',
      '"',
      '# ',
      '\n',
      '- - - ',
      '{{ .Values.a }}',
      '{{ toYaml .Values.a | nindent 4 }}\n',
      '{{ range $k, $v := .Values.a }}',
      '{{ end }}',
      '{{ $k }}: ',
      '\r\n',
      '\t',
    );
    const templates = fc.oneof(
      pieces,
      fc.array(line, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(templates, path, body, fc.boolean(), (text, steps, rendered, given) => {
        const { template } = locate(chartOf({ 'templates/x.yaml': text }), source, steps, given ? rendered : undefined);
        expect(template.line).toBeLessThanOrEqual(text.split('\n').length);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the Deployment of the backend', () => {
  const chart = projectChart('backend');
  const file = 'helm/backend/templates/deployment.yaml';
  const lineOf = (path: string, text: string) =>
    (chart.files.get(path) ?? '').split('\n').findIndex((line) => line.includes(text)) + 1;
  const container: Path = ['spec', 'template', 'spec', 'containers', 0];

  it.each<readonly [Path, string, string, string]>([
    [['kind'], 'deployment.yaml', 'kind: Deployment', ''],
    [['spec', 'replicas'], 'deployment.yaml', 'replicas:', 'replicaCount'],
    [['metadata', 'labels', 'app'], '_helpers.tpl', 'app: backend', ''],
    [
      ['metadata', 'labels', 'app.kubernetes.io/part-of'],
      '_helpers.tpl',
      'app.kubernetes.io/part-of: todo-chatbot',
      '',
    ],
    [
      ['spec', 'template', 'metadata', 'labels', 'app.kubernetes.io/part-of'],
      '_helpers.tpl',
      'set $own "app.kubernetes.io/part-of"',
      '',
    ],
    [
      ['spec', 'template', 'metadata', 'labels', 'team'],
      '_helpers.tpl',
      'merge $own .Values.podLabels',
      'podLabels.team',
    ],
    [
      ['spec', 'template', 'metadata', 'annotations', 'team'],
      'deployment.yaml',
      'toYaml . | nindent 8',
      'podAnnotations.team',
    ],
    [
      ['spec', 'template', 'spec', 'securityContext', 'runAsUser'],
      'deployment.yaml',
      'toYaml .Values.podSecurityContext',
      'podSecurityContext.runAsUser',
    ],
    [
      ['spec', 'template', 'spec', 'nodeSelector', 'disk'],
      'deployment.yaml',
      '{{- toYaml . | nindent 8 }}\n      {{- end }}',
      'nodeSelector.disk',
    ],
    [[...container, 'image'], 'deployment.yaml', '', '[image.repository, image.tag]'],
    [[...container, 'readinessProbe', 'httpGet', 'path'], 'deployment.yaml', '', 'probes.readiness.path'],
    [
      [...container, 'lifecycle', 'preStop', 'sleep', 'seconds'],
      'deployment.yaml',
      'seconds: {{',
      'preStopSleepSeconds',
    ],
    [
      [...container, 'securityContext', 'readOnlyRootFilesystem'],
      'deployment.yaml',
      '',
      'securityContext.readOnlyRootFilesystem',
    ],
    [[...container, 'env', 0, 'name'], '_helpers.tpl', '- name: AUTH_SECRET', ''],
  ])('has %j in %s', (path, name, text, expected) => {
    const { template, value, reads } = locate(chart, file, path);
    const place = [
      template.file.split('/').at(-1),
      value ? pathText(value) : reads.length > 0 ? `[${reads.map(pathText).join(', ')}]` : '',
    ];
    expect(place).toEqual([name, expected]);
    if (text && !text.includes('\n')) expect(template.line).toBe(lineOf(`templates/${name}`, text));
  });
});
