import { above, type BrokenInput, below, error, remove, replace, warning, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const api = backend.ignore;
const web = frontend.ignore;

/** .dockerignore files. */
export const ignoreInputs: readonly BrokenInput[] = [
  {
    name: 'settings with secrets would be sent to the builder',
    edits: [replace(api, '**/.env\n**/.env.*\n', '')],
    found: [error('secret/in-context', api)],
  },
  {
    name: 'a pattern keeps out settings at the top only',
    edits: [replace(web, '**/.env\n**/.env.*\n', '.env*\n')],
    found: [error('secret/in-context', web, '▸.env*')],
    like: 'docker docs: .dockerignore is not .gitignore',
  },
  {
    name: 'a folder of dependencies is kept out at the top only',
    edits: [replace(web, '**/node_modules', 'node_modules')],
    found: [warning('ignore/root-only', web, '▸node_modules')],
    like: 'docker docs: .dockerignore is not .gitignore',
  },
  {
    name: 'private keys are kept out at the top only',
    edits: [replace(web, '**/*.key', '*.key')],
    found: [error('ignore/root-only', web, '▸*.key')],
  },
  {
    name: 'the history of Git would be sent',
    edits: [replace(api, '**/.git\n', '')],
    found: [error('secret/in-context', api)],
  },
  {
    name: 'a line brings back the settings with their secrets',
    edits: [replace(web, 'vitest.config.ts\n', 'vitest.config.ts\n!.env\n')],
    found: [error('secret/in-context', web, '▸!.env')],
  },
  {
    name: 'a line that brings back stands above the one that keeps out',
    edits: [above(web, '**/*.md', '!README.md')],
    found: [warning('ignore/no-effect', web, '▸!README.md')],
  },
  {
    name: 'a line brings back what no line keeps out',
    edits: [replace(web, '**/npm-debug.log*', '**/npm-debug.log*\n!next.config.ts')],
    found: [warning('ignore/no-effect', web, '▸!next.config.ts')],
  },
  {
    name: 'a line brings back a folder, and with it the secrets in it',
    edits: [replace(web, '**/npm-debug.log*', '**/npm-debug.log*\n!app')],
    found: [error('secret/in-context', web, '▸!app')],
  },
  {
    name: 'a comment stands behind a pattern',
    edits: [replace(web, 'tests\n', 'tests # not needed\n')],
    found: [error('ignore/malformed', web, '▸tests # not needed')],
  },
  {
    name: 'a bracket of a pattern is not closed',
    edits: [below(web, '*.tsbuildinfo', '*.[ab')],
    found: [error('ignore/malformed', web, '▸*.[ab')],
    like: 'Go filepath.Match: syntax error in pattern',
  },
  {
    name: 'a line undoes another one',
    edits: [replace(api, 'pyproject.toml', 'pyproject.toml\n!**/*.log')],
    found: [warning('ignore/re-included', api, '**/*.sqlite3\n▸**/*.log')],
  },
  {
    name: 'the source of the application is kept out',
    edits: [below(api, 'requirements-dev.txt', 'app')],
    found: [error('dockerfile/CopyIgnoredFile', backend.dockerfile, 'COPY ▸app ./app')],
  },
  {
    name: 'there is no .dockerignore',
    edits: [remove(api)],
    found: [error('docs/link', 'docs/images.md', '▸(../backend/.dockerignore)'), error('source/missing')],
  },
  {
    name: 'a private key lies in the build context',
    edits: [write('frontend/certs/server.p12', Uint8Array.from([48, 130, 0, 1]))],
    found: [error('secret/file', 'frontend/certs/server.p12'), error('secret/in-context', web)],
  },
];
