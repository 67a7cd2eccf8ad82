import { expect, test } from 'vitest';
import type { Chart } from '../core/charts.ts';
import { renderedFinding, unreadTemplate } from './rendered-yaml.ts';

const chart: Chart = {
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    [
      'templates/x.yaml',
      'kind: ConfigMap\nmetadata:\n  name: x\ndata:\n  level: {{ .Values.level }}\n  other: fixed\n',
    ],
  ]),
};
const stderr =
  'Error: YAML parse error on backend/templates/x.yaml: error converting YAML to JSON: yaml: line 7: mapping values are not allowed in this context';
const debug = [
  '---',
  '# Source: backend/templates/a.yaml',
  'kind: ConfigMap',
  '---',
  '# Source: backend/templates/x.yaml',
  'kind: ConfigMap',
  'metadata:',
  '  name: x',
  'data:',
  '  level: a: b',
  '  other: fixed',
].join('\n');

test('rendered text that is no YAML is shown as it is, at the line of the template that wrote it', () => {
  expect(unreadTemplate(stderr)).toBe('templates/x.yaml');
  expect(renderedFinding(chart, 'templates/x.yaml', debug)).toMatchObject({
    code: 'chart/render',
    at: { file: 'helm/backend/templates/x.yaml', line: 5, column: 3, endColumn: 29 },
    evidence: [
      {
        source: 'rendered by helm/backend/templates/x.yaml, line 5',
        text: expect.stringContaining('> 5 |   level: a: b'),
      },
    ],
  });
});

test('nothing is said of what cannot be found again', () => {
  expect(unreadTemplate('Error: execution error at (backend/templates/x.yaml:4:7): name is needed')).toBeUndefined();
  expect(renderedFinding(chart, 'templates/y.yaml', debug)).toBeUndefined();
  expect(renderedFinding(chart, 'templates/a.yaml', debug)).toBeUndefined();
});
