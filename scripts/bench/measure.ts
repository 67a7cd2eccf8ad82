import { spawnSync } from 'node:child_process';

/** How long a program took over several runs, in milliseconds. */
export type Times = { readonly min: number; readonly median: number; readonly runs: number };

/** A program to be timed as a whole process; `allowed` are the exit codes that count as having done its work. */
export type Timed = {
  readonly name: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly allowed?: readonly number[];
};

/** Runs each program in turn, again and again, so that what else the machine does falls on all of them. Throws when one fails. */
export const race = (programs: readonly Timed[], runs: number): ReadonlyMap<string, Times> => {
  const taken = new Map(programs.map(({ name }) => [name, [] as number[]]));
  for (const program of programs) once(program); // caches, ours and theirs, are warm afterwards
  for (let run = 0; run < runs; run += 1)
    for (const program of programs) taken.get(program.name)?.push(once(program).ms);
  return new Map([...taken].map(([name, times]) => [name, summary(times)]));
};

/** Runs a program once and gives its time and what it said. */
export const once = ({ name, argv, cwd, env, allowed = [0] }: Timed) => {
  const [program = '', ...words] = argv;
  const began = performance.now();
  const said = spawnSync(program, words, { encoding: 'utf8', cwd, env: { ...process.env, ...env }, maxBuffer: 1e9 });
  const ms = performance.now() - began;
  if (said.error) throw new Error(`${name} cannot be started: ${said.error.message}`);
  if (!allowed.includes(said.status ?? -1))
    throw new Error(`${name} ended with ${said.status}:\n${(said.stderr || said.stdout).slice(0, 2000)}`);
  return { ms, code: said.status ?? -1, stdout: said.stdout, stderr: said.stderr };
};

/** Several times as their least and their middle one. */
export const summary = (times: readonly number[]): Times => {
  const sorted = [...times].sort((one, other) => one - other);
  return { min: sorted[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0, runs: sorted.length };
};

/** The times of programs that run one after the other. */
export const together = (all: readonly (Times | undefined)[]): Times => ({
  min: all.reduce((sum, one) => sum + (one?.min ?? 0), 0),
  median: all.reduce((sum, one) => sum + (one?.median ?? 0), 0),
  runs: all[0]?.runs ?? 0,
});
