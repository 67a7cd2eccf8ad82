/** Why a command is no action: a sentence without its full stop. */
export type Reason = { readonly reason: string };

/** What stands behind the verb of a command. */
export type Arguments = { readonly words: readonly string[]; readonly flags: Readonly<Record<string, string>> };

/** Flags that a verb may have, by every way of writing them: what they mean, and whether a value follows. */
export type FlagTable = Readonly<Record<string, { readonly name: string; readonly takes: boolean }>>;

/** The namespace, in the forms that kubectl and helm share. */
export const namespaceFlag: FlagTable = {
  '-n': { name: 'namespace', takes: true },
  '--namespace': { name: 'namespace', takes: true },
};

/** Tells flags and other words apart; a flag that is not in the table, without its value or given twice is a reason. */
export const readArguments = (all: readonly string[], table: FlagTable): Arguments | Reason => {
  const words: string[] = [];
  const flags = new Map<string, string>();
  const rest = [...all];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    const { flag, inline } = split(word);
    const known = table[flag];
    if (!known) return { reason: `${flag} is no flag that a repair may have` };
    if (!known.takes && inline !== undefined) return { reason: `${flag} takes no value here` };
    const value = known.takes ? (inline ?? rest.shift()) : 'true';
    if (!value || (inline === undefined && value.startsWith('-'))) return { reason: `${flag} has no value` };
    if (flags.has(known.name)) return { reason: `${flag} is given twice` };
    flags.set(known.name, value);
  }
  return { words, flags: Object.fromEntries(flags) };
};

/** `--flag=value`, `-f=value` and `-fvalue`. */
const split = (word: string): { readonly flag: string; readonly inline: string | undefined } => {
  const equals = word.indexOf('=');
  if (equals > 0) return { flag: word.slice(0, equals), inline: word.slice(equals + 1) };
  return /^-[a-z]./.test(word) ? { flag: word.slice(0, 2), inline: word.slice(2) } : { flag: word, inline: undefined };
};
