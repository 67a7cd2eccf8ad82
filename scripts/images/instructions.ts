import type { Copy as CopyInstruction, Instruction } from 'dockerfile-ast';
import type { Place } from '../core/finding.ts';
import type { Command, Copy, Healthcheck } from './dockerfile.ts';

/** Where an instruction, or a part of one, stands, 1-based. */
export const placedIn = (file: string, part: Pick<Instruction, 'getRange'>): Place => {
  const { start, end } = part.getRange();
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
};

/** The words of CMD or ENTRYPOINT; what is no JSON list of strings is shell form, as Docker reads it. */
export const commandOf = (text: string, at: Place): Command => {
  const words = listOf(text.trim());
  return words ? { exec: true, argv: words, at } : { exec: false, argv: [text.trim()], at };
};

/** HEALTHCHECK NONE or HEALTHCHECK [options] CMD words. */
export const healthcheckOf = (instruction: Instruction, at: Place): Healthcheck => {
  const command = /^CMD\s+([\s\S]*)$/i.exec((instruction.getArgumentsContent() ?? '').trim());
  return command?.[1] ? { command: commandOf(command[1], at), at } : { at };
};

/** COPY or ADD with its words expanded by `lookup`; the last word is the destination. */
export const copyOf = (instruction: Instruction, at: Place, lookup: (name: string) => string | undefined): Copy => {
  const whole = (instruction.getArgumentsContent() ?? '').trim();
  // What a heredoc holds is no source: it stands below the words.
  const text = /^[^\n]*<<-?["']?\w/.test(whole) ? (whole.split('\n')[0] ?? '') : whole;
  const words = (listOf(text) ?? text.split(/\s+/)).map((word) =>
    word.replace(/\$\{?(\w+)\}?/g, (_, name: string) => lookup(name) ?? ''),
  );
  const kind = instruction.getKeyword() === 'ADD' ? 'ADD' : 'COPY';
  const from = kind === 'COPY' ? fromOf(instruction as CopyInstruction) : undefined;
  return { kind, ...(from ? { from } : {}), sources: words.slice(0, -1), destination: words.at(-1) ?? '', at };
};

/** `getFromFlag` of the parser sees --from only when it is the first flag. */
const fromOf = (instruction: CopyInstruction): string | undefined =>
  instruction
    .getFlags()
    .find((flag) => flag.getName() === 'from')
    ?.getValue() ?? undefined;

const listOf = (text: string): readonly string[] | undefined => {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.every((word) => typeof word === 'string') ? read : undefined;
  } catch {
    return undefined;
  }
};
