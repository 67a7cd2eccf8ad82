import { describe, expect, it } from 'vitest';
import type { Chart } from '../core/charts.ts';
import { gate } from './gate.ts';
import { noLayers, readRun } from './layers.ts';

const chartOf = (values: string, dev = ''): Chart => ({
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    ['values.schema.json', '{"type": "object"}'],
    ['values.yaml', values],
    ['values-dev.yaml', dev],
  ]),
});

const found = (values: string, dev = '', run = noLayers) =>
  gate([chartOf(values, dev)], 'dev', run).map(
    (one) => `${one.at?.file.split('/').at(-1)}:${one.at?.line}:${one.at?.column} ${one.level} ${one.code}`,
  );

describe('a value that passes the schema', () => {
  it.each([
    ['a: yes\nb: [off, true, True]\nc: "on"\n', ['1:4 warning values/boolean-word', '2:5 warning values/boolean-word']],
    [
      'a: 999999\nb: 1000000\nc: "1000000"\nd: -2000000\n',
      ['2:4 warning values/exponent', '4:4 warning values/exponent'],
    ],
    ['a: 9007199254740993\n', ['1:4 error values/rounded']],
    ['a: null\nb:\nc: [null]\n', ['1:4 warning values/null-default', '2:1 warning values/null-default']],
  ])('%j is told where it means something else', (values, expected) => {
    expect(found(values)).toEqual(expected.map((one) => `values.yaml:${one}`));
  });

  it('is told where an overlay changes a map to a value or a value to a map', () => {
    expect(found('m: {a: 1}\nv: 1\nl: [1]\nd: {a: 1}\n', 'm: 5\nv: {b: 1}\nl: 2\nd: null\n')).toEqual([
      'values-dev.yaml:1:1 error values/kind',
      'values-dev.yaml:2:1 error values/kind',
    ]);
    const run = readRun({ files: [{ path: 'my.yaml', text: 'backend: {m: {a: [1]}}\n' }], sets: [] });
    expect(found('m: {a: {b: 1}}\n', '', run)).toEqual(['my.yaml:1:15 error values/kind']);
  });

  it('may be a null in an overlay, which deletes', () => {
    expect(found('a: 1\n', 'a: null\n')).toEqual([]);
  });

  it('brings the edit that mends it', () => {
    const [one] = gate([chartOf('a: yes # really\n')], 'dev', noLayers);
    expect(one?.fix).toEqual([
      { at: { file: 'helm/backend/values.yaml', line: 1, column: 4, endLine: 1, endColumn: 7 }, text: 'true' },
    ]);
  });
});
