/** HTML that is safe to be put into a page. */
export type Markup = { readonly markup: string };

type Value = string | number | Markup | readonly Markup[];

/** HTML from a template: whatever is no markup already is escaped, in text and in quoted attributes. */
export const html = (pieces: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  markup: pieces.map((piece, index) => piece + markupOf(values[index] ?? '')).join(''),
});

/** Several in a row, with a text between each two. */
export const joined = (all: readonly Markup[], between: string): Markup => ({
  markup: all.map(({ markup }) => markup).join(escaped(between)),
});

/** Nothing at all. */
export const nothing: Markup = { markup: '' };

/** HTML that this project wrote itself: a stylesheet, a script. */
export const trusted = (markup: string): Markup => ({ markup });

const markupOf = (value: Value): string => {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
};

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Control characters, also those that turn the direction of writing, would hide what stands there: they become a dot. */
const hidden = /[^\P{Cc}\t\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(hidden, '·')
    .replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? '');
