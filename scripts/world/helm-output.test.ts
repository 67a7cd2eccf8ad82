import { describe, expect, test } from 'vitest';
import type { Chart } from '../core/charts.ts';
import { documentsOf } from './documents.ts';
import { coalesceFindings, lintFindings, renderFinding } from './helm-output.ts';

const chart: Chart = {
  name: 'backend',
  directory: 'helm/backend',
  files: new Map([
    ['templates/x.yaml', 'a: 1\nb: 2\nc: 3\nä: {{ required "name is needed" .Values.name }}\n'],
    ['templates/_helpers.tpl', '{{ define "h" }}\n{{ .Values.q.r }}\n{{ end }}'],
  ]),
};
const file = 'helm/backend/templates/x.yaml';
const debug = '\n\nUse --debug flag to render out invalid YAML\n';

describe('an error of helm template', () => {
  test.each([
    [
      'of `required`, with the column in characters where helm counts bytes',
      'Error: execution error at (backend/templates/x.yaml:4:7): name is needed',
      'helm/backend: name is needed',
      { file, line: 4, column: 7, endColumn: 32 },
    ],
    [
      'of syntax, without a column',
      'Error: parse error at (backend/templates/x.yaml:2): unexpected "}" in command',
      'helm/backend: unexpected "}" in command',
      { file, line: 2, column: 1 },
    ],
    [
      'of Helm 4 through a helper, at the helper',
      'Error: backend/templates/x.yaml:2:6\n  executing "backend/templates/x.yaml" at <include "h" .>:\n    error calling include:\nbackend/templates/_helpers.tpl:2:10\n  executing "h" at <.Values.q.r>:\n    nil pointer evaluating interface {}.r',
      'helm/backend: .Values.q is not set, so it has no r',
      { file: 'helm/backend/templates/_helpers.tpl', line: 2, column: 11 },
    ],
    [
      'of Helm 3 through a helper, at the helper',
      'level=WARN\nError: template: backend/templates/x.yaml:2:6: executing "backend/templates/x.yaml" at <include "h" .>: error calling include: template: backend/templates/_helpers.tpl:2:10: executing "h" at <.Values.q.r>: nil pointer evaluating interface {}.r',
      'helm/backend: .Values.q is not set, so it has no r',
      { file: 'helm/backend/templates/_helpers.tpl', line: 2, column: 11 },
    ],
    [
      'of rendered YAML, at the first line, as helm counts rendered lines',
      'Error: YAML parse error on backend/templates/x.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
      'helm/backend: YAML parse error on backend/templates/x.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
      { file, line: 1, column: 1 },
    ],
    [
      'that names no template',
      'Error: chart requires kubeVersion: >=1.99',
      'helm/backend: chart requires kubeVersion: >=1.99',
      undefined,
    ],
  ])('%s', (_, stderr, message, at) => {
    const found = renderFinding(chart, stderr + debug);
    expect(found).toMatchObject({ code: 'chart/render', level: 'error', message });
    expect(found.at).toEqual(at);
  });
});

test.each([
  'level=INFO msg="warning: skipped value for backend.p.s: Not a table."',
  'level=INFO msg="warning: cannot overwrite table with non table for backend.p.s (map[c:2])"',
  'coalesce.go:237: warning: destination for backend.p.s is a table. Ignoring non-table value (2)',
])('a value that helm leaves out in passing is a finding where it was set: %s', (stderr) => {
  const at = { file: 'helm/backend/values-dev.yaml', line: 3, column: 5 };
  const found = coalesceFindings(`${stderr}\n${stderr}\n`, (path) => (path.join('.') === 'p.s' ? at : undefined));
  expect(found).toMatchObject([{ code: 'chart/coalesce', at, message: expect.stringContaining('p.s') }]);
});

describe('what helm lint says', () => {
  test('becomes one finding for each complaint, information left out', () => {
    const stdout = [
      '==> Linting helm/backend',
      '[INFO] Chart.yaml: icon is recommended',
      '[WARNING] templates/x.yaml: object name does not conform',
      '[ERROR] templates/: backend/templates/x.yaml:2:3',
      '  executing "backend/templates/x.yaml" at <include "h" .>:',
      '    error calling include',
      '',
      'Error: 1 chart(s) linted, 1 chart(s) failed',
    ].join('\n');
    expect(lintFindings(chart, stdout)).toMatchObject([
      {
        code: 'chart/lint',
        level: 'error',
        message: 'helm/backend: templates/x.yaml: object name does not conform',
        at: { file, line: 1 },
      },
      { code: 'chart/lint', message: 'helm/backend: error calling include', at: { file, line: 2, column: 4 } },
    ]);
  });

  test('is a finding even when it names no complaint', () => {
    expect(lintFindings(chart, 'Error: broken')).toMatchObject([
      { code: 'chart/lint', message: 'helm/backend: Error: broken' },
    ]);
  });
});

describe('rendered text', () => {
  const head = '---\n# Source: backend/templates/x.yaml\n';

  test('becomes documents with their templates, as Helm reads YAML', () => {
    const text = `${head}apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {text: "---", yes: on}\n${head}# nothing\n`;
    expect(documentsOf(chart, text)).toEqual({
      documents: [
        {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          name: 'a',
          source: file,
          body: expect.objectContaining({ data: { text: '---', true: true } }),
        },
      ],
      findings: [],
    });
  });

  test.each([
    ['without kind', 'apiVersion: v1\nmetadata: {name: a}', 'renders a document without kind'],
    ['without name', 'apiVersion: v1\nkind: X', 'renders a document without metadata.name'],
    ['with a key twice', 'apiVersion: v1\nkind: X\nkind: Y\nmetadata: {name: a}', 'renders YAML that cannot be read'],
  ])('%s is a finding', (_, body, message) => {
    expect(documentsOf(chart, head + body).findings).toMatchObject([
      { code: 'chart/render', message: expect.stringContaining(message), at: { file } },
    ]);
  });

  test.each(['', '\n', `${head}# only a comment\n`])('without documents is a finding: %j', (text) => {
    expect(documentsOf(chart, text).findings).toMatchObject([
      { code: 'chart/render', message: 'helm/backend renders no document at all' },
    ]);
  });
});
