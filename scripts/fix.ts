import { mend } from './core/edits.ts';
import { type Finding, findingOf } from './core/finding.ts';
import type { Files } from './core/world.ts';
import type { Fixed } from './ui/report.ts';

/** What --fix did, and what kept it from writing a file. */
export type Mending = { readonly fixed: Fixed; readonly findings: readonly Finding[] };

/**
 * Makes the edits that findings carry. A file is left alone when it is no plain text file, or was changed after `since`
 * (milliseconds since the epoch): the places of findings are those of the text that was read.
 */
export const fixFindings = async (files: Files, findings: readonly Finding[], since: number): Promise<Mending> => {
  const editable = findings.filter((one) => one.fix && one.fix.length > 0);
  const paths = [...new Set(editable.flatMap(filesOf))].toSorted();
  const sources = new Map(
    await Promise.all(paths.map(async (path) => [path, await open(files, path, since)] as const)),
  );
  const texts = new Map([...sources].flatMap(([path, source]) => ('text' in source ? [[path, source.text]] : [])));
  const {
    texts: mended,
    fixed,
    left,
  } = mend(
    texts,
    editable.filter((one) => filesOf(one).every((path) => texts.has(path))),
  );
  const written: string[] = [];
  const unwritten: Finding[] = [];
  for (const [path, text] of mended) {
    const source = sources.get(path);
    if (!source || 'why' in source) continue;
    try {
      await files.write(path, source.mark + text, source.mode);
      written.push(path);
    } catch (thrown) {
      unwritten.push(findingOf(thrown));
    }
  }
  const closed = [...sources].flatMap(([path, source]) => ('why' in source ? [`${path}: ${source.why}`] : []));
  return {
    fixed: {
      findings: fixed.filter((one) => filesOf(one).every((path) => written.includes(path))).length,
      files: written,
      left: [...closed, ...left.map((one) => `${nameOf(one)}: another change touches it; run --fix once more`)],
    },
    findings: unwritten,
  };
};

/** A text file without its byte order mark, or why it is none to write to. */
type Source = { readonly text: string; readonly mark: string; readonly mode: number } | { readonly why: string };

const open = async (files: Files, path: string, since: number): Promise<Source> => {
  const stat = await files.stat(path);
  if (!stat) return { why: 'it is no plain file' };
  if (stat.changed > since) return { why: 'it was changed while it was read' };
  try {
    const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await files.bytes(path));
    const text = whole.replace(/^\uFEFF/, '');
    return { text, mark: whole.slice(0, whole.length - text.length), mode: stat.mode };
  } catch {
    return { why: 'it is not UTF-8' };
  }
};

const filesOf = ({ fix = [] }: Finding): readonly string[] => fix.map(({ at }) => at.file);

const nameOf = ({ code, at }: Finding): string => (at ? `${at.file}:${at.line}:${at.column} ${code}` : code);
