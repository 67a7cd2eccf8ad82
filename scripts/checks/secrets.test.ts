import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { isSkip } from '../core/task.ts';
import { fake } from '../testing/fake.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { projectHoldsNoSecret, secretsOnlyInSecrets } from './secrets.ts';

const token = fake('ghp_', 36);
const noGit: Given = { shell: [['git ls-files -z --stage', { code: 127, stderr: 'not found' }]] };
const index = (...paths: readonly string[]): Given => ({
  shell: [['git ls-files -z --stage', paths.map((path) => `100644 ${'0'.repeat(40)} 0\t${path}\0`).join('')]],
});
const ask = async (files: Readonly<Record<string, string>>, given: Given = noGit) => {
  const verdict = await projectHoldsNoSecret(memoryWorld({ files, ...given }).world);
  return isSkip(verdict) ? [] : verdict;
};

describe('the files of the project', () => {
  it('hold no secret when none of them does', async () => {
    expect(await ask({ 'a.md': 'Nothing.\n', '.env.example': 'OPENAI_API_KEY=\n' })).toEqual([]);
  });

  it('hold one at its place, which is hidden from then on', async () => {
    const { world, hidden } = memoryWorld({ files: { 'docs/a.md': `One.\nTwo: ${token}\n` }, ...noGit });
    expect(await projectHoldsNoSecret(world)).toMatchObject([
      {
        code: 'secret/token',
        at: { file: 'docs/a.md', line: 2, column: 6 },
        remedy: expect.stringMatching(/\.env.*filter-repo/),
      },
    ]);
    expect(hidden.map((one) => one.reveal())).toEqual([token]);
  });

  it('are those that Git tracks; others may hold what they like', async () => {
    const files = { 'a.md': 'x\n', '.env': `TOKEN=${token}\n`, 'notes.md': token };
    expect(await ask(files, index('a.md', 'gone.md'))).toEqual([]);
    expect(await ask(files, index('a.md', '.env'))).toMatchObject([
      { code: 'secret/token', at: { file: '.env', line: 1, column: 7 } },
      {
        code: 'secret/file',
        message: expect.stringContaining('.env is under version control'),
        remedy: expect.stringContaining('git rm --cached .env'),
      },
    ]);
  });

  it('are read from the folder where Git says nothing, without what is made or kept there', async () => {
    const empty: Given = { shell: [['git ls-files -z --stage', '']] };
    const files = {
      'a.md': token,
      '.env': `TOKEN=${token}\n`,
      'frontend/node_modules/x/a.js': token,
      '.local/secrets/AUTH_SECRET': token,
      '.git/config': token,
    };
    expect(await ask(files, empty)).toMatchObject([{ at: { file: 'a.md' } }]);
    expect(await ask(files)).toMatchObject([{ at: { file: 'a.md' } }]);
  });

  it('are files: links and submodules have no text of their own', async () => {
    const entries = ['120000 0 0\tlink', '160000 0 0\tmodule', '100755 0 0\trun'];
    const shell: Given['shell'] = [['git ls-files -z --stage', entries.map((entry) => `${entry}\0`).join('')]];
    expect(await ask({ link: token, 'module/a': token, run: token }, { shell })).toMatchObject([
      { at: { file: 'run' } },
    ]);
  });

  it('are texts of a megabyte at most', async () => {
    expect(await ask({ 'a.bin': `\0${token}`, 'a.csv': `${token}\n${'x'.repeat(1_000_000)}` })).toEqual([]);
  });

  it('are secrets by their names as well, unless they hold what everyone may have', async () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';
    const files = { 'ca.pem': certificate, 'tls.pem': 'x\n', '.npmrc': 'save-exact=true\n', 'store.p12': '\0\0' };
    expect(await ask(files, index(...Object.keys(files)))).toMatchObject([
      { code: 'secret/file', at: { file: 'tls.pem', line: 1, column: 1 } },
      { code: 'secret/file', at: { file: 'store.p12' } },
    ]);
  });

  it('cannot be clean when there are none', async () => {
    expect(await ask({}, index())).toMatchObject([{ code: 'source/missing' }]);
  });

  it('are the values of the charts too, tracked or not', async () => {
    const files = { 'helm/backend/values.yaml': `secrets:\n  PGPASSWORD: ${fake('aB3', 9)}\n`, 'a.md': 'x' };
    expect(await ask(files, index('a.md'))).toMatchObject([
      { code: 'secret/named-value', at: { file: 'helm/backend/values.yaml', line: 2, column: 15 } },
    ]);
  });
});

describe('what charts render', () => {
  const files = projectTexts('helm');
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const document = (kind: string, body: JsonMap, source = 'helm/backend/templates/configmap.yaml'): Document => ({
    apiVersion: 'v1',
    kind,
    name: 'x',
    source,
    body,
  });
  const given = document('Secret', {
    data: { PGPASSWORD: base64('sample'), AUTH_SECRET: base64('sample-'.repeat(6)) },
  });
  const render = async (...backend: readonly Document[]) => {
    const { world } = memoryWorld({ files, rendered: { backend } });
    const verdict = await secretsOnlyInSecrets('backend')(world);
    return isSkip(verdict) ? [] : verdict;
  };
  const container = (variable: JsonMap): Document =>
    document('Deployment', { spec: { template: { spec: { containers: [{ env: [variable] }] } } } });

  it('holds secrets in Secrets alone, and those that it is given', async () => {
    const plain = document('ConfigMap', { data: { DATABASE_URL: 'postgresql://todo@db/todo', LOG_LEVEL: 'info' } });
    expect(await render(given, plain, container({ name: 'A', value: 'b' }))).toEqual([]);
  });

  it.each([
    [
      'a secret by its name in a ConfigMap',
      document('ConfigMap', { data: { API_TOKEN: 'x' } }),
      /The ConfigMap x holds a secret by its name under API_TOKEN/,
    ],
    [
      'a password in a URL there',
      document('ConfigMap', { data: { BROKER: 'amqp://me:pass@host' } }),
      /a password inside a URL under BROKER/,
    ],
    [
      'a given secret elsewhere',
      document('ConfigMap', { data: { NOTE: `it is ${'sample-'.repeat(6)}` } }),
      /a secret that the values give under NOTE/,
    ],
    [
      'a secret in the environment',
      container({ name: 'PGPASSWORD', value: 'x' }),
      /The Deployment x holds a secret by its name under PGPASSWORD/,
    ],
    ['a token in an annotation', document('Service', { metadata: { annotations: { note: token } } }), /under note/],
    [
      'a secret that nobody gave',
      document('Secret', { data: { OTHER_PASSWORD: base64('own') } }),
      /The Secret x holds a secret by its name under OTHER_PASSWORD/,
    ],
    [
      'a plain secret that nobody gave',
      document('Secret', { stringData: { url: `redis://:${fake('', 12)}@h` } }),
      /a password inside a URL under url/,
    ],
  ])('does not hold %s', async (_, one, says) => {
    const found = await render(given, one);
    expect(found).toMatchObject([{ code: 'secret/in-manifest', message: expect.stringMatching(says) }]);
    expect(found[0]?.remedy).toMatch(/\.$/);
  });

  it('points at the value that it comes from, otherwise at the template', async () => {
    const values = { ...files, 'helm/backend/values-dev.yaml': 'config:\n  LOG_LEVEL: redis://:pass1234@h\n' };
    const { world } = memoryWorld({
      files: values,
      rendered: { backend: [document('ConfigMap', { data: { LOG_LEVEL: 'redis://:pass1234@h' } })] },
    });
    expect(await secretsOnlyInSecrets('backend')(world)).toContainEqual(
      expect.objectContaining({ at: expect.objectContaining({ file: 'helm/backend/values-dev.yaml', line: 2 }) }),
    );
    expect((await render(document('ConfigMap', { data: { labels: token } })))[0]?.at).toEqual({
      file: 'helm/backend/templates/configmap.yaml',
      line: 9,
      column: 6,
      endColumn: 10,
    });
  });

  it('cannot be told where nothing renders', async () => {
    const { world } = memoryWorld({ files });
    expect(await secretsOnlyInSecrets('backend')(world)).toMatchObject([{ code: 'chart/render' }]);
  });
});
