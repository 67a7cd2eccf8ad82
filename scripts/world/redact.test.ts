import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secret } from '../core/secret.ts';
import { fake } from '../testing/fake.ts';
import { openRedactor } from './redact.ts';

describe('a value that was named', () => {
  test.each([
    ['as it is', (value: string) => value],
    ['as base64', (value: string) => Buffer.from(value).toString('base64')],
    ['as base64 with the newline of echo', (value: string) => Buffer.from(`${value}\n`).toString('base64')],
    ['as part of a URL', (value: string) => encodeURIComponent(value)],
    ['as JSON', (value: string) => JSON.stringify(value)],
    ['inside JSON inside JSON', (value: string) => JSON.stringify({ a: value })],
  ])('is hidden %s', (_, form) => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8 }).filter((value) => value.trim().length >= 8 && !value.includes('*')),
        (value) => {
          const redactor = openRedactor();
          redactor.hide(secret(value));
          expect(redactor.text(`before ${form(value)} after`)).not.toContain(form(value));
        },
      ),
    );
  });

  test('is hidden as Go writes it in JSON', () => {
    const redactor = openRedactor();
    redactor.hide('a<b>&c&d');
    expect(redactor.text('"a\\u003cb\\u003e\\u0026c\\u0026d"')).toBe('"***"');
  });

  test('is hidden line by line when it has several', () => {
    const redactor = openRedactor();
    redactor.hide('-----BEGIN KEY-----\nabcdefgh\n');
    expect(redactor.text('log: abcdefgh')).toBe('log: ***');
  });

  test('is refused when it is too short to be told from ordinary text', () => {
    const redactor = openRedactor();
    expect(redactor.hide('todo')).toBe(false);
    expect(redactor.text('todo')).toBe('todo');
  });

  test('is as many stars in a code frame, line by line, and a short one too', () => {
    const redactor = openRedactor();
    redactor.hide('first line\nsecond');
    redactor.hide('ab1');
    expect(redactor.mask('a: first line\nb: second, ab1 c')).toBe('a: **********\nb: ******, *** c');
    expect(redactor.text('ab1')).toBe('ab1');
  });

  test('is hidden in every string of plain data, keys too', () => {
    const redactor = openRedactor();
    redactor.hide('geheim"x');
    expect(redactor.data({ a: ['geheim"x', 1, null], 'geheim"x': { b: true } })).toEqual({
      a: ['***', 1, null],
      '***': { b: true },
    });
  });
});

describe('what looks like a secret', () => {
  test.each([
    ['postgresql://todo:geheim@db:5432/todo', 'postgresql://todo:***@db:5432/todo'],
    ['postgresql+psycopg://u:p:q@h/db?sslmode=require', 'postgresql+psycopg://u:***@h/db?sslmode=require'],
    ['URL_postgres://u:pa/ss?#@h/db', 'URL_postgres://u:***@h/db'],
    ['https://h/?password=abc&x=1', 'https://h/?password=***&x=1'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer ***'],
    ['key sk-proj-abcDEF123456 is bad', 'key sk-*** is bad'],
    ['start with POSTGRES_PASSWORD=geheim, PORT=1', 'start with POSTGRES_PASSWORD=***, PORT=1'],
    ['PASSWORD="two words" and X_API_KEY_2=abcd', 'PASSWORD=*** and X_API_KEY_2=***'],
  ])('is hidden: %s', (text, shown) => {
    expect(openRedactor().text(text)).toBe(shown);
  });

  test.each([
    'postgresql://todo@db:5432/todo',
    'http://127.0.0.1:8000/x@y',
    'task-list of sk-ill',
    'Bearer of news',
    '--set CHART.KEY=VALUE',
    'AUTH_SECRET=$(openssl rand -hex 32)',
    'OPENAI_API_KEY=<your key>',
    "KeyError: 'DATABASE_URL'",
  ])('is not seen in %s', (text) => {
    expect(openRedactor().text(text)).toBe(text);
  });
});

describe('what a model does not see beyond that', () => {
  const named = fake('', 20);
  const blob = fake('', 44);
  test.each([
    ['a setting', `OPENAI_API_KEY=${named}`, 'OPENAI_API_KEY=***'],
    ['a short one', 'PGPASSWORD=todo', 'PGPASSWORD=***'],
    ['a setting with words', 'client_secret: "two words"', 'client_secret: ***'],
    ['a setting in single quotes', "password: 'two words'", 'password: ***'],
    ['a setting in JSON', `{"authToken":"${named}","port":1}`, '{"authToken":***,"port":1}'],
    ['a setting in JSON in a string', `{\\"authToken\\":\\"${named}\\"}`, '{\\"authToken\\":***}'],
    [
      'a variable of a container in YAML',
      `- name: AUTH_SECRET\n  value: ${named}`,
      '- name: AUTH_SECRET\n  value: ***',
    ],
    ['one in JSON', `{"name": "DATABASE_URL",\n "value": "${named}"}`, '{"name": "DATABASE_URL",\n "value": ***}'],
    ['one in JSON without blanks', `{"name":"API_KEY","value":"${named}"}`, '{"name":"API_KEY","value":***}'],
    [
      'one in what kubectl keeps of the last that was applied, printed as YAML',
      `last-applied: |\n  {"env":[{"name":"API_KEY","value":"${named}"}]}`,
      'last-applied: |\n  {"env":[{"name":"API_KEY","value":***}]}',
    ],
    [
      'one in the same, printed as JSON',
      JSON.stringify({ applied: JSON.stringify({ env: [{ name: 'API_KEY', value: named }] }) }),
      '{"applied":"{\\"env\\":[{\\"name\\":\\"API_KEY\\",\\"value\\":***}]}"}',
    ],
    [
      'one in YAML that is a string of JSON',
      JSON.stringify({ stdout: `- name: API_KEY\n  value: ${named}\n` }),
      '{"stdout":"- name: API_KEY\\n  value: ***\\n"}',
    ],
    [
      'the data of a Secret in the same',
      JSON.stringify({ applied: JSON.stringify({ data: { a: 'YQ==' }, kind: 'Secret' }) }),
      '{"applied":"{\\"data\\":"***",\\"kind\\":\\"Secret\\"}"}',
    ],
    ['one as describe prints it', `AUTH_TOKEN:  ${named}`, 'AUTH_TOKEN:  ***'],
    ['the user of an address', 'see https://ada@host/x', 'see https://***@host/x'],
    ['a private key', 'x -----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\ny', 'x ***\ny'],
    ['a certificate without its end', 'x -----BEGIN CERTIFICATE-----\nabc', 'x ***'],
    ['what looks encoded', `blob ${blob} end`, 'blob *** end'],
    [
      'the data of a Secret',
      'kind: Secret\ndata:\n  a: YQ==\n  b: YQ==\ntype: Opaque',
      'kind: Secret\ndata: ***\ntype: Opaque',
    ],
    ['the data of a Secret, last first', 'data:\n  a: YQ==\nkind: Secret\n', 'data: ***\nkind: Secret\n'],
    [
      'the data of a Secret in JSON',
      '{"kind": "Secret", "data": {"a": "YQ=="}, "type": "x"}',
      '{"kind": "Secret", "data": "***", "type": "x"}',
    ],
  ])('%s', (_, text, shown) => {
    expect(openRedactor().strict(text)).toBe(shown);
  });

  test.each(['key', 'a://', 'name: ', '"name":"', '\\\\"', '-----BEGIN ', '1', 'key="', 'A1+/', 'SECRET', 'A_KEY="'])(
    'and a word of any length takes no time that grows with its square: %s',
    (piece) => {
      const began = performance.now();
      openRedactor().strict(piece.repeat(100_000));
      expect(performance.now() - began).toBeLessThan(4000);
    },
  );

  test('and every value that was named', () => {
    const redactor = openRedactor();
    redactor.hide('correct horse');
    expect(redactor.strict('it is correct horse')).toBe('it is ***');
  });

  test.each([
    'failed to resolve host db-nowhere: Name or service not known',
    "couldn't find key OPENAI_API_KEY in Secret todo/backend",
    `image sha256:${'0123456789abcdef'.repeat(4)} is not present`,
    '0/1 nodes are available: 1 Insufficient cpu.',
    'GET http://127.0.0.1:8000/ready 503',
    'kind: ConfigMap\ndata:\n  LOG_LEVEL: info\n',
  ])('and leaves what a diagnosis needs: %s', (text) => {
    expect(openRedactor().strict(text)).toBe(text);
  });
});
