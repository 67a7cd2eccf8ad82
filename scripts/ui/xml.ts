/** Attributes of an element, in their order. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An element whose children are elements, each on lines of its own. */
export const element = (name: string, attributes: Attributes, children: readonly string[]): string =>
  children.length === 0
    ? `<${opening(name, attributes)}/>`
    : [`<${opening(name, attributes)}>`, ...children, `</${name}>`].join('\n');

/** An element that holds a text. */
export const textElement = (name: string, attributes: Attributes, text: string): string =>
  `<${opening(name, attributes)}>${escaped(text)}</${name}>`;

const opening = (name: string, attributes: Attributes): string =>
  [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${quoted(String(value))}"`)].join(' ');

/** What XML 1.0 does not allow in any form (its production Char); half of a surrogate pair is not allowed either. */
const forbidden = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A bare carriage return would be read as a line feed. */
const escaped = (text: string): string =>
  text
    .replaceAll(forbidden, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');

/** White space other than blanks would be read as blanks in an attribute. */
const quoted = (text: string): string =>
  escaped(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
