import type { LogLine } from '../../core/target.ts';
import type { Asking } from './cluster.ts';
import { releaseNames, selector } from './names.ts';

/** Lines of each container that are read: hours of a busy one, and no more than a process holds with ease. */
const tail = 20_000;

/** What all containers of ours have written, in one process. */
export const linesIn = async (door: Pick<Asking, 'ask'>, namespace: string): Promise<readonly LogLine[]> => {
  const words = ['kubectl', 'logs', '-n', namespace, '-l', selector, '--all-containers', '--prefix'];
  const said = await door.ask([
    ...words,
    '--ignore-errors',
    '--max-log-requests=100',
    `--tail=${tail}`,
    '--request-timeout=20s',
  ]);
  return said.stdout.split('\n').flatMap((line) => {
    const [, source = '', text = ''] = /^\[pod\/([^/]+)\/[^\]]+\] (.*)$/.exec(line) ?? [];
    const release = releaseNames.find((name) => source.startsWith(`${name}-`));
    return release ? [{ release, source, text }] : [];
  });
};
