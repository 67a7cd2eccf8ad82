import { scenarioOf } from '../chaos/scenarios.ts';
import type { Action } from '../core/action.ts';
import { chartNames } from '../core/charts.ts';
import { chaosNamespace } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import type { Check, Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { releaseOf } from '../diagnosis/snapshot.ts';
import { breakCopy, inChaos, type Shown } from './chaos.ts';
import { type Deploying, deploy, failuresOf, isDone } from './deploying.ts';
import { adviceOn, figuresOf } from './figures.ts';
import { liveState } from './live.ts';
import { clusterOf, lookInto } from './look.ts';
import { repair } from './repair.ts';

/** What happened when a copy was given a wrong DATABASE_URL, from the break to its recovery. */
type Story = {
  readonly shown: Shown;
  /** Revisions and pods of the live releases, before and after. */
  readonly live: readonly [before: string, after: string];
  /** What kept the fix from being made, and what the rules still find after it. */
  readonly unmended: readonly Finding[];
};

/** The tasks about one story share it: it is lived through once. */
const told = new WeakMap<World, Promise<Story | { readonly trouble: readonly Finding[] }>>();

const storyOf = (world: World, deploying: Deploying): Promise<Story | { readonly trouble: readonly Finding[] }> => {
  const known = told.get(world) ?? live(world, deploying);
  told.set(world, known);
  return known;
};

const about = 'database-host';

const live = async (world: World, deploying: Deploying): Promise<Story | { readonly trouble: readonly Finding[] }> => {
  const scenario = scenarioOf(about);
  const mending = scenario?.mending;
  if (!scenario || mending?.kind !== 'action') throw new Error(`there is no scenario ${about}`);
  return inCopy(world, async (scratch) => {
    const found = clusterOf(scratch);
    if ('trouble' in found) return { trouble: [found.trouble] };
    const before = await liveState(world);
    const { failures, ...shown } = await breakCopy(scratch, found.cluster, scenario, deploying);
    if (failures.length > 0) return { trouble: failures };
    const unmended = await mend(scratch, mending.action, deploying);
    const seen = await lookInto(scratch);
    const left = 'trouble' in seen ? [seen.trouble] : errorsOf(seen.findings);
    return { shown, live: [before, await liveState(world)], unmended: [...unmended, ...left] };
  });
};

/** Makes a repair in a copy, as after a person agreed to it: the copy is ours, and is thrown away. What kept it from being made. */
const mend = async (scratch: World, action: Action, deploying: Deploying): Promise<readonly Finding[]> => {
  const { repair: made, findings } = await repair(scratch, action, {
    person: { isTTY: false, yes: true, allowApply: '1' },
    type: async () => '',
    tell: () => {},
    deploying,
  });
  if (made.state === 'changed') return [];
  return findings.length > 0 ? findings : [finding('ai/not-recovered', made.next ?? 'The repair was not made')];
};

/** A copy of its own for `use`, which is taken away afterwards; what is written to files stays in memory. */
const inCopy = <T>(
  world: World,
  use: (scratch: World) => Promise<T>,
): Promise<T | { readonly trouble: readonly Finding[] }> =>
  inChaos(
    world,
    async (scratch) => {
      const { releases } = await scratch.target.observe();
      if (releases.length > 0)
        return {
          trouble: [finding('ai/chaos-occupied', `${chaosNamespace(world.config.namespace)} has releases already`)],
        };
      try {
        return await use(scratch);
      } finally {
        await scratch.target.down({ data: true, images: false, cache: false, cluster: false });
      }
    },
    {},
  );

const asking =
  (judge: (story: Story) => Verdict) =>
  (deploying: Deploying): Check =>
  async (world) => {
    const story = await storyOf(world, deploying);
    return 'trouble' in story ? story.trouble : judge(story);
  };

/** A copy with a wrong DATABASE_URL is broken, and the live releases are as they were. */
export const copyBreaks = asking(({ shown, live: [before, after] }) => {
  if (before !== after)
    return [
      finding('ai/chaos-live', 'The live releases are not the same as before a copy was broken', {
        evidence: [
          { source: 'before', text: before },
          { source: 'after', text: after },
        ],
      }),
    ];
  return errorsOf(shown.findings).length > 0 ? [] : [unseen(shown)];
});

/** The rules find that the copy crashes, and show what they saw. */
export const crashDiagnosed = asking(({ shown }) =>
  errorsOf(shown.findings).some(({ evidence = [] }) => evidence.length > 0) ? [] : [unseen(shown)],
);

/** The first cause that they name is that no host has the name of the database. */
export const causeNamed = asking(({ shown }) =>
  errorsOf(shown.findings)[0]?.code === scenarioOf(about)?.expects ? [] : [unseen(shown)],
);

/** The fix is deployed, every pod of the copy is ready, and the rules find nothing more. */
export const recovered = asking(({ unmended }) =>
  unmended.length === 0
    ? []
    : [finding('ai/not-recovered', 'The copy did not recover from its wrong DATABASE_URL'), ...unmended],
);

const unseen = ({ findings }: Shown): Finding =>
  finding('ai/chaos-unseen', 'The rules do not name the host of the database as the first cause', {
    evidence: [{ source: 'the rules', text: findings.map(({ code }) => code).join('\n') || 'nothing' }],
  });

/** Live figures of every container of ours are there, and advice is made from them. */
export const figuresRead: Check = async (world) => {
  const found = clusterOf(world);
  if ('trouble' in found) return [found.trouble];
  const figures = await figuresOf(found.cluster, world.config.namespace);
  const seen = await lookInto(world);
  if ('trouble' in seen) return [seen.trouble];
  const advice = figures ? adviceOn(seen.snapshot, figures) : [];
  const there = chartNames.filter((name) => seen.snapshot.workloads.some((one) => releaseOf(one) === name));
  const unmeasured = there.filter((name) => !advice.some(({ release }) => release === name));
  if (there.length === 0 || unmeasured.length > 0)
    return [finding('ai/figures-absent', `Nothing was measured of ${unmeasured.join(', ') || world.config.namespace}`)];
  return advice.map(({ text, action }) =>
    finding('ai/figures', action ? text : `${text}, which suits it`, {
      level: 'info',
      ...(action ? { action } : {}),
    }),
  );
};

/** What the figures advise is made in a copy, goes through every gate, and the pods keep running. */
export const adviceHolds =
  (deploying: Deploying): Check =>
  async (world) => {
    const verdict = await figuresRead(world);
    if ('skip' in verdict || errorsOf(verdict).length > 0) return verdict;
    const action = verdict.find((one) => one.action)?.action;
    if (!action) return { skip: 'what is set aside suits what is used: there is nothing to advise' };
    const result = await inCopy(world, async (scratch): Promise<readonly Finding[]> => {
      const outcomes = await deploy(scratch, deploying);
      if (!isDone(outcomes)) return failuresOf(outcomes);
      const unmade = await mend(scratch, action, deploying);
      if (unmade.length === 0) return [];
      return [finding('ai/not-recovered', 'What the figures advise could not be made in a copy'), ...unmade];
    });
    return 'trouble' in result ? result.trouble : result;
  };
