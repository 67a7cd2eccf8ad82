import { problem } from '../../core/finding.ts';
import type {
  BackgroundProgram,
  FileEntry,
  Files,
  Ground,
  Holder,
  LockName,
  PortHolder,
  ProcessMark,
  Said,
  Word,
} from '../../core/world.ts';

/** What is different from a machine on which everything succeeds. */
export type MachineSetup = {
  readonly free?: number;
  /** Another run that is changing the deployment. */
  readonly busy?: () => Holder | undefined;
  /** Programs that fail. */
  readonly fails?: readonly string[];
  readonly holders?: Readonly<Record<number, PortHolder>>;
  /** Status of the readiness probe. */
  readonly answers?: () => number;
  readonly dies?: (program: BackgroundProgram) => boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
};

/** A machine in memory, with a backend to build, on which time passes only while somebody sleeps. */
export const memoryMachine = (setup: MachineSetup = {}) => {
  const files = new Map([
    ['backend/Dockerfile', 'FROM python\nWORKDIR /app\nCOPY . .\nCMD ["uvicorn", "--port", "8000"]\n'],
    ['backend/requirements.txt', 'fastapi==1\n'],
  ]);
  const [commands, planned, hidden]: [string[], string[], string[]] = [[], [], []];
  const started: BackgroundProgram[] = [];
  const running = new Set<number>();
  let time = 0;

  const said = (words: readonly string[]): Said => {
    const failing = setup.fails?.find((name) => words.some((word) => word === name || word.endsWith(`/${name}`)));
    if (failing) return { code: 1, stdout: '', stderr: failing };
    const answers: Readonly<Record<string, string>> = {
      node: 'v24.1.0\n',
      python3: '["3.11.7", "/usr/bin/python3.11", true]',
      tail: 'last words\n',
    };
    const stdout = answers[words[0] ?? ''];
    return stdout === undefined ? { code: 127, stdout: '', stderr: '' } : { code: 0, stdout, stderr: '' };
  };
  const wordsOf = (pieces: TemplateStringsArray, values: readonly Word[]): readonly string[] =>
    pieces.flatMap((piece, index) => [
      ...piece.split(' ').filter(Boolean),
      ...[values[index] ?? []].flat().map(String),
    ]);
  const door = {
    read: async (pieces: TemplateStringsArray, ...values: readonly Word[]) => said(wordsOf(pieces, values)),
    write: async (pieces: TemplateStringsArray, ...values: readonly Word[]) => {
      const words = wordsOf(pieces, values);
      commands.push(words.join(' '));
      const { code, stderr } = said(words);
      if (code === 1)
        throw problem('tool/failed', `${stderr} failed`, { evidence: [{ source: stderr, text: `${stderr} says no` }] });
      if (words[0] === 'mv') move(files, words[1] ?? '', words[2] ?? '');
    },
  };
  const ground = {
    sh: { ...door, with: () => door },
    files: filesOf(files, setup.free ?? 10 * 1024 ** 3),
    http: async () => {
      const status = setup.answers?.() ?? 200;
      return { status, text: `answer ${status}`, headers: {}, cookies: [] };
    },
    processes: {
      start: async (program: BackgroundProgram, keep: (mark: ProcessMark) => Promise<unknown>) => {
        const pid = 100 + started.push(program);
        if (!setup.dies?.(program)) running.add(pid);
        return keep({ pid, started: 'now' });
      },
      alive: async ({ pid }: { readonly pid: number }) => running.has(pid),
      stop: async ({ pid }: { readonly pid: number }) => void running.delete(pid),
      holder: async (port: number) => setup.holders?.[port],
      claim: async ({ name }: LockName) => {
        const holder = setup.busy?.();
        if (!holder) files.set(`.local/${name}`, '');
        return holder;
      },
      release: async ({ name }: LockName) => void files.delete(`.local/${name}`),
    },
    say: {
      progress: () => {},
      note: () => {},
      planned: (line: string) => planned.push(line),
      plannedLines: () => planned,
    },
    hide: (value: { readonly reveal: () => string }) => hidden.push(value.reveal()),
    clock: {
      now: () => time,
      sleep: async (ms: number) => {
        time += ms;
      },
    },
    signal: new AbortController().signal,
    config: { dryRun: setup.dryRun ?? false, force: setup.force ?? false },
  } as unknown as Ground;
  return { ground, files, commands, planned, hidden, started, running, now: () => time };
};

const below = (directory: string) => (path: string) => path === directory || path.startsWith(`${directory}/`);

const move = (files: Map<string, string>, from: string, to: string): void => {
  for (const [path, text] of [...files].filter(([path]) => below(from)(path))) {
    files.delete(path);
    files.set(to + path.slice(from.length), text);
  }
};

const filesOf = (files: Map<string, string>, free: number): Files => ({
  read: async (path) => files.get(path),
  bytes: async (path) => new TextEncoder().encode(files.get(path)),
  list: async (directory, skip = () => false): Promise<readonly FileEntry[]> =>
    [...files.keys()]
      .filter((path) => path.startsWith(`${directory}/`) && !pathsTo(path, directory).some((one) => skip(one)))
      .toSorted()
      .map((path) => ({ path, mode: 0o644 })),
  links: async () => [],
  exists: async (path) => [...files.keys()].some(below(path)),
  stat: async (path) => (files.has(path) ? { mode: 0o644, changed: 0 } : undefined),
  write: async (path, text) => void files.set(path, String(text)),
  remove: async (path) => {
    for (const one of [...files.keys()].filter(below(path))) files.delete(one);
  },
  copy: async (from, to) => void files.set(to, files.get(from) ?? ''),
  absolute: (path) => path,
  free: async () => free,
});

/** A path below a directory and the directories on the way to it. */
const pathsTo = (path: string, directory: string): readonly string[] => {
  const names = path.slice(directory.length + 1).split('/');
  return names.map((_, index) => [directory, ...names.slice(0, index + 1)].join('/'));
};
