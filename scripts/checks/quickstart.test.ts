import { describe, expect, it } from 'vitest';
import { memoryWorld } from '../testing/world.ts';
import { quickstartShort, quickstartTimes, readmeGuides } from './quickstart.ts';

const block = (...commands: readonly string[]): string => `# Page\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`;
const five = ['git clone X', 'cd X', 'npm ci', 'npx tsx scripts/deploy.ts # waits', 'npm run open'];
const run = (seconds: number, target = 'local') => ({
  target,
  taken: '2026-01-31',
  machine: '2 CPUs, 8 GiB',
  commands: ['npm ci', 'npx tsx scripts/deploy.ts', 'npm run open'].map((command) => ({ command, seconds })),
});
const times = (...runs: readonly object[]): string => JSON.stringify({ v: 1, runs });

const world = (files: Readonly<Record<string, string>>) => memoryWorld({ files }).world;
const short = (page: string, recorded: string) =>
  quickstartShort(world({ 'docs/quickstart.md': page, 'docs/quickstart-times.json': recorded }));

describe('the quickstart', () => {
  it('has five commands, and a recorded run of them within ten minutes', async () => {
    expect(await short(block(...five), times(run(100), run(200, 'minikube')))).toEqual([]);
  });

  it.each([
    ['has six commands', block(...five, 'npm run logs'), times(run(1)), /has 6 commands/],
    ['has none', 'Nothing to type.', times(run(1)), /has 0 commands/],
    ['was never recorded', block(...five), times(), /No run of the quickstart was recorded/],
    ['took too long', block(...five), times(run(201)), /The run on local took 603 s, and 600 are allowed/],
    ['was recorded with other commands', block(...five.slice(0, 4)), times(run(1)), /of other commands/],
  ])('is not as short as it says where it %s', async (_, page, recorded, says) => {
    const findings = await short(page, recorded);
    expect(findings).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ code: 'docs/quickstart', message: expect.stringMatching(says) }),
      ]),
    );
  });

  it('is missing, or its times cannot be read', async () => {
    expect(await quickstartShort(world({}))).toMatchObject([{ code: 'docs/missing' }]);
    await expect(short(block(...five), '{')).rejects.toMatchObject({ finding: { code: 'docs/unlike' } });
  });

  it('tells its times in a table, a column for each target', async () => {
    const recorded = times(run(10), run(50, 'minikube'));
    const made = await quickstartTimes(world({ 'docs/quickstart-times.json': recorded }).files);
    expect(made.split('\n')).toEqual([
      '|  | `local` | `minikube` |',
      '|---|---|---|',
      '| `npm ci` | 10.0 s | 50.0 s |',
      '| `npx tsx scripts/deploy.ts` | 10.0 s | 50.0 s |',
      '| `npm run open` | 10.0 s | 50.0 s |',
      '| together | 30.0 s | 2 min 30 s |',
      '| taken on | 2026-01-31, 2 CPUs, 8 GiB | 2026-01-31, 2 CPUs, 8 GiB |',
    ]);
  });
});

describe('the README', () => {
  const guide = (readme: string) => readmeGuides(world({ 'README.md': readme, 'docs/quickstart.md': block(...five) }));
  const last = 'npx tsx scripts/cleanup.ts';
  const address = '\nIt prints the address of the chat.\n';

  it('guides by the commands of the quickstart, to the chat and back', async () => {
    expect(await guide(block('git clone X && cd X', ...five.slice(2), last) + address)).toEqual([]);
  });

  it.each([
    ['leaves a command out', block(...five.slice(0, 3), last) + address, 'docs/unlike'],
    ['has them in another order', block(...five.toReversed(), last) + address, 'docs/unlike'],
    ['does not say where the chat is', block(...five, last), 'docs/missing'],
    ['does not say how all is taken back', block(...five) + address, 'docs/missing'],
  ])('does not guide where it %s', async (_, readme, code) => {
    expect(await guide(readme)).toMatchObject([{ code }]);
  });
});
