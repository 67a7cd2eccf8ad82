import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartNames } from '../core/charts.ts';
import { chartOf, projectChart } from '../testing/chart.ts';
import { pieces } from '../testing/pieces.ts';
import { pathText } from '../values/tree.ts';
import { valueUses } from './uses.ts';

/** The paths that templates read, each once; `…` behind those that are read as a whole. */
const usesOf = (files: Readonly<Record<string, string>>) => [
  ...new Set(valueUses(chartOf(files)).map(({ path, whole }) => `${pathText(path)}${whole ? '…' : ''}`)),
];
const read = (text: string, helpers = '') =>
  usesOf({ 'templates/x.yaml': text, 'templates/_helpers.tpl': helpers }).toSorted();

describe('a template reads', () => {
  it.each([
    ['what it prints', '{{ .Values.a.b }}', ['a.b…']],
    ['the same by the dollar sign', '{{ with .Release }}{{ $.Values.a }}{{ end }}', ['a…']],
    ['all values', '{{ .Values | toYaml }}', ['…']],
    [
      'nothing else',
      '{{ .Chart.Name }}{{ .Release.a }}{{ .Files.Get "a" }}{{ .Capabilities.b }}{{ .Subcharts.c }}',
      [],
    ],
    ['a part of what stands in parentheses', '{{ ((.Values.a).b).c }}', ['a.b.c…']],
    ['a subtree that is written as YAML', '{{ toYaml .Values.a | nindent 2 }}', ['a…']],
    ['what a function that nobody knows is given', '{{ frobnicate .Values.a "x" }}', ['a…']],
    ['both sides of a comparison', '{{ if eq .Values.a .Values.b }}{{ end }}', ['a…', 'b…']],
    ['in comments, nothing', '{{/* .Values.a */}}', []],
    ['outside of actions, nothing', '.Values.a', []],
    ['in texts, nothing', '{{ ".Values.a" }}', []],
    ['no value that is only put away', '{{ $x := .Values.a }}', []],
    ['by a method of the values', '{{ .Values.AsMap.a }}', ['a…']],
  ])('%s', (_, text, paths) => {
    expect(read(text)).toEqual(paths);
  });
});

describe('a condition', () => {
  it.each([
    ['asks whether there is something', '{{ if .Values.a }}{{ end }}', ['a']],
    ['with a dot reads below it', '{{ with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end }}', ['a', 'a.b…', 'c…']],
    ['with a dot has another one in its else', '{{ with .Values.a }}{{ else }}{{ .Values.b }}{{ end }}', ['a', 'b…']],
    ['in a chain is asked', '{{ if .Values.a }}{{ else if .Values.b }}{{ .Values.c }}{{ end }}', ['a', 'b', 'c…']],
    ['declares a variable', '{{ with $x := .Values.a }}{{ $x.b }}{{ .c }}{{ end }}', ['a', 'a.b…', 'a.c…']],
    ['of several parts asks each', '{{ if and .Values.a (or .Values.b (not .Values.c)) }}{{ end }}', ['a', 'b', 'c']],
    ['asks for the kind only', '{{ if kindIs "map" .Values.a }}{{ end }}', ['a']],
    ['asks for a key', '{{ if hasKey .Values.a "b" }}{{ end }}', ['a.b']],
    ['asks for a key that is worked out', '{{ if hasKey .Values.a .Values.b }}{{ end }}', ['a…', 'b…']],
  ])('%s', (_, text, paths) => {
    expect(read(text)).toEqual(paths);
  });
});

describe('a loop', () => {
  it.each([
    ['reads what it goes through as a whole', '{{ range .Values.a }}{{ .b }}{{ end }}', ['a…']],
    ['has the dot of its member', '{{ range .Values.a }}{{ .Values }}{{ $.Values.c }}{{ end }}', ['a…', 'c…']],
    ['has the old dot in its else', '{{ range .Values.a }}{{ else }}{{ .Values.b }}{{ end }}', ['a…', 'b…']],
    [
      'over a list of the template reads its members',
      '{{ range list .Values.a .Values.b }}{{ .c }}{{ end }}',
      ['a.c…', 'b.c…'],
    ],
    [
      'over a map of the template reads its members',
      '{{ range $k, $v := dict "x" .Values.a }}{{ $v.b }}{{ end }}',
      ['a', 'a.b…'],
    ],
    [
      'hands on what it found to the next turn',
      '{{ $x := dict }}{{ range .Values.l }}{{ $x.b }}{{ $x = $.Values.a }}{{ end }}',
      ['a.b…', 'l…'],
    ],
    [
      'hands on through a map, too',
      '{{ $x := dict }}{{ range .Values.l }}{{ ($x.a).b }}{{ $_ := set $x "a" $.Values.c }}{{ end }}',
      ['c.b…', 'l…'],
    ],
    [
      'that never settles reads all that it has',
      '{{ $x := .Values.a }}{{ range .Values.l }}{{ $x = index $x .k }}{{ end }}',
      ['a…', 'l…'],
    ],
  ])('%s', (_, text, paths) => {
    expect(read(text)).toEqual(paths);
  });
});

describe('a variable', () => {
  it.each([
    ['is read where it is used', '{{ $x := .Values.a }}{{ $x.b }}', ['a.b…']],
    [
      'can be either of what it is given',
      '{{ $x := .Values.a }}{{ if .Values.c }}{{ $x = .Values.b }}{{ end }}{{ $x.d }}',
      ['a.d…', 'b.d…', 'c'],
    ],
    [
      'of an inner body is another one',
      '{{ $x := .Values.a }}{{ if true }}{{ $x := .Values.b }}{{ $x }}{{ end }}{{ $x }}',
      ['a…', 'b…'],
    ],
    ['of a body is gone behind it', '{{ if true }}{{ $x := .Values.a }}{{ end }}{{ $x.b }}', []],
  ])('%s', (_, text, paths) => {
    expect(read(text)).toEqual(paths);
  });
});

describe('functions that give a part', () => {
  it.each([
    ['{{ index .Values "a" "b-c" }}', ['a.b-c…']],
    ['{{ index .Values.a 0 "b" }}', ['a[0].b…']],
    ['{{ index .Values.a .Values.k }}', ['a…', 'k…']],
    ['{{ (get .Values.a "b").c }}', ['a.b.c…']],
    ['{{ dig "a" "b" "none" .Values }}', ['a.b…']],
    ['{{ (dig "a" "b" .Values.c .Values.AsMap).d }}', ['a.b', 'a.b.d…', 'c.d…']],
    ['{{ (default .Values.a .Values.b).c }}', ['a', 'a.c…', 'b', 'b.c…']],
    ['{{ .Values.a | default "x" }}', ['a…']],
    ['{{ (coalesce .Values.a .Values.b).c }}', ['a', 'a.c…', 'b', 'b.c…']],
    ['{{ (ternary .Values.a .Values.b .Values.c).d }}', ['a.d…', 'b.d…', 'c']],
    ['{{ .Values.c | ternary "x" "y" }}', ['c']],
    ['{{ (required "needed" .Values.a).b }}', ['a', 'a.b…']],
    ['{{ (first .Values.a).b }}', ['a…']],
    ['{{ (dict "x" .Values.a "y" .Values.b).x.c }}', ['a.c…']],
    ['{{ (dict .Values.k .Values.a).x.c }}', ['a.c…', 'k…']],
    ['{{ (index (list .Values.a .Values.b) 1).c }}', ['b.c…']],
    ['{{ range append (list .Values.a) .Values.b }}{{ .c }}{{ end }}', ['a.c…', 'b.c…']],
    ['{{ range concat .Values.a (list .Values.b) }}{{ .c }}{{ end }}', ['a…', 'b.c…']],
    ['{{ (pick .Values.a "b").b.c }}', ['a.b.c…']],
    ['{{ toYaml (pick .Values.a "b" "c") }}', ['a.b…', 'a.c…']],
    ['{{ toYaml (omit .Values.a "b") }}', ['a…']],
    ['{{ (fromYaml (toYaml .Values.a)).b }}', ['a.b…']],
    ['{{ (deepCopy .Values.a).b }}', ['a.b…']],
    ['{{ (pluck "a" .Values.b .Values.c | first).d }}', ['b.a.d…', 'c.a.d…']],
  ])('%s reads %j', (text, paths) => {
    expect(read(text)).toEqual(paths);
  });
});

describe('maps that are changed', () => {
  it.each([
    ['have what was set', '{{ $x := dict }}{{ $_ := set $x "a" .Values.b }}{{ $x.a.c }}', ['b.c…']],
    [
      'have it under any name when the key is worked out',
      '{{ $x := dict }}{{ $_ := set $x .Values.k .Values.b }}{{ $x.a.c }}',
      ['b.c…', 'k…'],
    ],
    [
      'are the same one by another name',
      '{{ $x := dict }}{{ $y := $x }}{{ $_ := set $y "a" .Values.b }}{{ $x.a.c }}',
      ['b.c…'],
    ],
    ['have what was merged into them', '{{ (merge (dict "a" .Values.b) .Values.d).a.c }}', ['b.c…', 'd.a.c…']],
    ['can have the whole dot', '{{ (merge (dict "own" 1) .).Values.a }}', ['a…']],
    [
      'can be the values, which then read what is put into them',
      '{{ $_ := set .Values.a "b" .Values.c }}{{ .Values.a.b.d }}',
      ['a.b.d…', 'c…'],
    ],
    [
      'can be the values, which then read what is merged into them',
      '{{ $_ := merge .Values.a .Values.b }}{{ .Values.a.c }}',
      ['a.c…', 'b…'],
    ],
  ])('%s', (_, text, paths) => {
    expect(read(text)).toEqual(paths);
  });

  it('are seen by other files when they are the dot', () => {
    const files = { 'templates/a.yaml': '{{ ($.mine).b }}', 'templates/b.yaml': '{{ $_ := set $ "mine" .Values.a }}' };
    expect(usesOf(files)).toEqual(['a.b…']);
  });
});

describe('a helper', () => {
  const helper = '{{ define "h" }}{{ .Values.a }}{{ end }}';

  it.each([
    ['reads with the dot that it is given', '{{ include "h" . }}', helper, ['a…']],
    ['reads with the dot of template, too', '{{ template "h" . }}', helper, ['a…']],
    [
      'reads with a part as its dot',
      '{{ include "h" .Values.b }}',
      '{{ define "h" }}{{ .c }}{{ $.d }}{{ end }}',
      ['b.c…', 'b.d…'],
    ],
    [
      'reads what a map carries',
      '{{ include "h" (dict "p" .Values.b "root" $) }}',
      '{{ define "h" }}{{ .p.c }}{{ .root.Values.d }}{{ end }}',
      ['b.c…', 'd…'],
    ],
    [
      'reads what a list carries',
      '{{ include "h" (list $ .Values.b) }}',
      '{{ define "h" }}{{ $root := index . 0 }}{{ $root.Values.a }}{{ (index . 1).c }}{{ end }}',
      ['a…', 'b.c…'],
    ],
    [
      'reads nothing of what it does not use',
      '{{ include "h" (dict "p" .Values.b) }}',
      '{{ define "h" }}x{{ end }}',
      [],
    ],
    ['reads although nobody calls it', 'x', helper, ['a…']],
    ['of a block reads', '{{ block "b" .Values.a }}{{ .c }}{{ end }}', '', ['a.c…']],
    [
      'whose name is worked out can be any',
      '{{ include (printf "%s" .Values.n) .Values.b }}',
      '{{ define "h" }}{{ .c }}{{ end }}',
      ['b.c…', 'n…'],
    ],
    ['of another chart can read all it is given', '{{ include "common.names" .Values.b }}', '', ['b…']],
    ['of another chart can read everything', '{{ include "common.names" . }}', '', ['…']],
    [
      'that calls itself is followed',
      '{{ include "h" .Values.a }}',
      '{{ define "h" }}{{ .n }}{{ if .c }}{{ include "h" . }}{{ end }}{{ end }}',
      ['a.c', 'a.n…'],
    ],
    [
      'that goes down a tree reads it',
      '{{ include "h" .Values.a }}',
      '{{ define "h" }}{{ .n }}{{ with .c }}{{ include "h" . }}{{ end }}{{ end }}',
      ['a.c', 'a.c.c', 'a.c.c.c', 'a.c.c.c…', 'a.c.c.n…', 'a.c.n…', 'a.n…'],
    ],
    [
      'is the last one of two with the same name',
      '{{ include "h" . }}',
      '{{ define "h" }}{{ .Values.b }}{{ end }}{{ define "h" }}{{ .Values.c }}{{ end }}',
      ['c…'],
    ],
  ])('%s', (_, text, helpers, paths) => {
    expect(read(text, helpers)).toEqual(paths);
  });

  it('of the file that is nearer to the top wins', () => {
    const define = (path: string) => `{{ define "h" }}{{ .Values.${path} }}{{ end }}`;
    const files = {
      'templates/x.yaml': '{{ include "h" . }}',
      'templates/a/_h.tpl': define('deep'),
      'templates/_h.tpl': define('top'),
    };
    expect(usesOf(files)).toEqual(['top…']);
  });
});

describe('a text that is a template', () => {
  it.each([
    ['is followed when it is known', `{{ tpl "{{ .Values.a }}" . }}`, ['a…']],
    ['is followed when it is a file of the chart', '{{ tpl (.Files.Get "files/x.conf") . }}', ['f…']],
    ['reads everything when it is a value', '{{ tpl .Values.a . }}', ['a…', '…']],
    ['reads all it is given when it is a value', '{{ tpl .Values.a .Values.b }}', ['a…', 'b…']],
  ])('%s', (_, text, paths) => {
    expect(usesOf({ 'templates/x.yaml': text, 'files/x.conf': '{{ .Values.f }}' }).toSorted()).toEqual(
      paths.toSorted(),
    );
  });
});

describe('the place of a use', () => {
  const placesOf = (files: Readonly<Record<string, string>>) =>
    valueUses(chartOf(files)).map(
      ({ path, at }) => `${pathText(path)} ${at.file}:${at.line}:${at.column}-${at.endColumn}`,
    );

  it('is the expression', () => {
    expect(placesOf({ 'templates/x.yaml': 'a:\n  b: {{ default "x" (.Values.a).b | quote }}\n' })).toEqual([
      'a.b helm/backend/templates/x.yaml:2:21-34',
    ]);
  });

  it('is the dot of a body', () => {
    expect(placesOf({ 'templates/x.yaml': '{{ with .Values.a }}\n{{ toYaml . }}{{ .b }}{{ end }}' })).toEqual([
      'a helm/backend/templates/x.yaml:1:9-18',
      'a helm/backend/templates/x.yaml:2:11-12',
      'a.b helm/backend/templates/x.yaml:2:18-20',
    ]);
  });

  it('is in the helper that reads', () => {
    const files = {
      'templates/NOTES.txt': '{{ include "h" . }}',
      'templates/_h.tpl': '\n{{- define "h" }}{{ .Values.a }}{{ end }}',
    };
    expect(placesOf(files)).toEqual(['a helm/backend/templates/_h.tpl:2:21-30']);
  });

  it('is the argument where a map is written that carries it', () => {
    expect(placesOf({ 'templates/x.yaml': '{{ dict "a" .Values.a | toYaml }}' })).toEqual([
      'a helm/backend/templates/x.yaml:1:13-22',
    ]);
  });
});

describe('uses', () => {
  const templates = fc.record({ x: pieces, y: pieces, h: pieces });
  const files = ({ x, y, h }: { readonly x: string; readonly y: string; readonly h: string }) => ({
    'templates/x.yaml': x,
    'templates/tests/y.yaml': y,
    'templates/_helpers.tpl': `{{ define "a" }}${h}{{ end }}`,
  });

  it('can be told of any text', () => {
    fc.assert(
      fc.property(templates, (texts) => void valueUses(chartOf(files(texts)))),
      { numRuns: 1000 },
    );
  });

  it('do not depend on the order of the files', () => {
    fc.assert(
      fc.property(templates, (texts) => {
        const backwards = Object.fromEntries(Object.entries(files(texts)).toReversed());
        expect(valueUses(chartOf(backwards))).toEqual(valueUses(chartOf(files(texts))));
      }),
    );
  });

  it('stay when comments and text are added', () => {
    const chart = projectChart('backend');
    const commented = Object.fromEntries(
      [...chart.files].map(([path, text]) => [path, text.replaceAll('{{', '{{/* {{ .Values.no }} */}}x{{')]),
    );
    const paths = (one: ReturnType<typeof chartOf>) =>
      new Set(valueUses(one).map(({ path, whole }) => JSON.stringify([path, whole])));
    expect(paths(chartOf(commented))).toEqual(paths(chart));
    expect(paths(chart).size).toBeGreaterThan(30);
  });

  it('are all of `.Values` when templates are too much to follow', () => {
    const twice = (name: string, inner: string) =>
      `{{ define "${name}" }}${`{{ include "${inner}" . }}`.repeat(2)}{{ end }}`;
    const names = Array.from({ length: 40 }, (_, index) => `h${index}`);
    const helpers = names.map((name, index) => twice(name, names[index + 1] ?? 'last')).join('');
    const text = '{{ include "h0" (dict "root" $) }}';
    const uses = usesOf({ 'templates/x.yaml': text, 'templates/_h.tpl': `${helpers}{{ define "last" }}x{{ end }}` });
    expect(uses).toContain('…');
  });

  it('are all of `.Values` when helpers call each other too deeply', () => {
    const names = Array.from({ length: 600 }, (_, index) => `h${index}`);
    const helpers = names
      .map((name, index) => `{{ define "${name}" }}{{ include "h${index + 1}" . }}{{ end }}`)
      .join('');
    expect(usesOf({ 'templates/x.yaml': '{{ include "h0" . }}', 'templates/_h.tpl': helpers })).toContain('…');
  });

  it.each(chartNames)('of the chart %s are told within a few milliseconds', (name) => {
    const times = Array.from({ length: 20 }, () => {
      const chart = projectChart(name);
      const began = performance.now();
      valueUses(chart);
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(20);
  });
});
