import { type Finding, finding } from '../core/finding.ts';
import { judged } from '../core/suppression.ts';
import type { ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';
import { type CopiedWord, contextSources } from '../images/copied.ts';
import { ignoreFindings, meansEverywhere } from '../images/ignore-rules.ts';
import { decidingLine, type IgnoreLine, ignoreLines } from '../images/ignorefile.ts';
import { type Sources, sourcesOf } from '../images/image.ts';
import { nearest } from '../images/nearest.ts';
import { sheetOf } from '../images/sheet.ts';
import { secretFile } from '../secrets/file.ts';
import { findSecrets } from '../secrets/find.ts';

/**
 * The .dockerignore keeps secrets, tests, dependencies and version control out, those that are there and those that could
 * be, and the application in; each of its lines does what it looks like, and all that COPY names is there and is sent.
 */
export const contextClean =
  (name: ImageName, needed: readonly string[]): Check =>
  async ({ files }) => {
    const file = `${name}/.dockerignore`;
    const text = await files.read(file);
    if (text === undefined)
      return [finding('source/missing', `${file} is missing`, { remedy: `Restore it: \`git checkout -- ${file}\`.` })];
    const lines = ignoreLines(file, text);
    const sources = await sourcesOf(files, name);
    const unreadable = lines.filter(({ malformed }) => malformed).map(meantBy);
    const unwantedHere = [...(await secretsSent(files, sources)), ...unwanted, ...installed[name]]
      .filter(({ path }, index, all) => isSent(lines, path) && all.findIndex((one) => one.path === path) === index)
      // What a line would keep out if it could be read is told at that line.
      .filter(({ path }) => !unreadable.some((line) => line?.matches(path)));
    const sent = together(lines, unwantedHere).map((some) => sentFinding(lines, file, some));
    const told = new Set(sent.map(({ at }) => at?.line));
    const misread = ignoreFindings(
      lines,
      sources.files.map(({ path }) => path),
    ).filter(({ at, related = [] }) => ![at, ...related.map((one) => one.at)].some((place) => told.has(place?.line)));
    const held = needed
      .filter((path) => !isSent(lines, path))
      .map((path) =>
        finding('source/unlike', `${file} keeps ${path} out of the image`, {
          at: decidingLine(lines, path)?.at ?? { file, line: 1, column: 1 },
          remedy: `Correct the line of ${file} that matches ${path}.`,
        }),
      );
    const missing = await copiesMissing(files, sources, lines);
    // A line that leaves out what COPY names is told where COPY names it.
    const toldByCopy = new Set(missing.flatMap(({ related = [] }) => related.map((one) => one.at.line)));
    const heldBack = held.filter(({ at }) => !toldByCopy.has(at?.line ?? 0));
    return [
      ...judged(
        file,
        text,
        [...sent, ...misread, ...heldBack],
        (code) => code.startsWith('ignore/') || code === 'secret/in-context',
      ),
      ...missing,
    ];
  };

/** The line that a malformed one was meant to be: a comment behind a pattern makes it another pattern. */
const meantBy = ({ pattern, at }: IgnoreLine): IgnoreLine | undefined =>
  ignoreLines(at.file, pattern.replace(/\s+#.*$/, ''))[0];

/** Paths that one line lets through, or that lack one line, are one mistake. */
const together = (lines: readonly IgnoreLine[], paths: readonly Unwanted[]): readonly (readonly Unwanted[])[] => [
  ...Map.groupBy(paths, ({ path, pattern }) => JSON.stringify([culpritOf(lines, path)?.at.line, pattern])).values(),
];

/** The line that brings a path back, or that would leave it out if it were read as .gitignore is. */
const culpritOf = (lines: readonly IgnoreLine[], path: string): IgnoreLine | undefined =>
  decidingLine(lines, path) ?? lines.find((line) => meansEverywhere(line, path));

/** A path in the build context that does not belong there, and the line of .dockerignore that keeps it out. */
type Unwanted = { readonly path: string; readonly pattern: string; readonly what?: string };

/** What could turn up in any working directory. */
const unwanted: readonly Unwanted[] = [
  { path: '.env', pattern: '**/.env*' },
  { path: '.env.local', pattern: '**/.env*' },
  { path: 'app/.env', pattern: '**/.env*' },
  { path: 'key.pem', pattern: '**/*.pem' },
  { path: '.git/config', pattern: '.git' },
  { path: 'tests/chat.test.ts', pattern: 'tests' },
];

/** Dependencies and build output of each application. */
const installed: Readonly<Record<ImageName, readonly Unwanted[]>> = {
  backend: [
    { path: '.venv/bin/python', pattern: '**/.venv' },
    { path: 'app/__pycache__/main.cpython-311.pyc', pattern: '**/__pycache__' },
  ],
  frontend: [
    { path: 'node_modules/next/package.json', pattern: '**/node_modules' },
    { path: '.next/server/page.js', pattern: '.next' },
  ],
};

const isSent = (lines: readonly IgnoreLine[], path: string): boolean => decidingLine(lines, path)?.negated !== false;

/** The files that are really there, are secrets by their names, and would be sent. */
const secretsSent = async (files: Files, { directory, files: sent }: Sources): Promise<readonly Unwanted[]> => {
  const found = sent.map(async ({ path }): Promise<readonly Unwanted[]> => {
    const kind = secretFile(path);
    if (!kind) return [];
    if (kind.ifItHolds) {
      const held = await findSecrets(path, (await files.read(`${directory}/${path}`)) ?? '');
      if (!held.some(({ code }) => code.startsWith('secret/'))) return [];
    }
    return [{ path, pattern: kind.pattern, what: kind.what }];
  });
  return (await Promise.all(found)).flat();
};

/** At the line that is to blame; where one is missing, at the first of the file. */
const sentFinding = (lines: readonly IgnoreLine[], file: string, some: readonly Unwanted[]): Finding => {
  const [{ path, pattern, what } = { path: '', pattern: '' }] = some;
  const paths = some.map((one) => one.path).join(', ');
  const back = decidingLine(lines, path);
  const culprit = culpritOf(lines, path);
  const why = back
    ? `, for !${back.pattern} brings it back`
    : culprit
      ? `, for ${culprit.pattern} matches at the top only`
      : '';
  return finding('secret/in-context', `${file} lets ${paths} into the build context${what ? ` (${what})` : ''}${why}`, {
    at: culprit?.at ?? { file, line: 1, column: 1 },
    remedy: back ? `Remove the line \`!${back.pattern}\` of ${file}.` : `Add the line \`${pattern}\` to ${file}.`,
  });
};

/** COPY fails on what is not in the build context: because it is not there, or because .dockerignore leaves it out. */
const copiesMissing = async (
  files: Files,
  { directory, files: sent }: Sources,
  lines: readonly IgnoreLine[],
): Promise<readonly Finding[]> => {
  const file = `${directory}/Dockerfile`;
  const text = (await files.read(file)) ?? '';
  const isThere = (path: string): boolean => sent.some((one) => one.path === path || one.path.startsWith(`${path}/`));
  const missing = contextSources(sheetOf(file, text))
    .filter(({ text: path }) => !isThere(path))
    .map(async (source) =>
      (await files.exists(`${directory}/${source.text}`))
        ? ignoredFinding(lines, directory, source)
        : absentFinding(
            sent.map(({ path }) => path),
            directory,
            source,
          ),
    );
  const codes = new Set(['dockerfile/CopyIgnoredFile', 'dockerfile/copy-absent']);
  return judged(file, text, await Promise.all(missing), (code) => codes.has(code));
};

const ignoredFinding = (lines: readonly IgnoreLine[], directory: string, { text: path, at }: CopiedWord): Finding => {
  const line = decidingLine(lines, path) ?? lines.find(({ negated, pattern }) => !negated && pattern.startsWith(path));
  return finding('dockerfile/CopyIgnoredFile', `COPY names ${path}, and ${directory}/.dockerignore leaves it out`, {
    at,
    ...(line ? { related: [{ at: line.at, message: `${line.pattern} leaves it out` }] } : {}),
    remedy: line
      ? `Remove \`${line.pattern}\` from ${directory}/.dockerignore, or add \`!${path}\` below it.`
      : `Put files into ${directory}/${path}.`,
  });
};

const absentFinding = (sent: readonly string[], directory: string, { text: path, at }: CopiedWord): Finding => {
  const all = new Set(
    sent.flatMap((one) => one.split('/').map((_, index, parts) => parts.slice(0, index + 1).join('/'))),
  );
  const near = nearest(path, [...all]);
  return finding('dockerfile/copy-absent', `COPY names ${path}, and ${directory} has no such file or folder`, {
    at,
    remedy: near ? `Write ${near} if you meant that.` : `Add ${directory}/${path}, or remove it from the line.`,
  });
};
