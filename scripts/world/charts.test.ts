import { describe, expect, test } from 'vitest';
import { problem } from '../core/finding.ts';
import type { Said, Shell } from '../core/world.ts';
import { type ChartsSetup, openCharts } from './charts.ts';
import { wordsOf } from './words.ts';

const schema = JSON.stringify({ type: 'object', additionalProperties: false, properties: { a: { type: 'integer' } } });
const chartFiles = Object.fromEntries(
  ['backend', 'frontend', 'database'].flatMap((name) => [
    [`helm/${name}/values.yaml`, 'a: 1\n'],
    [`helm/${name}/values.schema.json`, schema],
    [`helm/${name}/templates/x.yaml`, 'b: 1\n'],
  ]),
);

/** Charts over these files; helm answers what is said, and what it was asked is recorded with the text of the private file. */
const open = (
  config: Partial<ChartsSetup['config']> = {},
  files: Record<string, string> = {},
  said: Partial<Said> = {},
) => {
  const all = { ...chartFiles, ...files };
  const asked: (readonly [string, string])[] = [];
  let hidden = '';
  const read: Shell['read'] = async (pieces, ...values) => {
    asked.push([wordsOf(pieces, values).join(' '), hidden]);
    return { code: 0, stdout: '', stderr: '', ...said };
  };
  const charts = openCharts({
    files: {
      read: async (path) => {
        if (path === 'folder') throw problem('env/unreadable', 'folder cannot be read');
        return all[path];
      },
      list: async (folder) =>
        Object.keys(all).flatMap((path) => (path.startsWith(`${folder}/`) ? [{ path, mode: 0o644 }] : [])),
      links: async () => [],
    },
    sh: { read } as Shell,
    config: { values: [], sets: [], env: 'dev', namespace: 'todo', ...config },
    temporary: {
      file: (_, text, use) => {
        hidden = text;
        return use('/private/values.json');
      },
    },
  });
  return { charts, asked };
};

const document = '---\n# Source: backend/templates/x.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';

describe('rendering', () => {
  test('hands all layers above values.yaml over in one private file and asks once for equal questions', async () => {
    const { charts, asked } = open(
      { values: ['mine.yaml'], sets: ['backend.a=3'] },
      { 'mine.yaml': 'backend: {a: 2, b: null}' },
      { stdout: document },
    );
    const { render } = await charts;
    const own = { secrets: { KEY: 'geheim' } };
    expect(await render('backend', 'dev', own)).toMatchObject({
      documents: [{ kind: 'ConfigMap', name: 'a' }],
      findings: [],
    });
    await render('backend', 'dev', own);
    expect(asked).toEqual([
      [
        'helm template backend helm/backend --namespace todo --kube-version 1.34.0 --values /private/values.json',
        JSON.stringify({ a: 3, b: null, secrets: { KEY: 'geheim' } }),
      ],
    ]);
  });

  test('that fails gives what helm says, and no document', async () => {
    const { charts } = open({}, {}, { code: 1, stderr: 'Error: parse error at (backend/templates/x.yaml:1): bad' });
    expect(await (await charts).render('backend', 'dev')).toMatchObject({
      documents: [],
      findings: [{ code: 'chart/render', at: { file: 'helm/backend/templates/x.yaml', line: 1 } }],
    });
  });

  test('with one document that is none gives no document at all', async () => {
    const { charts } = open({}, {}, { stdout: `${document}---\n# Source: backend/templates/x.yaml\nb: 1\n` });
    expect(await (await charts).render('backend', 'dev')).toMatchObject({
      documents: [],
      findings: [{ code: 'chart/render' }],
    });
  });
});

describe('linting', () => {
  test('passes with exit code 0 and gives the complaints otherwise', async () => {
    const good = open();
    expect(await (await good.charts).lint('frontend', 'staging')).toEqual([]);
    expect(good.asked[0]?.[0]).toBe(
      'helm lint --strict helm/frontend --namespace todo --kube-version 1.34.0 --values /private/values.json',
    );
    const bad = open({}, {}, { code: 1, stdout: '[WARNING] templates/x.yaml: bad name\n' });
    expect(await (await bad.charts).lint('frontend', 'dev')).toMatchObject([
      { code: 'chart/lint', at: { file: 'helm/frontend/templates/x.yaml' } },
    ]);
  });
});

describe('the values gate', () => {
  test('finds nothing in valid charts, without asking helm', async () => {
    const { charts, asked } = open();
    expect((await charts).findings).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('finds a wrong value of --values at its line', async () => {
    const { charts } = open({ values: ['mine.yaml'] }, { 'mine.yaml': 'backend:\n  a: two\n' });
    expect((await charts).findings).toMatchObject([{ code: 'values/type', at: { file: 'mine.yaml', line: 2 } }]);
  });

  test('finds files of --values that are not there or cannot be read', async () => {
    const { charts } = open({ values: ['none/mine.yaml', 'folder'] });
    expect((await charts).findings).toMatchObject([
      { code: 'usage/bad-value', remedy: 'Correct the path; `ls none/` shows what is there.' },
      { code: 'env/unreadable' },
    ]);
  });
});
