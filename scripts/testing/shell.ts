import { type Finding, Problem, problem } from '../core/finding.ts';
import type { Said, Shell, ShellOptions, Stream, Word } from '../core/world.ts';

/** One command that a test saw. */
export type Ran = { readonly verb: 'read' | 'write' | 'stream'; readonly text: string; readonly options: ShellOptions };

/** An answer: standard output of a success, parts of what was said, or made from the command. */
type Scripted = string | Partial<Said> | ((ran: Ran) => string | Partial<Said>);

/** Commands and their answers, the first that fits counts: a text in which `*` is anything, or a pattern. */
export type Script = readonly (readonly [command: string | RegExp, answer: Scripted])[];

/** What the shell in memory needs of its world. */
type Around = { readonly dryRun: boolean; readonly planned: (line: string) => void };

/** A door with scripted programs behind it; a command that the script does not have throws. */
export const scriptedShell = (
  script: Script,
  { dryRun, planned }: Around,
): { readonly sh: Shell; readonly ran: readonly Ran[] } => {
  const ran: Ran[] = [];
  const refused = new Map<string, Finding>();

  const admit = (text: string): void => {
    const why = refused.get(text.split(' ')[0] ?? '');
    if (why) throw new Problem(why);
  };
  const perform = (one: Ran): Said => {
    admit(one.text);
    ran.push(one);
    const found = script.find(([command]) => fits(command, one.text));
    if (!found) throw new Error(`unexpected command: ${one.text}`);
    const answer = typeof found[1] === 'function' ? found[1](one) : found[1];
    const said = { code: 0, stdout: '', stderr: '', ...(typeof answer === 'string' ? { stdout: answer } : answer) };
    for (const line of linesOf(said.stdout)) one.options.line?.(line);
    return said;
  };
  const write = async (text: string, options: ShellOptions): Promise<void> => {
    admit(text);
    if (dryRun) return planned(`run ${text}`);
    const said = perform({ verb: 'write', text, options });
    if (said.code !== 0)
      throw problem('tool/failed', `\`${text}\` ended with exit code ${said.code}: ${said.stderr.trim()}`, {
        evidence: [{ source: text, text: said.stderr }],
      });
  };
  const stream = (text: string, options: ShellOptions): Stream => {
    const said = perform({ verb: 'stream', text, options });
    const ended = Promise.resolve(said);
    return { lines: each(linesOf(said.stdout)), ended, stop: () => ended };
  };
  const doorWith = (options: ShellOptions): Omit<Shell, 'with' | 'refuse'> => ({
    read: async (pieces, ...values) => perform({ verb: 'read', text: textOf(pieces, values), options }),
    write: (pieces, ...values) => write(textOf(pieces, values), options),
    stream: (pieces, ...values) => stream(textOf(pieces, values), options),
  });
  const refuse: Shell['refuse'] = (program, why) => {
    refused.set(program, why);
  };
  return { sh: { ...doorWith({}), with: doorWith, refuse }, ran };
};

/** The command in one line without quotes: a test writes it as it reads. */
const textOf = (pieces: readonly string[], values: readonly Word[]): string =>
  pieces
    .map((piece, index) => piece + wordText(values[index]))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();

const wordText = (value: Word | undefined): string =>
  typeof value === 'object' ? value.join(' ') : String(value ?? '');

const fits = (command: string | RegExp, text: string): boolean =>
  typeof command === 'string' ? pattern(command).test(text) : command.test(text);

const pattern = (command: string): RegExp =>
  new RegExp(
    `^${command
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
