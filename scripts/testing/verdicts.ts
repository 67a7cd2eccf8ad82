import { errorsOf, findingOf } from '../core/finding.ts';
import { type Check, isSkip } from '../core/task.ts';
import type { World } from '../core/world.ts';

/** The codes of the errors that a check finds, what it throws among them; where it is skipped, the reason. */
export const verdictOf = async (check: Check, world: World): Promise<readonly string[]> => {
  const verdict = await check(world).catch((thrown: unknown) => [findingOf(thrown)]);
  return isSkip(verdict) ? [verdict.skip] : errorsOf(verdict).map(({ code }) => code);
};

/** The verdicts of those checks that do not hold, by their names; each is asked after the one before. */
export const faultsOf = async (
  checks: Readonly<Record<string, Check>>,
  world: World,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const told: Record<string, readonly string[]> = {};
  for (const [name, check] of Object.entries(checks)) {
    const errors = await verdictOf(check, world);
    if (errors.length > 0) told[name] = errors;
  }
  return told;
};
