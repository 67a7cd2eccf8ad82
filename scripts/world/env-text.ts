import { readEnvFile } from './dotenv.ts';

/**
 * The text of a .env with some settings set. A line that has the setting already, as .env.example has them all, gets its
 * value; others are added at the end. Comments, other lines and the way in which lines end stay.
 */
export const withSettings = (text: string, values: Readonly<Record<string, string>>): string => {
  const { values: present, places } = readEnvFile(text);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/(?<=\r\n|\n|\r(?!\n))/);
  const added: string[] = [];
  for (const [key, value] of Object.entries(values)) {
    const written = `${key}=${quoted(value)}`;
    // A value of several blank lines has no line to write it on.
    const at = present[key] === '' ? (places[key]?.line ?? 0) - 1 : -1;
    const line = lines[at];
    if (line === undefined) added.push(`${written}${ending}`);
    else
      lines[at] = line.replace(new RegExp(`${key}[ \\t]*=[^#\\r\\n]*(?=([#\\r\\n])?)`), (_, comment) =>
        comment === '#' ? `${written} ` : written,
      );
  }
  const before = lines.join('');
  return added.length === 0 || before === '' || /[\r\n]$/.test(before)
    ? before + added.join('')
    : before + ending + added.join('');
};

/** True for a value that dotenv reads back as it is: one that needs quotes and holds all of them it does not. */
export const fitsEnv = (value: string): boolean => readEnvFile(`A=${quoted(value)}`).values.A === value;

/** A value as dotenv reads it back: bare where that is safe in a shell too, else in the quote that it does not hold. */
const quoted = (value: string): string => {
  if (/^[\w:/@%+.,~-]*$/.test(value)) return value;
  const quote = ["'", '`'].find((one) => !value.includes(one) && !value.endsWith('\\'));
  return quote ? `${quote}${value}${quote}` : value;
};

const asked = /^# Asked by deploy --interactive, and left at the default: (.*)$/m;

/** The settings that a person was asked for and left at their defaults, as the text remembers them. */
export const leftAlone = (text: string): readonly string[] =>
  (asked.exec(text)?.[1] ?? '').split(/[,\s]+/).filter(Boolean);

/** The text that remembers also these, in a comment of one line, so that nobody is asked twice. */
export const withLeftAlone = (text: string, names: readonly string[]): string => {
  if (names.length === 0) return text;
  const all = [...new Set([...leftAlone(text), ...names])].join(', ');
  const line = `# Asked by deploy --interactive, and left at the default: ${all}`;
  if (asked.test(text)) return text.replace(asked, () => line);
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  return `${text}${text === '' || /[\r\n]$/.test(text) ? '' : ending}${line}${ending}`;
};
