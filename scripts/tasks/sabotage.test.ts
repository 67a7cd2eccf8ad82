import { describe, expect, it } from 'vitest';
import type { Code } from '../core/codes.ts';
import { errorsOf, type Finding, findingOf } from '../core/finding.ts';
import { isSkip, type Task } from '../core/task.ts';
import { phases } from '../pipelines.ts';
import { projectTexts } from '../testing/project.ts';
import { emptyWorld } from '../testing/world.ts';

type Texts = Readonly<Record<string, string>>;

const project: Texts = projectTexts(
  'application.lock',
  'package-lock.json',
  'docs',
  'helm',
  'backend/app',
  'backend/.dockerignore',
  'backend/Dockerfile',
  'backend/requirements.txt',
  'frontend/app',
  'frontend/.dockerignore',
  'frontend/Dockerfile',
  'frontend/next.config.ts',
  'frontend/package.json',
  'frontend/package-lock.json',
  'scripts/pipelines.ts',
  'scripts/deploy.ts',
  'scripts/validate.ts',
  'scripts/cleanup.ts',
  'scripts/ai-devops-examples.ts',
  'README.md',
  'CONTRIBUTING.md',
  'tasks.md',
);

/** Tasks that helm must render for, and the one about a setting: they are asked elsewhere. */
const elsewhere = new Set([
  'T036',
  'T037',
  'T038',
  'T039',
  'T041',
  'T042',
  'T045',
  'T046',
  'T047',
  'T049',
  'T050',
  'T051',
]);

const tasks = phases.flatMap(({ tasks }) =>
  Object.entries<Task>(tasks).filter(([id, task]) => task.static && !elsewhere.has(id)),
);

/** The errors that each task finds in a project of these texts, by task. */
const ask = async (files: Texts): Promise<Readonly<Record<string, readonly Finding[]>>> => {
  const { world } = emptyWorld({ files });
  const answers = tasks.map(async ([id, task]) => {
    const verdict = await task.check(world).catch((thrown: unknown) => [findingOf(thrown)]);
    return [id, isSkip(verdict) ? [] : errorsOf(verdict)] as const;
  });
  return Object.fromEntries((await Promise.all(answers)).filter(([, errors]) => errors.length > 0));
};

const edited = (path: string, edit: (text: string) => string): Texts => {
  const before = project[path] ?? '';
  const after = edit(before);
  expect(after, `${path} holds nothing to edit`).not.toBe(before);
  return { ...project, [path]: after };
};

const without = (path: string): Texts => {
  expect(project).toHaveProperty([path]);
  return Object.fromEntries(Object.entries(project).filter(([one]) => one !== path));
};

const replaced = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
const lineOf = (path: string, needle: string, texts: Texts = project): number =>
  (texts[path] ?? '').split('\n').findIndex((line) => line.includes(needle)) + 1;

/** One edit of one file, the task that must find it, and the code and place it must give. */
type Sabotage = {
  readonly does: string;
  readonly files: () => Texts;
  readonly breaks: string;
  readonly code: Code;
  readonly says: RegExp;
  readonly at?: { readonly file: string; readonly line: number };
  /** Other tasks that are about the same thing. */
  readonly also?: readonly string[];
};

const edit = (
  breaks: string,
  does: string,
  path: string,
  change: (text: string) => string,
  code: Code,
  says: RegExp,
  line?: string | number,
  also: readonly string[] = [],
): Sabotage => ({
  does,
  breaks,
  code,
  says,
  also,
  files: () => edited(path, change),
  ...(line === undefined ? {} : { at: { file: path, line: typeof line === 'number' ? line : lineOf(path, line) } }),
});

const remove = (breaks: string, path: string, code: Code, also: readonly string[] = []): Sabotage => ({
  does: `${path} is removed`,
  breaks,
  code,
  also,
  says: /is missing|lacks/,
  files: () => without(path),
});

const backend = 'backend/Dockerfile';
const frontend = 'frontend/Dockerfile';

const sabotages: readonly Sabotage[] = [
  {
    ...edit(
      'T001',
      'the application is changed',
      'backend/app/models.py',
      (text) => `${text}\n`,
      'source/frozen',
      /^backend\/app differs/,
    ),
    at: { file: 'application.lock', line: 1 },
  },
  edit(
    'T001',
    'the lock forgets one application',
    'application.lock',
    replaced(/\n.*\n$/, '\n'),
    'source/frozen',
    /^frontend\/app differs/,
    2,
  ),
  edit(
    'T001',
    'the lock records more than there is',
    'application.lock',
    (text) => `${text}0  docs\n`,
    'source/frozen',
    /application\.lock/,
    3,
  ),
  remove('T001', 'application.lock', 'source/missing'),
  edit(
    'T001',
    'a principle is removed',
    'docs/constitution.md',
    replaced(/^## (Principle )?VIII\b.*$/m, '## Other'),
    'docs/missing',
    /lacks principle VIII$/,
  ),
  edit(
    'T001',
    'nothing holds a principle',
    'docs/constitution.md',
    replaced(/(^## (?:Principle )?IV\b[\s\S]*?)Held by/m, '$1Wished'),
    'docs/missing',
    /what holds principle IV$/,
  ),
  remove('T002', 'frontend/package.json', 'source/missing', ['T027']),
  remove('T002', 'backend/requirements.txt', 'source/missing'),
  remove('T007', 'helm/backend/templates/secret.yaml', 'chart/layout'),
  remove('T007', 'helm/frontend/values-staging.yaml', 'chart/layout', ['T012']),
  edit(
    'T008',
    'deploy runs another pipeline',
    'scripts/deploy.ts',
    replaced('pipelines.deploy', 'pipelines.cleanup'),
    'source/unlike',
    /pipeline deploy/,
    1,
  ),
  edit(
    'T008',
    'a pipeline is lost',
    'scripts/pipelines.ts',
    replaced("name: 'ai'", "name: 'other'"),
    'source/unlike',
    /pipeline ai/,
  ),
  remove('T008', 'scripts/validate.ts', 'source/missing'),
  edit(
    'T009',
    'the backend loses /ready',
    'backend/app/routes/health.py',
    (text) => text.replaceAll('"/ready"', '"/other"'),
    'source/unlike',
    /route \/ready/,
    undefined,
    ['T001'],
  ),
  edit(
    'T009',
    'the frontend loses /api/health',
    'frontend/app/api/health/route.ts',
    replaced('GET', 'POST'),
    'source/unlike',
    /route \/api\/health/,
    undefined,
    ['T001'],
  ),
  edit(
    'T010',
    'a chapter is lost',
    'docs/concepts.md',
    replaced(/^##+ .*probe.*$/im, '## Other'),
    'docs/missing',
    /what a probe is/,
    1,
  ),
  edit(
    'T010',
    'a link leads to a page that is not there',
    'docs/concepts.md',
    (text) => `${text}\nSee [more](nowhere.md).\n`,
    'docs/link',
    /^nowhere\.md leads nowhere/,
    (project['docs/concepts.md'] ?? '').split('\n').length + 1,
  ),
  edit(
    'T010',
    'a link leads to a heading that is not there',
    'docs/concepts.md',
    (text) => `[more](values.md#nothing)\n${text}`,
    'docs/link',
    /^values\.md#nothing/,
    1,
  ),
  remove('T010', 'docs/concepts.md', 'docs/missing', linkingTo('docs/concepts.md')),
  edit(
    'T011',
    'content tags are not explained',
    'docs/images.md',
    (text) => text.replaceAll(/content tag/gi, 'name'),
    'docs/missing',
    /how images are tagged/,
    1,
  ),
  edit(
    'T012',
    'an overlay is not listed',
    'docs/values.md',
    (text) => text.replaceAll('helm/backend/values-dev.yaml', 'a file'),
    'docs/unlike',
    /does not list the overlay helm\/backend\/values-dev\.yaml/,
  ),
  edit(
    'T012',
    'an overlay is listed that does not exist',
    'docs/values.md',
    (text) => `\`helm/backend/values-prod.yaml\`\n${text}`,
    'docs/unlike',
    /values-prod\.yaml, which does not exist/,
    1,
  ),
  edit(
    'T013',
    'TLS is not explained',
    'docs/database.md',
    (text) => text.replaceAll('sslmode=require', 'tls'),
    'docs/missing',
    /TLS/,
    1,
  ),
  edit(
    'T014',
    'rotation is not explained',
    'docs/openai-key.md',
    (text) => text.replaceAll(/rotat/gi, 'renew'),
    'docs/missing',
    /rotated/,
    1,
  ),
  edit(
    'T015',
    'secrets may enter the context',
    'backend/.dockerignore',
    replaced('**/.env\n', ''),
    'secret/in-context',
    /lets \.env into/,
  ),
  edit(
    'T015',
    'dependencies may enter the context',
    'frontend/.dockerignore',
    replaced('node_modules\n', ''),
    'secret/in-context',
    /node_modules/,
  ),
  edit(
    'T015',
    'the application is kept out',
    'frontend/.dockerignore',
    (text) => `${text}\napp\n`,
    'source/unlike',
    /keeps app\/page\.tsx out/,
  ),
  remove('T015', 'backend/.dockerignore', 'source/missing'),
  edit(
    'T016',
    'the version is no version',
    'helm/backend/Chart.yaml',
    replaced(/^version: .*$/m, 'version: one'),
    'chart/metadata',
    /^version must be/,
    'version:',
  ),
  edit(
    'T016',
    'a field is gone',
    'helm/backend/Chart.yaml',
    replaced(/^kubeVersion: .*\n/m, ''),
    'chart/metadata',
    /^kubeVersion must be set/,
    1,
  ),
  edit(
    'T016',
    'it is no YAML',
    'helm/backend/Chart.yaml',
    (text) => `${text}\na: [\n`,
    'chart/metadata',
    /./,
    (project['helm/backend/Chart.yaml'] ?? '').split('\n').length + 2,
  ),
  edit(
    'T017',
    'another base',
    backend,
    replaced('python:3.11-slim', 'python:3.12'),
    'dockerfile/unlike',
    /python:3\.11-slim/,
    'FROM ',
  ),
  edit(
    'T018',
    'the source is copied before the dependencies',
    backend,
    replaced('COPY requirements.txt', 'COPY . .\nCOPY requirements.txt'),
    'dockerfile/unlike',
    /layer of its own/,
    1 + lineOf(backend, 'pip install'),
  ),
  edit('T019', 'no USER', backend, replaced('USER 1001:1001\n', ''), 'dockerfile/unlike', /USER 1001:1001/, 1),
  edit(
    'T019',
    'a USER by name',
    backend,
    replaced('USER 1001:1001', 'USER appuser'),
    'dockerfile/unlike',
    /USER 1001:1001/,
    'USER ',
  ),
  edit(
    'T020',
    'another port',
    backend,
    replaced('EXPOSE 8000', 'EXPOSE 80'),
    'dockerfile/unlike',
    /exposes 8000/,
    'EXPOSE',
  ),
  edit(
    'T020',
    'shell form',
    backend,
    replaced(/^CMD .*$/m, 'CMD uvicorn app.main:app'),
    'dockerfile/unlike',
    /exec form/,
    '\nCMD ["uvicorn'.trim(),
  ),
  edit(
    'T020',
    'an ENTRYPOINT before the command',
    backend,
    replaced('EXPOSE', 'ENTRYPOINT ["sh", "-c"]\nEXPOSE'),
    'dockerfile/unlike',
    /no ENTRYPOINT/,
    'EXPOSE',
  ),
  edit(
    'T025',
    'another base',
    frontend,
    replaced('node:24-alpine', 'node:24-slim'),
    'dockerfile/unlike',
    /alpine/,
    'FROM ',
  ),
  edit(
    'T026',
    'npm install instead of npm ci',
    frontend,
    replaced('npm ci', 'npm install'),
    'dockerfile/unlike',
    /layer of its own/,
    1,
  ),
  edit(
    'T026',
    'a platform package is lost',
    'frontend/package-lock.json',
    lose('node_modules/@next/swc-darwin-arm64'),
    'source/lockfile',
    /@next\/swc-darwin-arm64/,
  ),
  edit('T026', 'a lock file is empty', 'package-lock.json', () => '{}', 'source/lockfile', /no lock file/, 1),
  edit(
    'T026',
    'a lock file is cut',
    'package-lock.json',
    (text) => text.slice(0, 1000),
    'source/lockfile',
    /no lock file/,
    1,
  ),
  edit(
    'T027',
    'nothing is built',
    frontend,
    replaced('RUN npm run build', 'RUN true'),
    'dockerfile/unlike',
    /builds the application/,
    1,
  ),
  edit(
    'T027',
    'the server is not standalone',
    'frontend/next.config.ts',
    replaced('standalone', 'export'),
    'source/unlike',
    /standalone/,
  ),
  edit('T028', 'another user', frontend, replaced('USER 1001:1001', 'USER 0'), 'dockerfile/unlike', /nextjs/, 'USER '),
  edit(
    'T029',
    'another command',
    frontend,
    replaced('CMD ["node", "server.js"]', 'CMD ["npm", "start"]'),
    'dockerfile/unlike',
    /node server\.js/,
    'CMD ["node", "server.js"]',
  ),
  edit(
    'T034',
    'a value of the wrong type',
    'helm/backend/values.yaml',
    replaced('replicaCount: 1', 'replicaCount: one'),
    'values/type',
    /replicaCount/,
    'replicaCount:',
    ['T035'],
  ),
  remove('T034', 'helm/backend/values.schema.json', 'chart/schema', ['T007', 'T035', 'T040']),
  edit(
    'T034',
    'a schema that is no JSON',
    'helm/backend/values.schema.json',
    (text) => text.slice(0, -3),
    'chart/schema',
    /./,
    (project['helm/backend/values.schema.json'] ?? '').split('\n').length - 1,
    ['T035', 'T040'],
  ),
  edit(
    'T035',
    'a key that the chart does not know',
    'helm/backend/values-staging.yaml',
    (text) => `replicas: 2\n${text}`,
    'values/unknown-key',
    /replicas/,
    1,
  ),
  edit(
    'T043',
    'a value out of range',
    'helm/frontend/values.yaml',
    replaced('replicaCount: 1', 'replicaCount: -1'),
    'values/range',
    /replicaCount/,
    'replicaCount:',
    ['T044'],
  ),
  edit(
    'T044',
    'a value that is not allowed',
    'helm/frontend/values-dev.yaml',
    (text) => `image:\n  pullPolicy: Sometimes\n${text.replace(/^image:\n(?: .*\n)*/m, '')}`,
    'values/enum',
    /pullPolicy/,
    2,
  ),
  edit(
    'T040',
    'the README says another default',
    'helm/backend/README.md',
    replaced(/^(\| `replicaCount` \| integer \| )`1`/m, '$1`2`'),
    'chart/readme',
    /replicaCount/,
  ),
  edit(
    'T048',
    'the README names a value that is gone',
    'helm/frontend/README.md',
    replaced('<!-- values:end -->', '| `replicas` | integer | `1` | How many. |\n<!-- values:end -->'),
    'chart/readme',
    /names replicas, which the schema does not have/,
  ),
];

/** Pages of the documentation that link to a page, by the task that asks them. */
function linkingTo(path: string): readonly string[] {
  const asked: Readonly<Record<string, string>> = {
    T010: 'docs/concepts.md',
    T011: 'docs/images.md',
    T012: 'docs/values.md',
    T013: 'docs/database.md',
    T014: 'docs/openai-key.md',
  };
  const name = path.slice('docs/'.length);
  return Object.entries(asked).flatMap(([id, page]) =>
    page !== path && project[page]?.includes(`](${name}`) ? [id] : [],
  );
}

function lose(name: string): (text: string) => string {
  return (text) => {
    const lock: { packages: Record<string, unknown> } = JSON.parse(text);
    delete lock.packages[name];
    return JSON.stringify(lock);
  };
}

describe('the static tasks', () => {
  it('hold in the project as it is', async () => {
    expect(tasks.length).toBeGreaterThan(25);
    expect(await ask(project)).toEqual({});
  });

  it('each have a sabotage', () => {
    expect([...new Set(sabotages.map(({ breaks }) => breaks))].toSorted()).toEqual(tasks.map(([id]) => id).toSorted());
  });

  it.each(sabotages)('$breaks alone fails when $does', async ({ files, breaks, code, says, at, also = [] }) => {
    const errors = await ask(files());
    expect(Object.keys(errors).toSorted()).toEqual([breaks, ...also].toSorted());
    const found = errors[breaks]?.find((one) => one.code === code && says.test(one.message));
    expect(found, JSON.stringify(errors[breaks], null, 2)).toBeDefined();
    expect(found?.remedy).toMatch(/\.$/);
    if (at) expect(found?.at).toMatchObject(at);
  });
});
