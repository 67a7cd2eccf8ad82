import { rmSync } from 'node:fs';
import { howToGet, peer } from '../testing/peers.ts';
import { type Contest, contestants, type Tool } from './deployers.ts';
import { once, summary } from './measure.ts';
import { table } from './table.ts';

/**
 * Times of our deploy beside those of skaffold, helmfile and plain docker and helm commands, for the same application on
 * the same Minikube, in turns. It takes about half an hour; SCENARIOS=no-op,change runs a part, RUNS says how often what is
 * quick is repeated (3).
 */
const runs = Number(process.env.RUNS ?? 3);
const asked = process.env.SCENARIOS?.split(',');
const wants = (scenario: string): boolean => asked === undefined || asked.includes(scenario);

type Row = readonly [scenario: string, tool: string, times: readonly number[]];

/** Runs the tools in turns, so that what else the machine does falls on all of them. */
const turns = (
  scenario: string,
  tools: readonly Tool[],
  times: number,
  prepare: (tool: Tool, turn: number) => void,
) => {
  const taken = new Map(tools.map(({ name }) => [name, [] as number[]]));
  for (let turn = 0; turn < times; turn += 1)
    for (const tool of tools) {
      prepare(tool, turn);
      const { ms } = tool.deploy();
      taken.get(tool.name)?.push(ms);
      console.error(`${scenario}: ${tool.name} ${(ms / 1000).toFixed(1)} s`);
    }
  return [...taken].map(([name, all]): Row => [scenario, name, all]);
};

/** How long it takes until a deployment without a future is told, by us and by `helm --wait` with its own timeout. */
const failures = (scenario: string, { ours, bare }: Contest, sets: readonly string[]): readonly Row[] =>
  [ours, bare].map((tool) => {
    const { ms, code } = tool.fail(sets);
    if (code === 0) throw new Error(`${tool.name} took ${sets.join(' ')} for a success.`);
    console.error(`${scenario}: ${tool.name} ${(ms / 1000).toFixed(1)} s`);
    return [scenario, tool.name, [ms]];
  });

const shown = (rows: readonly Row[]): string =>
  table(
    ['', 'min s', 'median s', 'ours is'],
    rows.map(([scenario, tool, all]) => {
      const { min, median } = summary(all);
      const ours = rows.find((row) => row[0] === scenario && row[1] === 'ours');
      const ratio = ours && tool !== 'ours' ? `${(summary(ours[2]).median / median).toFixed(2)}x` : '';
      return [`${scenario}: ${tool}`, (min / 1000).toFixed(1), (median / 1000).toFixed(1), ratio];
    }),
  );

const contest = contestants();
try {
  const all = [contest.ours, contest.bare, ...contest.others];
  console.log(
    `node ${process.version}, ${once({ name: 'minikube', argv: ['minikube', 'version', '--short'] }).stdout.trim()}`,
  );
  const missing = (['skaffold', 'helmfile'] as const).filter((name) => !peer(name));
  if (missing.length > 0) console.log(`Without ${missing.join(' and ')}. ${howToGet(...missing)}`);
  const rows: Row[] = [];
  // Whoever is asked for something else has to have deployed first.
  if (!wants('cold')) turns('first', all, 1, () => {});
  if (wants('cold')) rows.push(...turns('cold', all, 1, (tool) => tool.forget()));
  if (wants('no-op')) rows.push(...turns('no-op', all, runs, () => {}));
  if (wants('change')) rows.push(...turns('one file changed', all, runs, (tool, turn) => tool.change(turn)));
  if (wants('bad-image'))
    rows.push(...failures('bad image', contest, ['image.tag=nosuchtag', 'image.pullPolicy=Never']));
  if (wants('crash-loop'))
    rows.push(
      ...failures('crash loop', contest, ['config.DATABASE_URL=postgresql://todo@database-service:5432/nosuch']),
    );
  console.log(`\n${shown(rows)}`);
} finally {
  for (const tool of [contest.ours, contest.bare, ...contest.others]) tool.remove();
  rmSync(contest.folder, { recursive: true, force: true });
}
