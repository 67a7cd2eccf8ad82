import ignore from '@balena/dockerignore';
import type { Place } from '../core/finding.ts';

/** A line of .dockerignore that is a pattern, as Docker reads it: a comment is a line that begins with `#`. */
export type IgnoreLine = {
  /** Without `!` and the spaces around. */
  readonly pattern: string;
  /** It begins with `!`: what it matches is brought back. */
  readonly negated: boolean;
  readonly at: Required<Place>;
  /** Why Docker refuses it; such a line matches nothing here. */
  readonly malformed?: string;
  /** Whether it matches a path or a folder on the way to it. */
  readonly matches: (path: string) => boolean;
};

/** The patterns of a .dockerignore in order; of those that match a path the last one decides. */
export const ignoreLines = (file: string, text: string): readonly IgnoreLine[] =>
  text.split(/\r?\n/).flatMap((line, index): readonly IgnoreLine[] => {
    const whole = line.trim();
    if (whole === '' || line.startsWith('#')) return [];
    const negated = whole.startsWith('!');
    const pattern = negated ? whole.slice(1).trim() : whole;
    const column = line.indexOf(whole) + 1;
    const at = { file, line: index + 1, column, endLine: index + 1, endColumn: column + whole.length };
    const malformed = whyMalformed(pattern);
    const common = { pattern, negated, at };
    if (malformed) return [{ ...common, malformed, matches: () => false }];
    const rule = ignore.default({ ignorecase: false }).add([escaped(pattern)]);
    return [{ ...common, matches: (path) => rule.ignores(path) }];
  });

/** The line that decides about a path; undefined when none matches, and the path is sent. */
export const decidingLine = (lines: readonly IgnoreLine[], path: string): IgnoreLine | undefined =>
  lines.findLast((line) => line.matches(path));

/** Go's filepath.Match, which reads the patterns, knows these mistakes. */
const whyMalformed = (pattern: string): string | undefined => {
  if (pattern === '') return 'there is nothing behind the !';
  if (/\s#/.test(pattern)) return 'a comment has a line of its own, so this one is part of the pattern';
  const open = pattern.replaceAll(/\\./g, '').replaceAll(/\[\^?[^\]]+\]/g, '');
  if (open.includes('[')) return 'a [ is not closed';
  return /(?<!\\)(?:\\\\)*\\$/.test(pattern) ? 'it ends with a backslash' : undefined;
};

/** The library makes a regular expression of a pattern; signs that mean nothing to Docker must mean nothing there. */
const escaped = (pattern: string): string =>
  pattern.replaceAll(/\\.|\[[^\]]*\]|[+(){}|^]/g, (part) => (part.length > 1 ? part : `\\${part}`));
