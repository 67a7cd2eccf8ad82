import { describe, expect, it } from 'vitest';
import { secret } from '../core/secret.ts';
import type { ReleaseName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Said } from '../core/world.ts';
import { chatbot } from '../testing/chatbot.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { databaseConnected, taskStored } from './database.ts';

const frontend = 'http://127.0.0.1:3000';
const files = projectTexts('helm');

/** A world whose database answers each statement, and what was run where. */
const open = (given: Given, answer: (statement: string) => Partial<Said> = () => ({ stdout: '0001\n' })) => {
  const asked: (readonly [ReleaseName, string, string])[] = [];
  const app = chatbot(frontend);
  const memory = memoryWorld({
    files,
    http: app.http,
    ...given,
    target: {
      reach: async () => frontend,
      exec: async (release, argv) => {
        asked.push([release, argv[0] ?? '', argv.at(-1) ?? '']);
        return { code: 0, stdout: '', stderr: '', ...answer(argv.at(-1) ?? '') };
      },
      ...given.target,
    },
  });
  return { ask: (check: Check) => check(memory.world), asked, app };
};

const local: Given = { target: { name: 'local', kind: 'local' } };
const external: Given = {
  config: { databaseUrl: 'postgresql://me@db.example/todo', databasePassword: secret('swordfish') },
};

describe('the database', () => {
  it('is asked in its own pod, by its own program, where it is ours', async () => {
    const { ask, asked } = open({}, () => ({ stdout: '0001|2\n' }));
    expect(await ask(databaseConnected)).toEqual([]);
    expect(asked).toEqual([['database', 'psql', expect.stringMatching(/pg_stat_activity .* FROM alembic_version$/)]]);
  });

  it.each<readonly [string, Given]>([
    ['it is that of somebody', external],
    ['it is a file of this machine', local],
  ])('is asked by the backend with its own settings where %s', async (_, given) => {
    const { ask, asked } = open(given);
    expect(await ask(databaseConnected)).toEqual([]);
    expect(asked).toEqual([['backend', 'python', 'SELECT version_num FROM alembic_version']]);
  });

  it('is not asked where only the backend has its password', async () => {
    const { ask, asked } = open({ ...external, ...local });
    for (const check of [databaseConnected, taskStored])
      expect(await ask(check)).toEqual({ skip: expect.stringContaining('the password of your database') });
    expect(asked).toEqual([]);
  });

  it('that does not answer is told with what was said', async () => {
    const { ask } = open({}, () => ({ code: 2, stderr: 'psql: error: connection refused' }));
    expect(await ask(databaseConnected)).toMatchObject([
      { code: 'pod/database-unreachable', evidence: [{ text: 'psql: error: connection refused' }] },
    ]);
    expect(await ask(taskStored)).toMatchObject([{ code: 'pod/database-unreachable' }]);
  });

  it('has what a guest asked the assistant to add, as a row of this guest', async () => {
    const made = open({}, () => ({ stdout: made.app.titles().join('\n') }));
    expect(await made.ask(taskStored)).toEqual([]);
    expect(made.asked).toEqual([
      ['database', 'psql', "SELECT title FROM tasks WHERE user_id = 'guest-1' AND deleted_at IS NULL"],
    ]);
    expect(made.app.said).toEqual([expect.stringMatching(/^Add a task to water the plants [0-9a-f]{8}$/)]);
    expect(made.app.titles()).toEqual([]);
  });

  it('that lacks it is told', async () => {
    const { ask } = open({}, () => ({ stdout: 'Another task\n' }));
    expect(await ask(taskStored)).toMatchObject([
      { code: 'service/data-absent', evidence: [{ text: 'Another task' }] },
    ]);
  });
});
