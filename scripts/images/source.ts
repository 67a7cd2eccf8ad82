import type { Instruction } from 'dockerfile-ast';
import { offsetOf, type Sheet } from './sheet.ts';

/** A piece of a Dockerfile in which what is not read is blank, so that every sign stays where it is. */
export type Source = { readonly text: string; readonly offset: number };

/** A variable in a text: its name, the sign behind it in braces (`-` of `${X:-y}`), and where `$` stands. */
export type Variable = {
  readonly name: string;
  readonly modifier?: string;
  readonly index: number;
  readonly length: number;
};

/** What stands behind the keyword, without comments, ends of continued lines and heredocs. */
export const argumentsOf = (sheet: Sheet, instruction: Instruction): Source => {
  const start = offsetOf(sheet, instruction.getInstructionRange().end);
  const raw = sheet.text.slice(start, offsetOf(sheet, instruction.getRange().end));
  const heredoc = /<<-?["']?\w/.test(raw) ? raw.indexOf('\n') : -1;
  return { text: joined(heredoc < 0 ? raw : raw.slice(0, heredoc), sheet.escape), offset: start };
};

/** What a RUN gives its shell: flags blank, a heredoc included without the line that ends it. */
export const scriptOf = (sheet: Sheet, instruction: Instruction): Source => {
  const start = offsetOf(sheet, instruction.getInstructionRange().end);
  const raw = sheet.text.slice(start, offsetOf(sheet, instruction.getRange().end));
  const bare = raw.replace(/^\s*(?:--\w+=\S+\s+)*/, blank);
  const heredoc = /^\s*<<-?["']?(\w+)["']?[^\n]*\n([\s\S]*?)\n?[ \t]*\1\s*$/.exec(bare)?.[2];
  if (heredoc !== undefined) {
    const from = bare.indexOf('\n') + 1;
    return { text: heredoc, offset: start + from };
  }
  return { text: joined(bare, sheet.escape), offset: start };
};

/** The text with what stands in quotes blank, but for `$(commands)` inside of double ones. */
export const unquoted = (text: string): string =>
  text.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/g, (part) => {
    if (part.length <= 2) return part;
    const inner = part.slice(1, -1);
    const kept = part.startsWith('"')
      ? inner.replace(/(\$\([^()]*\))|[^\r\n]/g, (sign, command) => command ?? (sign && ' '))
      : blank(inner);
    return part[0] + kept + part.at(-1);
  });

/** The variables that Docker replaces in a text: not behind the escape sign, and not in single quotes. */
export const variablesIn = (text: string, mark: string): readonly Variable[] => {
  const found: Variable[] = [];
  let single = false;
  let double = false;
  for (let index = 0; index < text.length; index += 1) {
    const sign = text[index];
    if (sign === mark) index += 1;
    else if (sign === "'" && !double) single = !single;
    else if (sign === '"' && !single) double = !double;
    else if (sign === '$' && !single) {
      const [whole, plain, braced, modifier] =
        /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-+?#%/]))?[^}]*\})/.exec(text.slice(index, index + 500)) ?? [];
      if (whole === undefined) continue;
      found.push({ name: plain ?? braced ?? '', ...(modifier ? { modifier } : {}), index, length: whole.length });
      index += whole.length - 1;
    }
  }
  return found;
};

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

/** Continued lines as one text of the same length: comments between them and the signs at their ends are blank. */
const joined = (text: string, mark: string): string => {
  const lines = text.split('\n');
  return lines
    .map((line, index) => {
      if (index > 0 && /^\s*#/.test(line)) return blank(line);
      const end = line.trimEnd();
      return end.endsWith(mark) ? `${end.slice(0, -1)}${' '.repeat(line.length - end.length + 1)}` : line;
    })
    .join(' ');
};
