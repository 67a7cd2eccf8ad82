import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * The real kubectl-ai for tests: in a folder that PEERS names, on the PATH, or built from its published module where the
 * script for that lies beside the project. Undefined, with the reason printed, where there is none.
 */
export const realKubectlAi = (): string | undefined => {
  const found = [process.env.PEERS ?? '', ...(process.env.PATH ?? '').split(delimiter)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'kubectl-ai'))
    .find((path) => existsSync(path));
  return found ?? built();
};

const built = (): string | undefined => {
  const script = join(import.meta.dirname, '../../../shared/peers/build');
  const said = existsSync(script) ? spawnSync(script, ['kubectl-ai'], { encoding: 'utf8' }) : undefined;
  if (said?.status === 0) return join(said.stdout.trim(), 'kubectl-ai');
  process.stderr.write(
    `kubectl-ai is not asked: put it on the PATH or name its folder in PEERS. ${said?.stderr ?? ''}\n`,
  );
  return undefined;
};
