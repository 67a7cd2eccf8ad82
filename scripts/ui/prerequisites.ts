import { type Prerequisite, type Standing, standingOf } from '../core/prerequisite.ts';
import { findingText, type Look, painter } from './text.ts';

const words: Readonly<Record<Standing, string>> = { ok: 'ok', note: 'note', wrong: 'WRONG' };

/** Prerequisites for people: a line for each with what is there and what is wanted, and below it what to do. */
export const prerequisitesText = (all: readonly Prerequisite[], look: Look): string => {
  const paint = painter(look);
  const colors = { ok: paint.held, note: paint.planned, wrong: paint.failed } as const;
  const width = (part: (one: Prerequisite) => string): number => Math.max(...all.map((one) => part(one).length));
  const [names, founds] = [width(({ name }) => name), width(({ found }) => found)];
  return all
    .flatMap((one) => {
      const { name, found, wanted, findings } = one;
      const standing = standingOf(one);
      const line = `${colors[standing](words[standing].padEnd(6))}${name.padEnd(names)}  ${found.padEnd(founds)}  ${paint.dim(wanted)}`;
      return [line, ...findings.map((each) => indented(findingText(each, look)))];
    })
    .join('\n');
};

const indented = (text: string): string =>
  text
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n');
