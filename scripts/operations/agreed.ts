import { type Finding, finding, problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import type { Way } from './repair.ts';

/**
 * Whether a person agrees to what is no repair, by --yes or by typing a name; `nobody` where there is no terminal to ask at.
 * A dry run changes nothing, so nobody has to agree. Throws a Problem when the question is interrupted.
 */
export const agreedTo = async (
  { config, signal }: World,
  { person, type }: Way,
  name: string,
  question: string,
): Promise<'given' | 'nobody' | Finding> => {
  if (config.dryRun || person.yes) return 'given';
  if (!person.isTTY) return 'nobody';
  const typed = await type(question);
  if (signal.aborted) throw problem('interrupted/signal', 'The run was interrupted, and nothing was changed');
  return typed === name ? 'given' : finding('ai/unconfirmed', `What was typed is not ${name}, and nothing was changed`);
};
