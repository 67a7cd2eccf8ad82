import type { Beginning } from '../core/event.ts';

/** The first line of a run: what runs where and why, and where the settings came from. */
export const headline = ({ verb, target, why, namespace, env, dryRun, settings }: Beginning): string => {
  const place = namespace === undefined ? '' : `, namespace ${namespace}`;
  const told = settings.length > 0 ? `; ${settings.join(', ')}` : '';
  return `${verb} ${dryRun ? '(dry run) ' : ''}on ${target} (${why})${place}, env ${env}${told}`;
};
