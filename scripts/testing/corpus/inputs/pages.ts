import { type BrokenInput, error, remove, replace, warning, write } from '../broken.ts';

const lock = 'frontend/package-lock.json';

/** The plan, the documentation, the source and the settings, as far as the static tasks ask them. */
export const pageInputs: readonly BrokenInput[] = [
  {
    name: 'a link of a page leads nowhere',
    edits: [replace('docs/values.md', '(images.md#content-tags)', '(images.md#content-tag)')],
    found: [error('docs/link', 'docs/values.md', '▸(images.md#content-tag)')],
    like: 'markdown-link-check',
  },
  {
    name: 'a page does not list an overlay',
    edits: [write('helm/database/values-dev.yaml', 'podLabels: {}\n')],
    found: [error('docs/unlike', 'docs/values.md', '▸helm/frontend/values-staging.yaml')],
  },
  {
    name: 'a page lists an overlay that does not exist',
    edits: [
      replace(
        'docs/values.md',
        '| frontend | staging | helm/frontend/values-staging.yaml |',
        '| frontend | staging | helm/frontend/values-staging.yaml |\n| frontend | live | helm/frontend/values-live.yaml |',
      ),
    ],
    found: [error('docs/unlike', 'docs/values.md', '▸helm/frontend/values-live.yaml')],
  },
  {
    name: 'a page does not explain what it has to',
    edits: [replace('docs/concepts.md', '## Probes', '## Questions')],
    found: [error('docs/missing', 'docs/concepts.md')],
  },
  {
    name: 'a sentence of the plan has no behaviour',
    edits: [replace('tasks.md', '- [ ] T122 ', '- [ ] T123 ')],
    found: [
      error('runbook/line-without-code', 'tasks.md', '▸- [ ] T123'),
      error('runbook/code-without-line', 'tasks.md', '▸- [ ] T121'),
    ],
  },
  {
    name: 'the application differs from its lock',
    edits: [write('frontend/app/more.ts', 'export const more = 1;\n')],
    found: [error('source/frozen', 'application.lock', '  backend/app\n▸')],
  },
  {
    name: 'a file of the application is gone',
    edits: [remove('frontend/next.config.ts')],
    found: [error('source/missing')],
  },
  {
    name: 'a lock file lacks a package of a platform',
    edits: [replace(lock, '"node_modules/@next/swc-linux-x64-musl"', '"node_modules/@next/swc-linux-x64-mus"')],
    found: [error('source/lockfile', lock, '▸"@next/swc-linux-x64-musl": "')],
    like: 'npm/cli#4828',
  },
  {
    name: 'a line of .env has no equals sign',
    edits: [write('.env', 'NAMESPACE todo\n')],
    found: [error('env/malformed', '.env')],
    like: 'dotenv-linter KeyWithoutValue',
  },
  {
    name: 'a setting of .env is misspelt',
    edits: [write('.env', 'DATABASE_ULR=\nOPENAI_APIKEY=\n')],
    found: [warning('env/unknown-key', '.env', '▸DATABASE_ULR'), warning('env/unknown-key', '.env', '▸OPENAI_APIKEY')],
  },
  {
    name: 'a namespace of .env cannot be one',
    edits: [write('.env', 'NAMESPACE=Todo_Chatbot\n')],
    found: [error('env/invalid', '.env', '▸NAMESPACE')],
  },
  {
    name: 'the database of .env is no PostgreSQL',
    edits: [write('.env', 'DATABASE_URL=mysql://todo@db.example/todo\n')],
    found: [error('env/invalid', '.env', '▸DATABASE_URL')],
  },
];
