import { describe, expect, it } from 'vitest';
import { errorsOf } from '../core/finding.ts';
import { isSkip } from '../core/task.ts';
import { memoryWorld } from '../testing/world.ts';
import { commandsExist, commandsOn, type Taker } from './commands.ts';

const takers: Readonly<Record<string, Taker>> = {
  'scripts/validate.ts': { name: 'validate', words: [] },
  'scripts/logs.ts': { name: 'logs', words: ['backend'] },
};

const messages = async (text: string): Promise<readonly string[]> => {
  const files = {
    'page.md': text,
    'package.json': JSON.stringify({
      scripts: {
        validate: 'node scripts/validate.ts',
        doctor: 'node scripts/validate.ts --phase setup',
        logs: 'node scripts/logs.ts',
        test: 'node scripts/test.ts',
        check: 'tsc',
      },
    }),
    'scripts/validate.ts': '',
    'scripts/logs.ts': '',
  };
  const verdict = await commandsExist(async () => ['page.md'], takers)(memoryWorld({ files }).world);
  return isSkip(verdict) ? [] : errorsOf(verdict).map(({ message }) => message);
};

describe('the commands of a page', () => {
  it('are those in fenced code and between backquotes, each simple command by itself, without its comment', () => {
    const page = [
      'Run `npm run check` or npm run nothing.',
      '```sh',
      'git clone X && npm ci # first',
      'AI_ALLOW_APPLY=1 npx tsx scripts/a.ts ask "one two" | jq .',
      '```',
      '| `npx tsx scripts/a.ts --env dev\\|staging` | where |',
    ].join('\n');
    expect(commandsOn('page.md', page).map(({ words, at }) => [words, at.line, at.column])).toEqual([
      [['npm', 'run', 'check'], 1, 6],
      [['npm', 'ci'], 3, 1],
      [['npx', 'tsx', 'scripts/a.ts', 'ask', 'one two'], 4, 1],
      [['npx', 'tsx', 'scripts/a.ts', '--env', 'dev¦staging'], 6, 4],
    ]);
  });

  it.each([
    '`npm run check`, `npm test` and `npm ci`',
    '`npm run -s validate -- --static --format json`',
    '`npm run logs -- backend --since 10m`',
    '`npx tsx scripts/validate.ts --env dev`',
    '`npx vitest run --project unit` and `npx biome format`',
    'npm run nothing, said in passing',
  ])('exist in %s', async (text) => {
    expect(await messages(text)).toEqual([]);
  });

  it.each([
    ['`npm run chekc`', /package\.json has no script chekc/],
    ['`npm run validate --static`', /npm keeps --static for itself: `--` has to stand before it/],
    ['`npm run validate -- --statc`', /There is no flag --statc\. Did you mean --static\?/],
    ['`npm run doctor -- --data`', /does not take --data/],
    ['`npm run logs -- frontend`', /"frontend" is no flag/],
    ['`npx tsx scripts/valdate.ts`', /there is no scripts\/valdate\.ts/],
    ['`npx tsx scripts/validate.ts --env prod`', /--env does not take "prod"/],
  ])('do not exist in %s', async (text, says) => {
    const [message, ...more] = await messages(text);
    expect(message).toMatch(says);
    expect(message).toContain('page.md names ');
    expect(more).toEqual([]);
  });

  it('of a folder with a package.json of its own are those of that', async () => {
    const files = {
      'web/README.md': '`npm run build`, `npm run check`',
      'web/package.json': '{"scripts":{"build":"next build"}}',
      'package.json': '{"scripts":{"check":"tsc"}}',
    };
    const verdict = await commandsExist(async () => ['web/README.md'], takers)(memoryWorld({ files }).world);
    expect(verdict).toMatchObject([{ message: expect.stringMatching(/no script check/) }]);
  });

  it('have a place on their page', async () => {
    const files = { 'page.md': 'See\nhere: `npm run gone`.', 'package.json': '{}' };
    expect(await commandsExist(async () => ['page.md'], takers)(memoryWorld({ files }).world)).toMatchObject([
      { code: 'docs/command', at: { file: 'page.md', line: 2, column: 8, endColumn: 20 } },
    ]);
  });

  it('are asked of a page that is there', async () => {
    expect(await commandsExist(async () => ['page.md'], takers)(memoryWorld({}).world)).toMatchObject([
      { code: 'docs/missing' },
    ]);
  });
});
