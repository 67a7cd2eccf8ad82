import { phases } from '../pipelines.ts';
import { fake } from '../testing/fake.ts';
import { breaks, edited, removed, replaced, sabotageTests } from '../testing/sabotage.ts';

const lock = 'application.lock';
const concepts = 'docs/concepts.md';
const chart = 'helm/backend/Chart.yaml';

sabotageTests(
  phases,
  ['Setup', 'Foundation'],
  [
    [
      'the application is changed',
      edited('backend/app/models.py', (text) => `${text}\n`),
      breaks('T001', 'source/frozen', /^backend\/app differs/, { at: [lock, 1] }),
    ],
    [
      'the lock forgets an application',
      replaced(lock, / {2}frontend\/app\n/, '\n'),
      breaks('T001', 'source/frozen', /^frontend\/app differs/, { at: [lock, 2] }),
    ],
    [
      'a line of the lock is lost',
      replaced(lock, /\n.*\n$/, '\n'),
      breaks('T001', 'source/frozen', /^frontend\/app differs/, { at: [lock, 2] }),
    ],
    [
      'the lock records more than there is',
      edited(lock, (text) => `${text}0  docs\n`),
      breaks('T001', 'source/frozen', /differs/, { at: [lock, 3] }),
    ],
    ['there is no lock', removed(lock), breaks('T001', 'source/missing', /is missing/)],
    [
      'a principle is lost',
      replaced('docs/constitution.md', /^## (Principle )?VIII\b.*$/m, '## Other'),
      breaks('T001', 'docs/missing', /lacks principle VIII$/),
    ],
    [
      'nothing holds a principle',
      replaced('docs/constitution.md', /(^## (?:Principle )?IV\b[\s\S]*?)Held by/m, '$1Wished'),
      breaks('T001', 'docs/missing', /what holds principle IV$/),
    ],
    [
      'a manifest is removed',
      removed('frontend/package.json'),
      breaks('T002', 'source/missing', /package\.json is missing/, { also: ['T015', 'T027', 'T109'] }),
    ],
    [
      'a template is removed',
      removed('helm/backend/templates/secret.yaml'),
      breaks('T007', 'chart/layout', /lacks templates\/secret\.yaml/),
    ],
    [
      'an overlay is removed',
      removed('helm/frontend/values-staging.yaml'),
      breaks('T007', 'chart/layout', /lacks values-staging\.yaml/, { also: ['T012'] }),
    ],
    [
      'deploy runs the pipeline of cleanup',
      replaced('scripts/deploy.ts', 'pipelines.deploy', 'pipelines.cleanup'),
      breaks('T008', 'source/unlike', /pipeline deploy/, { at: ['scripts/deploy.ts', 1] }),
    ],
    [
      'a pipeline is lost',
      replaced('scripts/pipelines.ts', "name: 'ai'", "name: 'other'"),
      breaks('T008', 'source/unlike', /pipeline ai/),
    ],
    [
      'an entry point is removed',
      removed('scripts/validate.ts'),
      breaks('T008', 'source/missing', /validate\.ts is missing/, { also: ['T109'] }),
    ],
    [
      'the backend loses /ready',
      replaced('backend/app/routes/health.py', '"/ready"', '"/other"'),
      breaks('T009', 'source/unlike', /no route \/ready/, { also: ['T001'] }),
    ],
    [
      'the frontend loses /api/health',
      replaced('frontend/app/api/health/route.ts', 'GET', 'POST'),
      breaks('T009', 'source/unlike', /no route \/api\/health/, { also: ['T001'] }),
    ],
    [
      'a chapter of the concepts is lost',
      replaced(concepts, /^##+ .*probe.*$/im, '## Other'),
      breaks('T010', 'docs/missing', /what a probe is/, { at: [concepts, 1] }),
    ],
    [
      'a link leads to a page that is not there',
      edited(concepts, (text) => `${text}\nRead [more](nowhere.md).\n`),
      breaks('T010', 'docs/link', /^nowhere\.md leads nowhere/, { at: [concepts, 'nowhere.md'], also: ['T109'] }),
    ],
    [
      'a link leads to a heading that is not there',
      edited(concepts, (text) => `${text}\nRead [more](values.md#nothing).\n`),
      breaks('T010', 'docs/link', /^values\.md#nothing leads nowhere/, { at: [concepts, '#nothing'], also: ['T109'] }),
    ],
    [
      'nothing is said of content tags',
      replaced('docs/images.md', /content tag/gi, 'name'),
      breaks('T011', 'docs/missing', /how images are tagged/, { at: ['docs/images.md', 1], also: ['T012', 'T109'] }),
    ],
    [
      'an overlay is not listed',
      replaced('docs/values.md', 'helm/backend/values-dev.yaml', 'a file'),
      breaks('T012', 'docs/unlike', /does not list the overlay helm\/backend\/values-dev\.yaml/),
    ],
    [
      'an overlay is listed that does not exist',
      edited('docs/values.md', (text) => `${text}\n\`helm/backend/values-prod.yaml\`\n`),
      breaks('T012', 'docs/unlike', /lists helm\/backend\/values-prod\.yaml/, {
        at: ['docs/values.md', 'values-prod'],
      }),
    ],
    [
      'nothing is said of TLS',
      replaced('docs/database.md', 'sslmode=require', 'tls'),
      breaks('T013', 'docs/missing', /TLS/, { at: ['docs/database.md', 1] }),
    ],
    [
      'nothing is said of rotation',
      replaced('docs/openai-key.md', /rotat/gi, 'renew'),
      breaks('T014', 'docs/missing', /rotated/, { at: ['docs/openai-key.md', 1] }),
    ],
    [
      'a page holds a token',
      edited('docs/values.md', (text) => `${text}\nSuch as ${fake('ghp_', 36)}.\n`),
      breaks('T014', 'secret/token', /^docs\/values\.md holds a GitHub token$/, { at: ['docs/values.md', 'Such as'] }),
    ],
    [
      'a password stands in the values of a chart',
      replaced('helm/backend/values.yaml', 'PGPASSWORD: ""', 'PGPASSWORD: swordfish'),
      breaks('T014', 'secret/named-value', /the value of PGPASSWORD/, {
        at: ['helm/backend/values.yaml', 'PGPASSWORD'],
        also: ['T034'],
      }),
    ],
    [
      'the example of the settings has a real key',
      replaced('.env.example', 'OPENAI_API_KEY=\n', `OPENAI_API_KEY=${fake('', 40)}\n`),
      breaks('T014', 'secret/named-value', /the value of OPENAI_API_KEY/, { at: ['.env.example', 'OPENAI_API_KEY'] }),
    ],
    [
      'a secret is silenced without a reason',
      edited('docs/values.md', (text) => `${text}\n<!-- validate-ignore secret/token -->\n${fake('ghp_', 36)}\n`),
      breaks('T014', 'suppression/without-reason', /secret\/token/, { at: ['docs/values.md', 'validate-ignore'] }),
    ],
    [
      'a file of credentials lies in the build context',
      edited('backend/app/credentials.json', () => '{}\n'),
      breaks('T015', 'secret/in-context', /lets app\/credentials\.json into/, { also: ['T001'] }),
    ],
    [
      'a pattern matches at the top only',
      replaced('backend/.dockerignore', /^\*\*\/\.env$/m, '.env'),
      breaks('T015', 'secret/in-context', /app\/\.env .*for \.env matches at the top only$/, {
        at: ['backend/.dockerignore', 2],
      }),
    ],
    [
      'a later line brings secrets back',
      edited('frontend/.dockerignore', (text) => `${text}!**/*.pem\n`),
      breaks('T015', 'secret/in-context', /!\*\*\/\*\.pem brings it back/, {
        at: ['frontend/.dockerignore', '!**/*.pem'],
      }),
    ],
    [
      'COPY names what is left out',
      edited('backend/.dockerignore', (text) => `${text}migrations\n`),
      breaks('T015', 'dockerfile/CopyIgnoredFile', /names migrations/, {
        at: ['backend/Dockerfile', 'COPY migrations'],
      }),
    ],
    [
      'COPY names what does not exist',
      replaced('backend/Dockerfile', 'COPY alembic.ini', 'COPY alembic.cfg'),
      breaks('T015', 'dockerfile/copy-absent', /names alembic\.cfg/, {
        at: ['backend/Dockerfile', 'COPY alembic.cfg'],
      }),
    ],
    [
      'secrets may enter the build context',
      replaced('backend/.dockerignore', '**/.env\n', ''),
      breaks('T015', 'secret/in-context', /lets \.env, app\/\.env into/),
    ],
    [
      'installed packages may enter the build context',
      replaced('frontend/.dockerignore', '**/node_modules\n', ''),
      breaks('T015', 'secret/in-context', /lets node_modules/),
    ],
    [
      'the application is kept out of its image',
      edited('frontend/.dockerignore', (text) => `${text}app\n`),
      breaks('T015', 'source/unlike', /keeps app\/page\.tsx out/),
    ],
    [
      'there is no .dockerignore',
      removed('backend/.dockerignore'),
      breaks('T015', 'source/missing', /is missing/, { also: ['T011', 'T109'] }),
    ],
    [
      'the version of a chart is none',
      replaced(chart, /^version: .*$/m, 'version: one'),
      breaks('T016', 'chart/metadata', /^version must be/, { at: [chart, 'version: one'] }),
    ],
    [
      'a field of a chart is lost',
      replaced(chart, /^kubeVersion: .*\n/m, ''),
      breaks('T016', 'chart/metadata', /^kubeVersion must be set/, { at: [chart, 1] }),
    ],
    [
      'a chart cannot be read',
      edited(chart, (text) => text.replace(/\n?$/, '\nappVersion: [1')),
      breaks('T016', 'chart/metadata', /./, { at: [chart, 'appVersion: ['] }),
    ],
  ],
);
