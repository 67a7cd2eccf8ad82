import { type Check, isSkip } from '../core/task.ts';

/** Every one of the checks holds; all are asked, and a skip of one skips the whole. */
export const all =
  (...checks: readonly Check[]): Check =>
  async (world) => {
    const verdicts = await Promise.all(checks.map((check) => check(world)));
    return verdicts.find(isSkip) ?? verdicts.flatMap((verdict) => (isSkip(verdict) ? [] : verdict));
  };
