import type { Evidence } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';

/** Lines of a log that tell why a process ended. */
const lines = 30;

/** The end of a log file, with `secrets` hidden; nothing when the log is empty. */
export const lastWords = async (ground: Ground, log: string, secrets: readonly string[] = []): Promise<readonly Evidence[]> => {
  const said = await ground.sh.with({ fresh: true }).read`tail -n ${lines} ${ground.files.absolute(log)}`;
  const text = hide(said.stdout.trim(), secrets);
  return said.code === 0 && text ? [{ source: log, text }] : [];
};

const hide = (text: string, secrets: readonly string[]): string =>
  secrets.filter((secret) => secret.length > 3).reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
