import { describe, expect, it } from 'vitest';
import { localEnvironment, rebound } from './loopback.ts';

const ports = { containerPort: 8000, port: 8001 };
const sqlite = 'sqlite:////x/todo.db';
const here = (env: Readonly<Record<string, string>>) => localEnvironment(env, ports, sqlite);

describe('rebound', () => {
  it.each([
    ['8000', '8001'],
    ['--port=8000', '--port=8001'],
    ['0.0.0.0:8000', '127.0.0.1:8001'],
    ['0.0.0.0', '127.0.0.1'],
    ['--host=0.0.0.0', '--host=127.0.0.1'],
    ['::', '127.0.0.1'],
    ['[::]:8000', '127.0.0.1:8001'],
    ['18000', '18000'],
    ['--limit-8000x', '--limit-8000x'],
    ['app.main:app', 'app.main:app'],
  ])('turns %s into %s', (word, expected) => {
    expect(rebound(word, ports)).toBe(expected);
  });
});

describe('localEnvironment', () => {
  it.each([
    ['http://backend-service:8000', 'http://127.0.0.1:8000'],
    ['http://backend-service.todo.svc.cluster.local:8000/x', 'http://127.0.0.1:8000/x'],
    ['https://frontend-service', 'https://127.0.0.1'],
    ['http://my-backend-service:8000', 'http://my-backend-service:8000'],
    ['backend-service', 'backend-service'],
  ])('turns the address %s into %s', (value, expected) => {
    expect(here({ URL: value })).toEqual({ URL: expected });
  });

  it('listens where it is told to, on loopback only', () => {
    expect(here({ PORT: '8000', HOSTNAME: '0.0.0.0', OTHER_PORT: '8000' })).toEqual({
      PORT: '8001',
      HOSTNAME: '127.0.0.1',
      OTHER_PORT: '8000',
    });
  });

  it.each(['', 'postgresql://todo@database-service:5432/todo', 'postgresql://todo@database-service.ns.svc:5432/todo'])(
    'takes SQLite in place of the development database "%s"',
    (url) => {
      expect(here({ DATABASE_URL: url, PGPASSWORD: 'x', MIGRATION_DATABASE_URL: url })).toEqual({
        DATABASE_URL: sqlite,
      });
    },
  );

  it('keeps a configured database and its password', () => {
    const env = { DATABASE_URL: 'postgresql://me@db.example.org/todo', PGPASSWORD: 'x' };
    expect(here(env)).toEqual(env);
  });

  it('gives no database to a program that asks for none', () => {
    expect(here({})).toEqual({});
  });
});
