import type { Subject } from '../diagnosis/diagnosis.ts';
import { type Cause, isCause } from './causes.ts';

/** Which of our causes a text names, or why it names none. */
export type Verdict =
  | { readonly kind: 'named'; readonly code: Cause; readonly object: Subject }
  | { readonly kind: 'unnamed'; readonly why: string };

/**
 * Reads the one line that `taskOf` asks for. The mark shows that it was written for this question: a line that was copied
 * from a log cannot have it. Nothing is guessed from prose.
 */
export const verdictOf = (text: string, mark: string): Verdict => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('{') && line.includes(mark));
  const [line, ...more] = lines;
  if (line === undefined) return unnamed('it has no line of the form that was asked for');
  if (more.length > 0) return unnamed(`it has ${lines.length} lines of the form that was asked for`);
  const read = objectOf(line);
  const fields = Object.keys(read).toSorted().join(' ');
  if (read.reply !== mark) return unnamed('its line is not in the form that was asked for');
  if (fields === 'code reply' && read.code === 'none') return unnamed('it says that none of them is the cause');
  const { code, kind, name } = read;
  if (fields !== 'code kind name reply' || !isText(code) || !isKind(kind) || !isName(name))
    return unnamed('its line is not in the form that was asked for');
  return isCause(code)
    ? { kind: 'named', code, object: { kind, name } }
    : unnamed('its code is none of those that were given');
};

const unnamed = (why: string): Verdict => ({ kind: 'unnamed', why });

const objectOf = (line: string): Readonly<Record<string, unknown>> => {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isKind = (value: unknown): value is string => isText(value) && /^[A-Z][A-Za-z]{1,40}$/.test(value);
const isName = (value: unknown): value is string =>
  isText(value) && /^[a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?$/.test(value);
