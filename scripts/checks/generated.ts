import { type Finding, finding } from '../core/finding.ts';
import { partOf, startOf, withPart } from '../core/markdown.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';

/** A part of a page is what is written from something else: the text that `make` gives, from files where it needs them. */
export const partGenerated =
  (page: string, part: string, make: (files: Files) => string | Promise<string>): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const text = await files.read(page);
    if (text === undefined)
      return [finding('docs/missing', `${page} is missing`, { remedy: `Restore it: \`git checkout -- ${page}\`.` })];
    if (partOf(text, part) === undefined)
      return [
        finding('docs/missing', `${page} has no part ${startOf(part)}`, { at: { file: page, line: 1, column: 1 } }),
      ];
    const lines = text.split('\n');
    const wanted = withPart(text, part, await make(files)).split('\n');
    const different = lines.findIndex((line, index) => line !== wanted[index]);
    return different === -1 ? [] : [stale(page, different + 1, wanted[different])];
  };

const stale = (file: string, line: number, wanted = ''): Finding =>
  finding('docs/stale', `${file} is not what is generated now`, {
    at: { file, line, column: 1 },
    evidence: [{ source: 'this line would be', text: wanted }],
  });
