import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Sees to it that what a run started ends with the run, also when the run is killed and can do nothing about it. */
export type Keeper = {
  /** This process group is not to outlive the run. */
  readonly watch: (group: number) => void;
  /** It has ended, or may live on. */
  readonly release: (group: number) => void;
  /** This folder is removed with the run; a later one takes its place. */
  readonly folder: (path: string) => void;
  /** The process that lives as long as anything of the run does. */
  readonly pid: () => number;
  /** Ends what is still watched; settles when the keeper itself has ended. */
  readonly close: () => Promise<void>;
};

/**
 * A shell that waits for the end of its input, which comes when this process ends, however it does. Then each group that
 * is left gets SIGINT, on which programs put their things in order, and SIGKILL after so many fifths of a second.
 */
const script = `
trap '' INT TERM HUP QUIT
groups='' folder=''
while IFS= read -r line; do
  case $line in
    +*) groups="$groups \${line#+}" ;;
    -*) left=''; for one in $groups; do [ "$one" = "\${line#-}" ] || left="$left $one"; done; groups=$left ;;
    *) folder=$line ;;
  esac
done
signal() { alive=''; for one in $groups; do kill "-$1" "-$one" 2>/dev/null && alive=yes; done; }
signal INT
tries=0
while signal 0; [ "$alive" ] && [ "$tries" -lt "$1" ]; do sleep 0.2; tries=$((tries + 1)); done
signal KILL
[ -z "$folder" ] || rm -rf "$folder"
`;

/** Opens a keeper; its process begins with the first thing to keep. `grace`: milliseconds that groups have to end by themselves. */
export const openKeeper = (grace = 10_000): Keeper => {
  let running: ChildProcess | undefined;
  const keeper = (): ChildProcess => {
    running ??= begin(grace);
    return running;
  };
  const say = (line: string): void => {
    keeper().stdin?.write(`${line}\n`);
  };
  return {
    watch: (group) => say(`+${group}`),
    release: (group) => say(`-${group}`),
    folder: say,
    pid: () => keeper().pid ?? process.pid,
    close: async () => {
      const ending = running;
      running = undefined;
      if (!ending || ending.exitCode !== null) return;
      await new Promise<void>((ended) => {
        ending.ref();
        ending.once('close', () => ended());
        ending.stdin?.end();
      });
    },
  };
};

/** It stands in a session of its own and holds neither our folder nor our event loop. */
const begin = (grace: number): ChildProcess => {
  const child = spawn('sh', ['-c', script, 'sh', String(grace / 200)], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '/bin:/usr/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const forget = (): void => {};
  child.on('error', forget).unref();
  (child.stdin as Socket).on('error', forget).unref();
  return child;
};
