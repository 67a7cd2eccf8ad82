import { type Finding, finding } from '../core/finding.ts';
import { partOf, startOf, withPart } from '../core/markdown.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** What is written from something else: a text, from files where it needs them. */
type Make = (files: Files) => string | Promise<string>;

/** A page is, as a whole, what is written from something else. */
export const fileGenerated =
  (page: string, make: Make): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const text = await files.read(page);
    return text === undefined ? [missing(page)] : compared(page, text, await make(files));
  };

/** A part of a page, between the comments that name it, is what is written from something else. */
export const partGenerated =
  (page: string, part: string, make: Make): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const text = await files.read(page);
    if (text === undefined) return [missing(page)];
    if (partOf(text, part) === undefined)
      return [
        finding('docs/missing', `${page} has no part ${startOf(part)}`, { at: { file: page, line: 1, column: 1 } }),
      ];
    return compared(page, text, withPart(text, part, await make(files)));
  };

const missing = (page: string): Finding =>
  finding('docs/missing', `${page} is missing`, { remedy: `Restore it: \`git checkout -- ${page}\`.` });

/** The first line that differs; the rest follows from it. */
const compared = (page: string, text: string, made: string): readonly Finding[] => {
  const wanted = made.split('\n');
  const lines = text.split('\n');
  const count = Math.max(lines.length, wanted.length);
  const different = Array.from({ length: count }, (_, index) => index).find((index) => lines[index] !== wanted[index]);
  return different === undefined
    ? []
    : [
        finding('docs/stale', `${page} is not what is generated now`, {
          at: { file: page, line: Math.min(different + 1, lines.length), column: 1 },
          evidence: [{ source: 'this line would be', text: wanted[different] ?? '(none)' }],
        }),
      ];
};
