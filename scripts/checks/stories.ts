import type { Outcome } from '../core/engine.ts';
import { finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';

/**
 * Every task of the three user stories was asked in this run, and holds. One that is about an optional tool, or another
 * kind of target, may be skipped; a run that leaves tasks out is not asked.
 */
export const storiesHold: Check = async (world, before = []) => {
  if (before.length === 0) return [finding('runbook/unasked', 'No task was asked before this one in this run')];
  const ids = await idsOf(world);
  const ends = ids.map((id) => ({ id, outcome: before.find(({ task }) => task === id) }));
  const broken = ends.filter(({ outcome }) => outcome && isBroken(outcome));
  if (broken.length > 0)
    return [
      finding('runbook/story-broken', `${broken.map(({ id }) => id).join(', ')} of the user stories do not hold`, {
        evidence: broken.map(({ id, outcome }) => ({
          source: id,
          text: outcome?.findings[0]?.message ?? outcome?.reason ?? '',
        })),
      }),
    ];
  const left = ends.filter(({ outcome }) => !outcome || isLeftOut(outcome)).map(({ id }) => id);
  return left.length === 0
    ? []
    : { skip: `this run leaves out ${left.length} of ${ids.length} tasks, ${left[0]} first (--slow asks them all)` };
};

/** The tasks that tasks.md marks as part of a user story. */
const idsOf = async ({ files }: World): Promise<readonly string[]> =>
  [...((await files.read('tasks.md')) ?? '').matchAll(/^- \[.\] (T\d{3}) \[US[123]\] /gm)].map(([, id = '']) => id);

const isBroken = ({ state, reason = '' }: Outcome): boolean =>
  state === 'failed' || (state === 'skipped' && reason.startsWith('needs T'));

/** Left out by the command line; what a check itself skips says which optional tool it is about. */
const isLeftOut = ({ state, reason = '' }: Outcome): boolean =>
  state === 'skipped' && (reason.startsWith('slow ') || reason === 'interrupted' || reason.includes('--static'));
