import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Code } from '../core/codes.ts';
import { fake } from '../testing/fake.ts';
import { findSecrets } from './find.ts';

const password = fake('', 20);
const short = fake('A', 8, 'bC3dE5fG7');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const jwt = [{ alg: 'HS256' }, { sub: '42' }].map((part) => base64(JSON.stringify(part)).replaceAll('=', '')).join('.');
const signed = `${jwt}.${fake('', 43)}`;
const pem = (indent = ''): string =>
  ['-----BEGIN PRIVATE', ' KEY-----\n', indent, fake('MII', 61), '\n', indent, fake('x', 63), '\n'].join('');
const secretOf = (entries: string): string => `apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\n${entries}`;

/** What is found, by file and text: its code, its place, and what the message says. */
const found: readonly (readonly [
  file: string,
  text: string,
  code: Code,
  at: readonly [line: number, column: number],
  says: RegExp,
])[] = [
  [
    'a.py',
    `URL = "postgresql+asyncpg://app:${password}@db/app"\n`,
    'secret/url-password',
    [1, 33],
    /a password inside a URL/,
  ],
  [
    'a.yaml',
    `x: 1\ncache: redis://:${password}@cache:6379/0\n`,
    'secret/url-password',
    [2, 17],
    /a password inside a URL/,
  ],
  ['a.md', `Use amqps://app:${short}@mq/%2f here.\n`, 'secret/url-password', [1, 17], /./],
  ['a.ts', `'mongodb+srv://app:${short}@x.example/db'`, 'secret/url-password', [1, 20], /./],
  ['a.txt', `postgresql://db/app?sslmode=require&password=${short}\n`, 'secret/url-password', [1, 46], /./],
  ['a.txt', `jdbc:postgresql://db/app;password=${short};ssl=true\n`, 'secret/url-password', [1, 35], /./],
  ['a.sh', `git clone https://${fake('', 40)}:x-oauth-basic@github.com/a/b\n`, 'secret/url-password', [1, 19], /./],
  ['a.env', `A=1\nPGPASSWORD=${short}\n`, 'secret/named-value', [2, 12], /the value of PGPASSWORD/],
  ['a.env', 'export PGPASSWORD=swordfish\n', 'secret/named-value', [1, 19], /./],
  ['a.yaml', 'auth:\n  password: correct horse battery\n', 'secret/named-value', [2, 13], /the value of password/],
  ['a.yaml', 'db: {user: app, password: swordfish, port: 1}\n', 'secret/named-value', [1, 27], /./],
  ['a.yaml', `BETTER_AUTH_SECRET: ${password}\n`, 'secret/named-value', [1, 21], /BETTER_AUTH_SECRET/],
  ['a.yaml', `clientSecret: "${password}" # x\n`, 'secret/named-value', [1, 16], /clientSecret/],
  ['a.json', `{"api_key": "${password}"}`, 'secret/named-value', [1, 14], /api_key/],
  ['a.json', `{"auths": {"x": {"auth": "${base64(`app:${password}`)}"}}}`, 'secret/named-value', [1, 27], /auth/],
  ['.npmrc', `//npm.example/:_authToken=${fake('', 12)}\n`, 'secret/named-value', [1, 27], /_authToken/],
  ['a.toml', `[x]\nsigning_key = '${password}'\n`, 'secret/named-value', [2, 16], /signing_key/],
  ['a.py', `client(token="${password}", retries=3)\n`, 'secret/named-value', [1, 15], /token/],
  ['a.ts', `const authToken: string = '${password}';\n`, 'secret/named-value', [1, 28], /authToken/],
  ['a.ts', `process.env.AUTH_SECRET = "${password}"`, 'secret/named-value', [1, 28], /AUTH_SECRET/],
  ['a.ts', `run('AUTH_SECRET=${password}')`, 'secret/named-value', [1, 18], /AUTH_SECRET/],
  ['a.rb', `config[:x] = { :api_key => "${password}" }`, 'secret/named-value', [1, 29], /api_key/],
  ['Dockerfile', `FROM a:1\nENV GH_TOKEN=${password} A=b\n`, 'secret/named-value', [2, 14], /GH_TOKEN/],
  ['a.sh', `GH_TOKEN=${password} deploy\n`, 'secret/named-value', [1, 10], /GH_TOKEN/],
  [
    'a.md',
    `Call it with \`Authorization: Bearer ${fake('', 32)}\`.\n`,
    'secret/token',
    [1, 37],
    /an Authorization header/,
  ],
  ['a.ts', `fetch(url, '${signed}')`, 'secret/token', [1, 13], /a signed token \(JWT\)/],
  [
    'a.ini',
    `[default]\nid = ${fake('AKIA', 16, 'ABCDEFGHJKLMNPQR234567')}\n`,
    'secret/token',
    [2, 6],
    /an AWS access key/,
  ],
  ['a.ts', `key('${fake('sk-or-v1-', 40)}')`, 'secret/token', [1, 6], /the key of a model provider/],
  ['a.yaml', `tls:\n  key: |\n    ${pem('    ')}`, 'secret/private-key', [4, 5], /a private key/],
  ['a.ts', `const k = "${pem().replaceAll('\n', '\\n')}";\n`, 'secret/private-key', [1, 41], /a private key/],
  [
    'a.yaml',
    secretOf(`data:\n  PGPASSWORD: ${base64(short)}\n`),
    'secret/encoded',
    [6, 15],
    /the value of PGPASSWORD in a Secret/,
  ],
  [
    'a.yaml',
    secretOf(`data:\n  url: ${base64(`redis://:${short}@x/0`)}\n`),
    'secret/encoded',
    [6, 8],
    /the value of url/,
  ],
  ['a.yaml', secretOf(`stringData:\n  "api-key": '${password}'\n`), 'secret/encoded', [6, 15], /api-key/],
  ['a.yaml', `a: 1\n---\n${secretOf(`data:\n  token: ${base64(password)}\n`)}`, 'secret/encoded', [8, 10], /token/],
];

describe('a secret in a text', () => {
  it.each(found)('is found in %s: %j', async (file, text, code, [line, column], says) => {
    const findings = await findSecrets(file, text);
    expect(findings).toMatchObject([
      { code, level: 'error', message: expect.stringMatching(says), at: { file, line, column } },
    ]);
  });

  it.each(found)('is in no word of what is found in %s: %j', async (file, text) => {
    const values: string[] = [];
    const findings = await findSecrets(file, text, (value) => void values.push(value.reveal()));
    expect(values).toHaveLength(1);
    for (const value of values) {
      expect(text).toContain(value);
      expect(
        JSON.stringify(findings.map(({ message, remedy, evidence, fix }) => [message, remedy, evidence, fix])),
      ).not.toContain(value);
    }
  });

  it('is one finding although two rules see it', async () => {
    const text = `DATABASE_TOKEN=${fake('ghp_', 36)}\n`;
    expect(await findSecrets('.env', text)).toMatchObject([{ code: 'secret/token', message: /GitHub/ }]);
  });

  it('is found wherever it stands in a long text', async () => {
    const words = fc.array(fc.constantFrom('a: 1', 'token: ${X}', '# password: changeme', '', 'redis://:p@h/0'), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(words, words, async (before, after) => {
        const text = [...before, `PGPASSWORD: ${short}`, ...after].join('\n');
        const findings = await findSecrets('a.yaml', text);
        expect(findings.map(({ at }) => [at?.line, at?.column])).toEqual([[before.length + 1, 13]]);
      }),
    );
  });
});

describe('what is no secret', () => {
  it.each([
    ['a reference of a shell', 'a.env', 'PGPASSWORD=$PGPASSWORD\nURL=redis://:${CACHE_PASSWORD}@h\n'],
    ['a reference of Kubernetes', 'a.yaml', 'value: postgresql://app:$(PGPASSWORD)@db/app\n'],
    ['a template', 'a.yaml', 'password: {{ .Values.secrets.PGPASSWORD | quote }}\n'],
    ['an expression of CI', 'a.yaml', 'token: ${{ secrets.GITHUB_TOKEN }}\n'],
    ['a mask', 'a.md', 'postgresql://app:***@db and PASSWORD=xxxxxxxx\n'],
    ['a name of what to write', 'a.md', 'postgresql://USER:PASSWORD@HOST/DB, OPENAI_API_KEY=<your-key>\n'],
    ['words of an example', 'a.yaml', 'password: changeme\ntoken: your-token-here\napi_key: sample-api-key-123\n'],
    ['letters of an example', 'a.md', 'Such as redis://:p@h or postgresql+asyncpg://u:p@h.\n'],
    ['a user as its password', 'a.yaml', 'url: postgresql://todo:todo@localhost/todo\n'],
    ['nothing at all', 'a.yaml', 'password:\ntoken: ""\nsecret: null\n'],
    ['a type', 'a.ts', 'type Login = { readonly password: string; token: Secret };\n'],
    ['an expression', 'a.ts', 'const token = await issueToken(user); if (password === other.password) next();\n'],
    ['a variable of the environment', 'a.py', 'token = os.environ["GITHUB_TOKEN"]\npassword = settings.password\n'],
    ['a number or a switch', 'a.yaml', 'automountServiceAccountToken: false\nmax_token: 4096\n'],
    ['the name of a Secret', 'a.yaml', 'secretName: backend-secret\nexistingSecret: my-release-postgresql\n'],
    ['a path', 'a.yaml', 'password: /run/secrets/db-password\n'],
    ['a phrase in code', 'a.ts', "const secret = 'a-signing-secret-of-at-least-32-characters';\n"],
    ['a port before an @', 'a.md', 'See http://localhost:3000/@app and mailto:me@example.org.\n'],
    ['a key that is public', 'a.txt', 'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n'],
    ['a hash', 'a.json', '{"integrity": "sha512-abcdefabcdef0123456789abcdefabcdef0123456789"}\n'],
    ['a mention of a private key', 'a.md', 'It begins with -----BEGIN PRIVATE KEY----- and a body.\n'],
    ["AWS' own example", 'a.md', `${['AKIA', 'IOSFODNN7EXAMPLE'].join('')}\n`],
    ['a class of a page', 'a.html', '<div class="sk-loading-skeleton-of-the-task-list">\n'],
    [
      'a user in a Secret',
      'a.yaml',
      secretOf(`data:\n  username: ${base64('app')}\n  PGPASSWORD: ${base64('changeme')}\n`),
    ],
    ['a Secret that a template fills', 'a.yaml', secretOf('data:\n  PGPASSWORD: {{ b64enc .Values.x }}\n')],
    ['base64 outside of a Secret', 'a.yaml', `kind: ConfigMap\ndata:\n  logo: ${base64('GIF89a')}\n`],
    ['an empty text', 'a.txt', ''],
  ])('is %s', async (_, file, text) => {
    expect(await findSecrets(file, text)).toEqual([]);
  });
});

describe('a silenced secret', () => {
  const line = `PGPASSWORD: ${short}`;

  it.each([
    ['on its line', `${line} # validate-ignore secret/named-value: of a test database\n`],
    ['on the line above', `# validate-ignore secret/named-value: of a test database\n${line}\n`],
  ])('is not told when a comment %s gives a reason, but hidden all the same', async (_, text) => {
    const values: string[] = [];
    expect(await findSecrets('a.yaml', text, (value) => void values.push(value.reveal()))).toEqual([]);
    expect(values).toEqual([short]);
  });

  it('is a finding of its own without a reason, and where nothing is silenced', async () => {
    const text = `# validate-ignore secret/named-value\n${line}\n# validate-ignore secret/token: none here\na: 1\n`;
    expect(await findSecrets('a.yaml', text)).toMatchObject([
      { code: 'suppression/without-reason', at: { line: 1, column: 1 } },
      { code: 'suppression/unused', at: { line: 3, column: 1 } },
    ]);
  });

  it('is still told when the comment names another code, or one that nobody knows', async () => {
    const text = `# validate-ignore secret/passwords: misspelt\n${line}\n`;
    expect(await findSecrets('a.yaml', text)).toMatchObject([
      { code: 'secret/named-value' },
      { code: 'suppression/unused' },
    ]);
  });

  it('leaves codes of other checks to them', async () => {
    expect(await findSecrets('Dockerfile', '# validate-ignore dockerfile/DL3006: x\nFROM a\n')).toEqual([]);
  });
});

describe('texts made to be slow', () => {
  it.each([
    ['one long word', 'a'.repeat(900_000)],
    ['many keys on one line', 'token:'.repeat(120_000)],
    ['many beginnings of URLs', 'a://b:'.repeat(120_000)],
    ['blank lines', `kind: Secret${'\n'.repeat(900_000)}`],
    ['the beginning of a key', `-----BEGIN PRIVATE${' KEY-----'}${' '.repeat(500_000)}!`],
    ['dots and hyphens', 'x-.'.repeat(250_000)],
  ])('are read in time: %s', async (_, text) => {
    const began = performance.now();
    await findSecrets('a.yaml', text);
    expect(performance.now() - began).toBeLessThan(8000);
  });
});
