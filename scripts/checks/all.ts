import { errorsOf } from '../core/finding.ts';
import { type Check, isSkip } from '../core/task.ts';

/** Every one of the checks holds; all are asked, and a skip of one skips the whole unless another found an error. */
export const all =
  (...checks: readonly Check[]): Check =>
  async (world) => {
    const verdicts = await Promise.all(checks.map((check) => check(world)));
    const findings = verdicts.flatMap((verdict) => (isSkip(verdict) ? [] : verdict));
    return errorsOf(findings).length > 0 ? findings : (verdicts.find(isSkip) ?? findings);
  };

/** The long or disturbing part of a question: asked with --slow only. */
export const whenSlow =
  (check: Check): Check =>
  async (world) =>
    world.config.slow ? check(world) : [];
