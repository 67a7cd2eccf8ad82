import { describe, expect, it } from 'vitest';
import type { Wanted } from '../core/target.ts';
import { isSkip } from '../core/task.ts';
import { projectTexts } from '../testing/project.ts';
import { memoryWorld } from '../testing/world.ts';
import { readinessFollowsDatabase } from './proof.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'backend/.dockerignore', 'backend/requirements.txt');

/** A scratch world whose database can be taken away; `ready` gives the status of /ready while it is there and while it is away. */
const scratch = (ready: (there: boolean) => number) => {
  let there = false;
  const verbs: string[] = [];
  const memory = memoryWorld({
    files,
    rendered: { backend: [], database: [] },
    http: { 'GET http://127.0.0.1:9/ready': () => ({ status: ready(there) }) },
    config: { namespace: 'todo-chatbot-proof' },
    seen: {
      releases: ['backend', 'database'].map((name) => ({
        name,
        revision: 1,
        status: 'deployed',
        fingerprint: '',
        drift: [],
      })),
    },
    target: {
      reach: async () => 'http://127.0.0.1:9',
      install: async ({ release }: Wanted) => {
        there ||= release === 'database';
        verbs.push(`install ${release}`);
      },
      uninstall: async (release) => {
        there &&= release !== 'database';
        verbs.push(`uninstall ${release}`);
      },
      down: async (options) => {
        verbs.push(`down ${JSON.stringify(options)}`);
        return [];
      },
      close: async () => void verbs.push('close'),
    },
  });
  return { verbs, world: memory.world };
};

const asked = async (ready: (there: boolean) => number) => {
  const { verbs, world } = scratch(ready);
  const live = memoryWorld({ proof: world });
  const verdict = await readinessFollowsDatabase(live.world);
  return { verbs, live: live.done, messages: isSkip(verdict) ? [] : verdict.map((one) => one.message) };
};

describe('readiness that follows the database', () => {
  it('holds when it is 503 while the database is away and 200 when it is back, and leaves the live deployment alone', async () => {
    const { verbs, live, messages } = await asked((there) => (there ? 200 : 503));
    expect(messages).toEqual([]);
    expect(live).toEqual([]);
    expect(verbs).toEqual([
      'install database',
      'install backend',
      'uninstall database',
      'install database',
      'uninstall backend',
      'uninstall database',
      'down {"data":true,"cache":false,"cluster":false,"images":false}',
      'close',
    ]);
  });

  it('fails when /ready goes on answering 200 without a database', async () => {
    expect((await asked(() => 200)).messages).toEqual([
      'Within 5 s of losing its database /ready answers 200, not 503',
    ]);
  });

  it('fails when the backend does not recover', async () => {
    expect((await asked(() => 503)).messages).toEqual([
      'Within 30 s of its database being back /ready answers 503, not 200',
    ]);
  });

  it('has nothing to take away where the database is not ours', async () => {
    const { world } = scratch(() => 200);
    const live = memoryWorld({ proof: world, config: { databaseUrl: 'postgresql://db.example.org/todo' } });
    expect(await readinessFollowsDatabase(live.world)).toEqual([]);
    expect(live.done).toEqual([]);
  });
});
