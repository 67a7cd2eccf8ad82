import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, type YAMLMap } from 'yaml';
import type { PlainValue } from '../core/action.ts';
import type { Json, JsonMap } from '../core/charts.ts';
import { map } from '../core/json.ts';
import { resolvePlain } from '../values/scalar.ts';
import { readYaml } from '../values/yaml.ts';

/** One value to be written into a file of values. */
export type Setting = { readonly path: readonly string[]; readonly value: PlainValue };

/**
 * The text of a values file with one value set, and everything else, comments and order included, as it was. Undefined
 * where it is not certain that the edit does this and nothing else. An empty text becomes a file with that value.
 */
export const withValue = (text: string, { path, value }: Setting): string | undefined => {
  const before = readYaml('overlay', text);
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (before.findings.length > 0 || document.errors.length > 0) return undefined;
  const contents = document.contents as Node | null;
  const edited = isMap(contents)
    ? inMap(text, contents, path, value)
    : contents === null || isEmptyScalar(contents)
      ? added(text, text.length, lines(path, value, '', endOfLine(text)))
      : undefined;
  return edited !== undefined && isAlone(text, edited, { path, value }) ? edited : undefined;
};

const inMap = (text: string, node: YAMLMap, path: readonly string[], value: PlainValue): string | undefined => {
  const [key = '', ...rest] = path;
  const pair = (node.items as readonly Pair<Node, Node | null>[]).find(
    (one) => isScalar(one.key) && one.key.value === key,
  );
  if (!pair) return node.flow ? inBraces(text, node, path, value) : below(text, node, path, value);
  const { value: old } = pair;
  if (rest.length > 0 && isMap(old)) return inMap(text, old, rest, value);
  // An empty value is a null, which deletes what the chart has: what it becomes is for people to say.
  if (rest.length > 0) return undefined;
  const [start, end] = (isScalar(old) && old.range) || [];
  if (start === undefined || end === undefined || text.slice(start, end).includes('\n')) return undefined;
  const space = start === end && !/\s/.test(text.charAt(start - 1)) ? ' ' : '';
  return replaced(text, start, end, space + scalarText(value));
};

/** Behind the last entry of a map, indented as its first one. */
const below = (text: string, node: YAMLMap, path: readonly string[], value: PlainValue): string | undefined => {
  const start = (node.items[0]?.key as Node | undefined)?.range?.[0];
  const end = endOf(node);
  if (start === undefined || end === undefined) return undefined;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return /^ *$/.test(indent) ? added(text, lineEnd(text, end), lines(path, value, indent, endOfLine(text))) : undefined;
};

/** Before the closing brace. */
const inBraces = (text: string, node: YAMLMap, path: readonly string[], value: PlainValue): string | undefined => {
  const end = node.range?.[1];
  if (end === undefined || text.charAt(end - 1) !== '}') return undefined;
  const [key = '', ...rest] = path;
  const inner = [...rest].reverse().reduce((one, step) => `{${step}: ${one}}`, scalarText(value));
  const head = text.slice(0, end - 1).trimEnd();
  return `${head}${node.items.length > 0 ? ', ' : ''}${key}: ${inner}${text.slice(head.length)}`;
};

/** The offset behind the last thing that a node holds, comments after it apart. */
const endOf = (node: Node | null | undefined): number | undefined => {
  if (isMap(node) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1) as Pair<Node, Node | null>;
    return Math.max(endOf(last.value) ?? 0, last.key.range?.[1] ?? 0);
  }
  return isSeq(node) && !node.flow && node.items.length > 0 ? endOf(node.items.at(-1) as Node) : node?.range?.[1];
};

/** The begin of the next line; the offset itself where it is the begin of one. */
const lineEnd = (text: string, offset: number): number => {
  if (text.charAt(offset - 1) === '\n') return offset;
  const next = text.indexOf('\n', offset);
  return next < 0 ? text.length : next + 1;
};

const endOfLine = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

const lines = (path: readonly string[], value: PlainValue, indent: string, end: string): string =>
  path
    .map(
      (step, depth) =>
        `${indent}${'  '.repeat(depth)}${step}:${depth === path.length - 1 ? ` ${scalarText(value)}` : ''}${end}`,
    )
    .join('');

/** What is added at the end of a file begins a line there. */
const added = (text: string, offset: number, more: string): string =>
  replaced(text, offset, offset, offset > 0 && text.charAt(offset - 1) !== '\n' ? endOfLine(text) + more : more);

const replaced = (text: string, start: number, end: number, more: string): string =>
  text.slice(0, start) + more + text.slice(end);

/** A value as YAML: without quotes where it means itself without them. */
const scalarText = (value: PlainValue): string => {
  if (typeof value !== 'string') return String(value);
  const plain = resolvePlain(value);
  const isWord = /^[A-Za-z0-9/][\w./-]*$/.test(value) && 'value' in plain && plain.value === value;
  return isWord ? value : JSON.stringify(value);
};

const isEmptyScalar = (node: Node): boolean => isScalar(node) && node.value === '' && node.source === '';

/** True when the value is as wanted and all others are as before; no edit touches a comment. */
const isAlone = (before: string, after: string, { path, value }: Setting): boolean => {
  const [old, now] = [readYaml('overlay', before), readYaml('overlay', after)];
  return now.findings.length === 0 && JSON.stringify(now.value) === JSON.stringify(assigned(old.value, path, value));
};

/** Undefined where something that is no map stands in the way. */
const assigned = (
  values: Json | undefined,
  [key = '', ...rest]: readonly string[],
  value: Json,
): JsonMap | undefined => {
  if (typeof values !== 'object' && values !== undefined) return undefined;
  if (values === null || Array.isArray(values)) return undefined;
  const own = map(values);
  const inner = rest.length === 0 ? value : assigned(Object.hasOwn(own, key) ? own[key] : undefined, rest, value);
  return inner === undefined ? undefined : { ...own, [key]: inner };
};
