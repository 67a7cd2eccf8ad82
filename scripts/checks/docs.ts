import { dirname, join } from 'node:path/posix';
import { type Finding, finding, type Place } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Files } from '../core/world.ts';
import type { Sought } from './files.ts';

/** A documentation page says what it must: a heading or sentence for each pattern, and its links resolve. */
export const pageSays =
  (page: string, sought: readonly Sought[]): Check =>
  async ({ files }) => {
    const text = await files.read(page);
    if (text === undefined)
      return [finding('docs/missing', `${page} is missing`, { remedy: `Restore it: \`git checkout -- ${page}\`.` })];
    const unsaid = sought
      .filter(({ pattern }) => !pattern.test(text))
      .map(({ what }) =>
        finding('docs/missing', `${page} does not say ${what}`, { at: { file: page, line: 1, column: 1 } }),
      );
    return [...unsaid, ...(await deadLinks(files, page, text))];
  };

/** The pages of the project: those at its top, those below docs/, and each README of a chart and of an application. */
export const projectPages = async ({ list }: Files): Promise<readonly string[]> => {
  const [docs, helm] = await Promise.all([list('docs'), list('helm')]);
  const below = [...docs, ...helm].map(({ path }) => path).filter((path) => path.endsWith('.md'));
  return [...own, ...below];
};

const own = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'tasks.md', 'backend/README.md', 'frontend/README.md'];

/** No link of these pages leads nowhere: files and headings are looked for, addresses elsewhere are only read. */
export const linksResolve =
  (pagesOf: (files: Files) => Promise<readonly string[]>): Check =>
  async ({ files }) => {
    const pages = await pagesOf(files);
    const found = await Promise.all(pages.map(async (page) => deadLinks(files, page, (await files.read(page)) ?? '')));
    return found.flat();
  };

/** The constitution: the thirteen principles, each with what holds it. */
export const constitutionHeld: Check = async ({ files }) => {
  const page = 'docs/constitution.md';
  const text = (await files.read(page)) ?? '';
  const sections = text.split(/^## /m).slice(1);
  const numerals = ['0', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'];
  return numerals.flatMap((numeral) => {
    const section = sections.find((one) => new RegExp(`^(?:Principle )?${numeral}\\b`).test(one));
    if (!section) return [finding('docs/missing', `${page} lacks principle ${numeral}`)];
    return /Held by:?\**:?\s*\S/.test(section)
      ? []
      : [
          finding('docs/missing', `${page} does not say what holds principle ${numeral}`, {
            remedy: 'Add a line `Held by:` with the task or test that holds it.',
          }),
        ];
  });
};

/** The overlays that a page lists are the files that exist, and its layers stand in the order that the code has. */
export const overlaysListed =
  (page: string): Check =>
  async ({ files }) => {
    const text = (await files.read(page)) ?? '';
    const listed = new Set(
      [...text.matchAll(/`?(helm\/[a-z]+\/values-[a-z]+\.yaml)`?/g)].map((match) => match[1] ?? ''),
    );
    const existing = (await files.list('helm'))
      .map((entry) => entry.path)
      .filter((path) => /^helm\/[a-z]+\/values-[a-z]+\.yaml$/.test(path));
    return [
      ...existing
        .filter((path) => !listed.has(path))
        .map((path) =>
          finding('docs/unlike', `${page} does not list the overlay ${path}`, {
            at: placeOf(page, text, [...listed].at(-1) ?? ''),
            remedy: `Add ${path} to the list of ${page}.`,
          }),
        ),
      ...[...listed]
        .filter((path) => !existing.includes(path))
        .map((path) =>
          finding('docs/unlike', `${page} lists ${path}, which does not exist`, { at: placeOf(page, text, path) }),
        ),
      ...(existing.length === 0 ? [finding('docs/unlike', 'helm/ holds no values-*.yaml overlay')] : []),
    ];
  };

const deadLinks = async (files: Files, page: string, text: string): Promise<Finding[]> => {
  const links = [...text.matchAll(/\[[^\]]*\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  const dead: Finding[] = [];
  for (const link of new Set(links)) {
    if (/^https:\/\/[a-z0-9.-]+\.[a-z]+(\/|$)/.test(link)) continue;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    const there = (await files.exists(target)) || (await files.list(target)).length > 0;
    const found = there && (!anchor || anchors((await files.read(target)) ?? '').includes(anchor));
    if (!found) dead.push(finding('docs/link', `${link} leads nowhere`, { at: placeOf(page, text, `(${link})`) }));
  }
  return dead;
};

/** Heading anchors as GitHub makes them. */
const anchors = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Where a text first stands in a file. */
export const placeOf = (file: string, text: string, needle: string): Place => {
  const before = text.slice(0, Math.max(0, text.indexOf(needle))).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return { file, line: before.length, column, endColumn: column + needle.length };
};
