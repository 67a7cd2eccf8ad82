import { fake } from '../../fake.ts';
import { above, type BrokenInput, below, error, replace, warning, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const { configMap, dev, values, deployment } = backend;
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const password = fake('', 20);
const github = fake('ghp_', 36);
const openai = fake('sk-proj-', 40);
const pem = `-----BEGIN PRIVATE KEY-----\n${fake('', 64)}\n${fake('', 64)}\n-----END PRIVATE KEY-----\n`;
const manifest = 'deploy/secret.yaml';

/** Secrets in files that are under version control, and in what charts render. */
export const secretInputs: readonly BrokenInput[] = [
  {
    name: 'a page holds a token of GitHub',
    edits: [below('docs/images.md', '# Images', `\nUse ${github} to read packages.`)],
    found: [error('secret/token', 'docs/images.md', `Use ▸${github}`)],
    like: 'gitleaks github-pat',
  },
  {
    name: 'a script holds the key of a model provider',
    edits: [write('scripts/key.sh', `export OPENAI_API_KEY=${openai}\n`)],
    found: [error('secret/token', 'scripts/key.sh', `▸${openai}`)],
    like: 'gitleaks openai-api-key',
  },
  {
    name: 'values hold the id of an AWS key',
    edits: [
      replace(
        dev,
        'config:',
        `podAnnotations:\n  owner: ${fake('AKIA', 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}\nconfig:`,
      ),
    ],
    found: [error('secret/token', dev, 'owner: ▸AKIA')],
    like: 'gitleaks aws-access-token',
  },
  {
    name: 'an example of the settings holds the password of a database',
    edits: [replace('.env.example', 'DATABASE_URL=\n', `DATABASE_URL=postgresql://todo:${password}@db.example/todo\n`)],
    found: [error('secret/url-password', '.env.example', `todo:▸${password}`)],
    like: 'secretlint database-connection-string',
  },
  {
    name: 'a driver is named in a URL with its password',
    edits: [
      write(
        'backend/alembic.ini',
        `[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql+asyncpg://todo:${password}@db.example/todo\n`,
      ),
    ],
    found: [error('secret/url-password', 'backend/alembic.ini', `todo:▸${password}`)],
    like: 'what secretlint misses: a driver in the scheme',
  },
  {
    name: 'a private key is under version control',
    edits: [write('deploy/server.pem', pem)],
    found: [error('secret/private-key', 'deploy/server.pem', `BEGIN PRIVATE KEY-----\n▸`)],
    like: 'gitleaks private-key',
  },
  {
    name: 'a store of keys is under version control',
    edits: [write('deploy/store.jks', Uint8Array.from([0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2]))],
    found: [error('secret/file', 'deploy/store.jks')],
    like: 'gitleaks: pkcs12-file',
  },
  {
    name: 'a password stands in a file of settings',
    edits: [write('deploy/settings.ini', 'user = todo\npassword = rosebud-1941\n')],
    found: [error('secret/named-value', 'deploy/settings.ini', '▸rosebud-1941')],
    like: 'gitleaks generic-api-key',
  },
  {
    name: 'the values of a chart hold the secret that signs sessions',
    edits: [replace(values, 'AUTH_SECRET: ""', `AUTH_SECRET: ${fake('', 40)}`)],
    found: [
      error('secret/named-value', values, `▸${fake('', 40)}`),
      error(
        'schema/default-differs',
        backend.schema,
        '"writeOnly": true,\n          "default": ▸""\n        }\n      }\n    },\n    "resources"',
      ),
    ],
  },
  {
    name: 'a manifest holds a secret in base64',
    edits: [
      write(
        manifest,
        `apiVersion: v1\nkind: Secret\nmetadata:\n  name: todo\ndata:\n  PGPASSWORD: ${base64(password)}\n`,
      ),
    ],
    found: [error('secret/encoded', manifest, `▸${base64(password)}`)],
    like: 'kube-linter: base64 is no encryption',
  },
  {
    name: 'a ConfigMap renders a password in a URL',
    edits: [replace(configMap, '\ndata:\n', `\ndata:\n  BROKER: amqp://todo:${password}@queue.example\n`)],
    found: [error('secret/url-password', configMap, `todo:▸${password}`)],
    like: 'kube-score: sensitive data in a ConfigMap',
  },
  {
    name: 'a container is given a secret in plain text',
    edits: [below(frontend.helpers, '- name: HOSTNAME\n  value: 0.0.0.0', '- name: SESSION_SECRET\n  value: changeme')],
    found: [error('secret/in-manifest', frontend.helpers, '▸value: changeme')],
    like: 'kube-linter env-var-secret',
  },
  {
    name: 'a secret of the values is written into the ConfigMap, too',
    edits: [replace(configMap, '\ndata:\n', '\ndata:\n  SIGNING: {{ .Values.secrets.AUTH_SECRET | quote }}\n')],
    found: [error('secret/in-manifest', configMap, '▸SIGNING')],
  },
  {
    name: 'a comment silences a finding without a reason',
    edits: [
      replace(
        deployment,
        'enableServiceLinks: false',
        'enableServiceLinks: false\n      # validate-ignore policy/host-network\n      hostNetwork: true',
      ),
    ],
    found: [error('suppression/without-reason', deployment, '▸# validate-ignore')],
    like: 'eslint-comments/require-description',
  },
  {
    name: 'a comment silences nothing',
    edits: [
      replace(
        deployment,
        'enableServiceLinks: false',
        '# validate-ignore policy/host-network: the node is ours\n      enableServiceLinks: false',
      ),
    ],
    found: [warning('suppression/unused', deployment, '▸# validate-ignore')],
    like: 'eslint --report-unused-disable-directives',
  },
  {
    name: 'a comment names a code that does not exist',
    edits: [above(dev, 'config:', '# validate-ignore values/typo: it is right')],
    found: [warning('suppression/unused', dev, '▸# validate-ignore')],
  },
  {
    name: 'a comment names a code that no comment can silence',
    edits: [above(dev, 'config:', '# validate-ignore values/type: it is right')],
    found: [warning('suppression/unused', dev, '▸# validate-ignore')],
  },
  {
    name: 'a comment of a Dockerfile silences nothing',
    edits: [above(backend.dockerfile, 'EXPOSE 8000', '# validate-ignore dockerfile/DL3011: it is a port')],
    found: [warning('suppression/unused', backend.dockerfile, '▸# validate-ignore')],
  },
];
