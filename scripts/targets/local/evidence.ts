import type { Evidence } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';

/** Lines of a log that tell why a process ended. */
const lines = 30;

/** The end of a log file; nothing when it is empty. */
export const lastWords = async (ground: Ground, log: string): Promise<readonly Evidence[]> => {
  const said = await ground.sh.with({ fresh: true }).read`tail -n ${lines} ${ground.files.absolute(log)}`;
  const text = said.stdout.trim();
  return said.code === 0 && text ? [{ source: log, text }] : [];
};
