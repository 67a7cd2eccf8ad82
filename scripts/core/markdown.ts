/** The line above a part of a page that is written from something else; the part ends at `<!-- NAME:end -->`. */
export const startOf = (name: string): string => `<!-- ${name}:start -->`;

/** The text between the markers of a part; undefined when the page has none. */
export const partOf = (page: string, name: string): string | undefined =>
  page.split(startOf(name))[1]?.split(endOf(name))[0];

/** The page with another text between the markers of a part; unchanged when it has none. */
export const withPart = (page: string, name: string, text: string): string => {
  const before = partOf(page, name);
  if (before === undefined) return page;
  const [start, end] = [startOf(name), endOf(name)];
  return page.replace(`${start}${before}${end}`, () => `${start}\n${text}\n${end}`);
};

/** A table: its head, then its rows, each of as many cells. */
export const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [rowOf(head), `|${head.map(() => '---|').join('')}`, ...rows.map(rowOf)].join('\n');

/** Plain text as Markdown shows it unchanged; what stands in backquotes is code already. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[<*]/g, '\\$&')))
    .join('');

const endOf = (name: string): string => `<!-- ${name}:end -->`;

/** A cell ends at a bar, also inside of code. */
const rowOf = (cells: readonly string[]): string => `| ${cells.map((one) => one.replaceAll('|', '\\|')).join(' | ')} |`;
