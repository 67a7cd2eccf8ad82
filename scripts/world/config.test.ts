import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platformOf, settle } from './config.ts';
import { readEnvFile } from './dotenv.ts';
import { settings } from './settings.ts';

const codes = (text: string) => settle({}, {}, text).findings.map(({ code, level, at }) => [code, level, at?.line]);

describe('settings', () => {
  test('of a copy that is broken on purpose have no database of .env, and keep the key of the model', () => {
    const text = 'DATABASE_URL=postgresql://me:word@db/todo\nOPENAI_API_KEY=sk-from-the-file\n';
    const { config } = settle({ namespace: 'mine-chaos' }, {}, text);
    expect([config.databaseUrl, config.databasePassword, config.origins.databaseUrl]).toEqual([
      undefined,
      undefined,
      'default',
    ]);
    expect(config.openaiApiKey?.reveal()).toBe('sk-from-the-file');
    expect(settle({ namespace: 'chaos' }, {}, text).config.databaseUrl).toBe('postgresql://me@db/todo');
  });

  test('come from flags, then the shell, then .env, then defaults, and say where from', () => {
    const { config, findings } = settle(
      { namespace: 'mine', target: 'local' },
      { NAMESPACE: 'shell', MINIKUBE_PROFILE: 'second', OPENAI_API_KEY: '' },
      'NAMESPACE=file\nMINIKUBE_PROFILE=file\nOPENAI_API_KEY=sk-from-the-file\n',
    );
    expect(findings).toEqual([]);
    expect(config).toMatchObject({
      namespace: 'mine',
      minikubeProfile: 'second',
      target: 'local',
      env: 'dev',
      dryRun: false,
    });
    expect(config.openaiApiKey?.reveal()).toBe('sk-from-the-file');
    expect(config.origins).toMatchObject({
      namespace: 'flag',
      minikubeProfile: 'shell',
      openaiApiKey: '.env',
      databaseUrl: 'default',
      env: 'default',
    });
  });

  test.each([
    [{}, {}, 'DEPLOY_TARGET=local\n', 'local', '.env'],
    [{}, { DEPLOY_TARGET: 'minikube' }, 'DEPLOY_TARGET=local\n', 'minikube', 'shell'],
    [{ target: 'minikube' as const }, {}, 'DEPLOY_TARGET=local\n', 'minikube', 'flag'],
    [{ context: 'mine' }, {}, 'DEPLOY_TARGET=local\n', undefined, 'flag'],
  ])('name the target by flags %j, shell %j and .env %j', (flags, shell, text, target, origin) => {
    const { config, findings } = settle(flags, shell, text);
    expect(findings).toEqual([]);
    expect([config.target, config.origins.target]).toEqual([target, origin]);
  });

  test('do not name another Kubernetes: its context is consented to with each run', () => {
    expect(codes('DEPLOY_TARGET=context\n')).toEqual([['env/invalid', 'error', 1]]);
  });

  test('are the defaults when nothing is given', () => {
    expect(settle({}, {}).config).toMatchObject({
      namespace: 'todo-chatbot',
      minikubeProfile: 'minikube',
      values: [],
      sets: [],
    });
  });

  test('never show a secret, whatever prints them', () => {
    const { config } = settle({}, {}, 'OPENAI_API_KEY=sk-1234567890\nDATABASE_URL=postgres://u:geheim@h/d');
    expect(JSON.stringify(config)).not.toMatch(/sk-1234567890|geheim/);
  });

  test('keep the order of --set under its name in Config', () => {
    expect(settle({ set: ['b=1', 'a=2'], values: ['x.yaml'] }, {}).config).toMatchObject({
      sets: ['b=1', 'a=2'],
      values: ['x.yaml'],
    });
  });
});

describe('DATABASE_URL', () => {
  test.each([
    [
      'postgresql://u:p%40ss%2Fword@host:5433/db?sslmode=require',
      'postgresql://u@host:5433/db?sslmode=require',
      'p@ss/word',
    ],
    [
      'postgres://u@host/db?password=geheim&sslmode=require&channel_binding=require',
      'postgres://u@host/db?sslmode=require&channel_binding=require',
      'geheim',
    ],
    ['postgresql://u@host/db', 'postgresql://u@host/db', undefined],
  ])('%s loses its password', (given, url, password) => {
    const { config, findings } = settle({}, { DATABASE_URL: ` ${given}\n` });
    expect(findings).toEqual([]);
    expect(config.databaseUrl).toBe(url);
    expect(config.databasePassword?.reveal()).toBe(password);
  });

  test.each([
    'mysql://u:geheim@h/d',
    'postgresql://u:geheim word@h/d',
    'host=h password=geheim',
    'postgresql://u:geheim%@h/d',
    'postgresql://u:geheim@h:port/d',
  ])('of another form is one finding at its line, without its value: %s', (given) => {
    const { findings } = settle({}, {}, `# comment\nDATABASE_URL="${given}"\n`);
    expect(findings).toMatchObject([{ code: 'env/invalid', at: { file: '.env', line: 2, column: 1 } }]);
    expect(JSON.stringify(findings)).not.toContain('geheim');
  });
});

describe('a name', () => {
  test('that Kubernetes does not take is refused where it was given', () => {
    expect(settle({ namespace: 'Todo' }, {}).findings).toMatchObject([{ code: 'usage/bad-value' }]);
    expect(settle({}, { NAMESPACE: '-x' }).findings).toMatchObject([
      { code: 'env/invalid', remedy: expect.stringContaining('unset NAMESPACE') },
    ]);
    expect(settle({ namespace: 'n'.repeat(58) }, {}).findings).toHaveLength(1);
  });
});

describe('a line of .env', () => {
  test.each([
    [
      'that has no =',
      'A=1\nOPENAI_API_KEY sk-abcdefgh',
      [
        ['env/unknown-key', 'warning', 1],
        ['env/malformed', 'error', 2],
      ],
    ],
    ['that has no name', '=x', [['env/malformed', 'error', 1]]],
    ['whose name has a space', 'NAME SPACE=x', [['env/malformed', 'error', 1]]],
    [
      'whose quote is not closed',
      '\n\nNAMESPACE="todo\nX',
      [
        ['env/malformed', 'error', 3],
        ['env/malformed', 'error', 4],
      ],
    ],
    ['with text after the quote', 'NAMESPACE="todo"x', [['env/malformed', 'error', 1]]],
    ['that stands twice', 'NAMESPACE=a\nNAMESPACE=b', [['env/malformed', 'warning', 2]]],
    ['that is no setting', 'NAMESPACES=a', [['env/unknown-key', 'warning', 1]]],
    ['that only deploy may make', 'AUTH_SECRET=geheimgeheim', [['env/invalid', 'error', 1]]],
  ])('%s is a finding', (_, text, expected) => {
    expect(codes(text).toSorted((a, b) => Number(a[2]) - Number(b[2]))).toEqual(expected);
    expect(JSON.stringify(settle({}, {}, text).findings)).not.toMatch(/sk-abc|geheim/);
  });

  test('that is nearly a setting is told which', () => {
    expect(settle({}, {}, 'OPENAI_APIKEY=x').findings[0]?.remedy).toBe('Write OPENAI_API_KEY if you meant that.');
  });

  test.each([
    'export NAMESPACE=a',
    'NAMESPACE = a # comment',
    "NAMESPACE='a'",
    '\uFEFFNAMESPACE=a\r\n',
    '  NAMESPACE=a',
  ])('%j is read', (text) => {
    expect(settle({}, {}, text)).toMatchObject({ config: { namespace: 'a' }, findings: [] });
  });

  test('agrees with dotenv about every text that has no finding', () => {
    const line = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('A', 'B_1', 'export C', ' D '),
          fc.constantFrom('=', ' = '),
          fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '`', '#', '=', '\\', '\n', '$') }),
        )
        .map((parts) => parts.join('')),
      fc.constantFrom('# comment', '', 'junk', '"'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const text = lines.join('\n');
        const read = readEnvFile(text);
        if (read.findings.some((one) => one.level === 'error')) return;
        expect(read.values).toEqual(parse(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');

  test('shows every setting once and no other, and holds no value', () => {
    const { values, findings } = readEnvFile(text, '.env.example');
    expect(findings).toEqual([]);
    expect(Object.keys(values).toSorted()).toEqual(Object.keys(settings).toSorted());
    expect(Object.values(values).filter(Boolean)).toEqual([]);
  });

  test('copied as it is changes nothing', () => {
    expect(settle({}, {}, text)).toEqual(settle({}, {}));
  });
});

test.each([
  ['x64', 'linux/amd64'],
  ['arm64', 'linux/arm64'],
])('a machine that Node calls %s builds for %s', (arch, platform) => {
  expect(platformOf(arch)).toBe(platform);
});
