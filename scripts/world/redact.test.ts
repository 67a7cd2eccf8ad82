import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secret } from '../core/secret.ts';
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
  ])('is hidden: %s', (text, shown) => {
    expect(openRedactor().text(text)).toBe(shown);
  });

  test.each(['postgresql://todo@db:5432/todo', 'http://127.0.0.1:8000/x@y', 'task-list of sk-ill', 'Bearer of news'])(
    'is not seen in %s',
    (text) => {
      expect(openRedactor().text(text)).toBe(text);
    },
  );
});
