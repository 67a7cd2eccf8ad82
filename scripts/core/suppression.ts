import { type Finding, finding, type Place } from './finding.ts';

/** A comment `validate-ignore CODE: reason`: it silences that code on its own line, and on the next one when it stands alone. */
export type Suppression = {
  /** The code as written; empty when the comment names none. */
  readonly code: string;
  readonly reason: string;
  readonly at: Required<Place>;
  /** The lines (1-based) whose findings it silences. */
  readonly lines: readonly number[];
};

/** Findings that are left, and the suppressions that silenced one. */
export type Suppressed = { readonly findings: readonly Finding[]; readonly used: readonly Suppression[] };

/** The suppressions of a text, in the comment syntax of its file; none in a format without comments. */
export const suppressionsOf = (file: string, text: string): readonly Suppression[] => {
  const opener = openerOf(file);
  if (!opener || !text.includes(word)) return [];
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) => {
    const match = line.includes(word) ? opener.exec(line) : null;
    return match?.groups ? [{ match, groups: match.groups, index, alone: match.index === line.search(/\S/) }] : [];
  });
  const alone = new Set(found.filter((one) => one.alone).map((one) => one.index));
  return found.map(({ match, groups, index, alone: byItself }) => ({
    code: groups.code ?? '',
    reason: (groups.reason ?? '').trim(),
    at: {
      file,
      line: index + 1,
      column: match.index + 1,
      endLine: index + 1,
      endColumn: match.index + match[0].trimEnd().length + 1,
    },
    lines: byItself ? [index + 1, nextLine(index, alone, lines.length)] : [index + 1],
  }));
};

/** Takes out the silenced findings; `linesOf` gives every line at which a comment about a finding may stand. */
export const suppress = (
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  linesOf: (one: Finding) => readonly number[] = (one) => (one.at ? [one.at.line] : []),
): Suppressed => {
  const used = new Set<Suppression>();
  const left = findings.filter((one) => {
    const lines = linesOf(one);
    const silencing = suppressions.filter(
      ({ code, at, lines: covered }) =>
        code === one.code && at.file === one.at?.file && covered.some((line) => lines.includes(line)),
    );
    for (const suppression of silencing) used.add(suppression);
    return silencing.length === 0;
  });
  return { findings: left, used: [...used] };
};

/**
 * What is wrong with suppressions: no reason, or nothing that they silence. `mine` tells the codes that the caller can
 * make: of the others it does not know whether they are used.
 */
export const complaints = (
  suppressions: readonly Suppression[],
  used: readonly Suppression[],
  mine: (code: string) => boolean,
): readonly Finding[] =>
  suppressions
    .filter(({ code }) => mine(code))
    .flatMap((one) => [
      ...(one.reason === '' ? [withoutReason(one)] : []),
      ...(used.includes(one) ? [] : [unused(one)]),
    ]);

/** The findings of one text after its suppressions, with what is wrong with those about the caller's codes. */
export const judged = (
  file: string,
  text: string,
  findings: readonly Finding[],
  mine: (code: string) => boolean,
  linesOf?: (one: Finding) => readonly number[],
): readonly Finding[] => {
  const suppressions = suppressionsOf(file, text);
  if (suppressions.length === 0) return findings;
  const left = suppress(findings, suppressions, linesOf);
  return [...left.findings, ...complaints(suppressions, left.used, mine)];
};

/** True for a code that a comment can silence: a judgement about a text that a person may know better. */
export const canBeSilenced = (code: string): boolean => /^(?:manifest|policy|dockerfile|ignore|secret)\//.test(code);

const word = 'validate-ignore';

/** How a comment begins, by the ending of the file; a comment stands at the start of a line or after a space. */
const openers: readonly (readonly [files: RegExp, opener: string | undefined])[] = [
  [/\.(json|lock)$/, undefined],
  [/\.([cm]?[jt]sx?|go|rs|java|css)$/, String.raw`\/\/|\/\*`],
  [/\.(md|html?|svg|xml)$/, '<!--'],
  [/\.dockerignore$/, '^#'],
  [/\.(ya?ml|tpl|txt)$/, String.raw`#|\{\{-?\s*\/\*`],
];

const openerOf = (file: string): RegExp | undefined => {
  const known = openers.find(([files]) => files.test(file));
  const opener = known ? known[1] : '#';
  return opener === undefined
    ? undefined
    : new RegExp(
        String.raw`(?<=^|\s)(?:${opener})\s*${word}\b(?:\s+(?<code>[\w-]+\/[\w-]+))?(?:\s*:\s*(?<reason>.*?))?\s*(?:\*\/.*|-->.*)?$`,
      );
};

/** The line (1-based) after a comment that stands alone, further such comments left out. */
const nextLine = (index: number, alone: ReadonlySet<number>, count: number): number => {
  let next = index + 1;
  while (alone.has(next) && next < count) next += 1;
  return next + 1;
};

const withoutReason = ({ code, at }: Suppression): Finding =>
  finding('suppression/without-reason', `This comment silences ${code} and does not say why`, {
    at,
    remedy: `Write the reason behind a colon, \`${word} ${code}: reason\`, or remove the comment.`,
  });

const unused = ({ code, at }: Suppression): Finding =>
  finding('suppression/unused', code === '' ? 'This comment names no code, so it silences nothing' : nothingOf(code), {
    at,
    level: 'warning',
    remedy:
      code === '' || canBeSilenced(code)
        ? 'Remove the comment, or put it on the line of the finding or directly above it, with its code.'
        : 'Remove the comment.',
  });

const nothingOf = (code: string): string =>
  canBeSilenced(code) ? `Nothing here is found as ${code}` : `No comment can silence ${code}`;
