import { type Finding, finding } from '../core/finding.ts';
import { secretFile } from '../secrets/file.ts';
import { decidingLine, type IgnoreLine, ignoreLines } from './ignorefile.ts';

/**
 * Lines of .dockerignore that do not do what they look like: Docker refuses them, they match at the top only where
 * .gitignore would match anywhere, a later line undoes them. `sent` are the files that would be sent, relative to its folder.
 */
export const ignoreFindings = (lines: readonly IgnoreLine[], sent: readonly string[]): readonly Finding[] =>
  lines.flatMap((line, index): readonly Finding[] => {
    if (line.malformed) return [malformed(line, line.malformed)];
    return line.negated ? withoutEffect(lines, line, index) : [...undone(lines, line), ...rootOnly(line, sent)];
  });

/** Whether a pattern without a slash would match a path below the top if it were read as .gitignore is. */
export const meansEverywhere = ({ pattern, negated, matches }: IgnoreLine, path: string): boolean =>
  !negated && !pattern.replace(/\/$/, '').includes('/') && path.split('/').slice(1).some(matches);

const malformed = ({ pattern, at }: IgnoreLine, why: string): Finding =>
  finding('ignore/malformed', `Docker cannot read ${pattern === '' ? 'this line' : pattern}: ${why}`, {
    at,
    remedy: /#/.test(pattern) ? 'Put the comment on a line of its own.' : 'Correct the pattern, or remove the line.',
  });

/** What lies in many folders of a project, so that leaving it out at the top only is never meant. */
const everywhere =
  /^(?:node_modules|__pycache__|\*\.py[cod]|\*\.py\[cod\]|\.?venv|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.DS_Store)\/?$/;

/** Secrets, and what really lies below and is sent, are errors; what could lie there one day is a warning. */
const rootOnly = (line: IgnoreLine, sent: readonly string[]): readonly Finding[] => {
  const { pattern, at } = line;
  const slashless = !pattern.replace(/\/$/, '').includes('/') && !/^(?:\*\*|[*?]+$)/.test(pattern);
  if (!slashless) return [];
  const isSecret = secretFile(witness(pattern)) !== undefined;
  const found = sent.find((path) => meansEverywhere(line, path));
  const usual = isSecret || everywhere.test(pattern);
  if (found === undefined && !usual) return [];
  const below = found === undefined ? `a folder's own ${pattern} is sent` : `${found} is sent`;
  return [
    finding('ignore/root-only', `${pattern} leaves out the one at the top only; ${below}`, {
      at,
      ...(isSecret || (usual && found !== undefined) ? {} : { level: 'warning' }),
      fix: [{ at: { ...at, endLine: at.line, endColumn: at.column }, text: '**/' }],
      remedy: `Write \`**/${pattern}\`, or \`/${pattern}\` if only the top is meant.`,
    }),
  ];
};

const undone = (lines: readonly IgnoreLine[], line: IgnoreLine): readonly Finding[] => {
  const path = witness(line.pattern);
  const last = decidingLine(lines, path);
  if (!last?.negated) return [];
  return [
    finding('ignore/re-included', `${line.pattern} leaves out nothing, for !${last.pattern} brings it back`, {
      at: line.at,
      related: [{ at: last.at, message: 'this line comes later, and the last one decides' }],
      ...(secretFile(path) ? {} : { level: 'warning' }),
      remedy: `Remove \`!${last.pattern}\` on line ${last.at.line}, or this line.`,
    }),
  ];
};

const withoutEffect = (lines: readonly IgnoreLine[], line: IgnoreLine, index: number): readonly Finding[] => {
  const path = witness(line.pattern);
  const last = decidingLine(lines, path);
  const what = `!${line.pattern}`;
  if (last && !last.negated)
    return [
      finding(
        'ignore/no-effect',
        `${what} brings nothing back, for ${last.pattern} comes later and leaves it out again`,
        {
          at: line.at,
          related: [{ at: last.at, message: 'this line decides' }],
          level: 'warning',
          remedy: `Move the line below line ${last.at.line}.`,
        },
      ),
    ];
  const above = lines.slice(0, index).filter(({ negated }) => !negated);
  if (isPattern(line.pattern) || above.some((other) => other.matches(path) || reaches(other.pattern, path))) return [];
  return [
    finding('ignore/no-effect', `${what} brings nothing back, for no line above leaves it out`, {
      at: line.at,
      level: 'warning',
      remedy: 'Remove the line, or put it below the one that leaves the files out.',
    }),
  ];
};

const isPattern = (pattern: string): boolean => /[*?[\\]/.test(pattern);

/** Whether a pattern may match something below a path, if that is a folder; a name with an ending is a file. */
const reaches = (pattern: string, path: string): boolean => {
  if (/\.\w+$/.test(path)) return false;
  const depth = path.split('/').length;
  const parts = clean(pattern).split('/');
  if (parts.includes('**')) return true;
  const above = ignoreLines('', parts.slice(0, depth).join('/'))[0];
  return parts.length > depth && above?.matches(path) === true;
};

const clean = (pattern: string): string => pattern.replace(/^(?:\.?\/)+/, '').replace(/\/$/, '');

/** A path that a pattern matches, of letters that no other pattern is likely to have. */
const witness = (pattern: string): string =>
  clean(pattern)
    .replaceAll(/\*\*\/|^\*\*$/g, (part) => (part === '**' ? 'zqz' : ''))
    .replaceAll(/\[\^?(.)[^\]]*\]/g, '$1')
    .replaceAll(/\*+|\?/g, 'zqz');
