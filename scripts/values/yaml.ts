import { type Document, isCollection, isMap, isScalar, type Node, parseAllDocuments, visit } from 'yaml';
import type { JsonMap } from '../core/charts.ts';
import { type Details, type Finding, finding, type Place } from '../core/finding.ts';
import { overlaid } from './coalesce.ts';
import { faultOf } from './faults.ts';
import { isAnchorName, readMap, spot } from './nodes.ts';
import { type Placer, placer } from './position.ts';
import { resolvePlain } from './scalar.ts';
import { emptyMap, type MapNode, nodeAt, type Path, toJsonMap } from './tree.ts';

/** A values file as Helm reads it. */
export type Reading = {
  readonly root: MapNode;
  readonly value: JsonMap;
  /** values/unreadable, each with its place; after an error of syntax `root` is empty. */
  readonly findings: readonly Finding[];
  /** Where the value at a path stands. */
  readonly placeOf: (path: Path) => Place | undefined;
};

/**
 * Reads a values file as Helm does, stricter where Helm is silent: a duplicate key and a second document are reported.
 * Never throws.
 */
export const readYaml = (file: string, text: string): Reading => {
  const key = `${file}\0${text}`;
  const known = readings.get(key);
  if (known) return known;
  const reading = read(file, text);
  if (readings.size < mostReadings) readings.set(key, reading);
  return reading;
};

/** A memory of pure results: the same few files are asked about by many tasks. */
const readings = new Map<string, Reading>();
const mostReadings = 500;

const read = (file: string, text: string): Reading => {
  const place = placer(file, text);
  if (text.length > largest) return { ...tooLarge(place), value: {}, placeOf: () => undefined };
  const [stray] = strays
    .map(({ form, ...words }) => ({ at: text.search(form), ...words }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at);
  const result = stray
    ? broken(stray.message, place(stray.at, stray.at + 1), stray.remedy(file))
    : documents(text, place);
  return { ...result, value: toJsonMap(result.root), placeOf: (path) => nodeAt(result.root, path)?.place };
};

type Read = Pick<Reading, 'root' | 'findings'>;

/** What Helm takes of a file in a chart (helm pkg/chart/loader/archive: MaxDecompressedFileSize). */
const largest = 5 * 1024 * 1024;

const tooLarge = (place: Placer): Read =>
  broken(
    'The file has more than 5 MiB, and Helm takes no such file in a chart',
    place(0, 0),
    'Move what is data out of it: values are to be read by people.',
  );

/** What go-yaml refuses: bytes that are no UTF-8 (read as U+FFFD), C0 controls other than tab and line ends, and DEL. */
const strays = [
  {
    form: /\ufffd/,
    message: 'The file is no text in UTF-8',
    remedy: (file: string) => `Save it as UTF-8; \`iconv -f latin1 -t utf8 ${file}\` turns Latin-1 into it.`,
  },
  {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    form: /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/,
    message: 'A control character stands in the file',
    remedy: () => 'Remove it, or write it as an escape inside double quotes.',
  },
] as const;

const documents = (text: string, place: Placer): Read => {
  const parsed = parseAllDocuments(text, options) as readonly Document[];
  const readings = parsed.map((document, index) => documentOf(document, text, place, index));
  const several = parsed
    .slice(1, 2)
    .filter(({ directives }) => directives?.docStart)
    .map((document) => severalDocuments(document, place));
  const tab = readings.some((reading) => reading.findings.length > 0) ? undefined : tabIndent(parsed, text);
  if (tab !== undefined)
    return broken('A tab stands where the line is indented', place(tab, tab + 1), 'Indent with spaces.');
  return {
    root: readings.map((reading) => reading.root).reduce(overlaid, emptyMap),
    findings: [...readings.flatMap((reading) => reading.findings), ...several],
  };
};

/**
 * go-yaml takes no tab before what begins a line, also before a comment or nothing, nor behind the dash of an item, nor in
 * the indentation of a block scalar. Elsewhere in scalars and in braces and brackets tabs are fine.
 */
const tabIndent = (parsed: readonly Document[], text: string): number | undefined => {
  const tabs = [...text.matchAll(/^ *(?:- +)*-? *\t/gm)].map((match) => match.index + match[0].length - 1);
  if (tabs.length === 0) return undefined;
  const closed: (readonly [number, number])[] = [];
  const inBlocks: number[] = [];
  const keep = (_: unknown, node: Node): void => {
    if (!node.range || !(isScalar(node) || (isCollection(node) && node.flow))) return;
    closed.push([node.range[0], node.range[1]]);
    if (isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'))
      inBlocks.push(...blockTabs(text, node.range[0], node.range[1]));
  };
  for (const document of parsed) visit(document, { Node: keep });
  const outside = tabs.filter((tab) => !closed.some(([start, end]) => tab > start && tab < end));
  return [...outside, ...inBlocks].sort((one, other) => one - other)[0];
};

/** Tabs that stand before the column where the text of a block scalar begins. */
const blockTabs = (text: string, start: number, end: number): readonly number[] => {
  const body = text.indexOf('\n', start) + 1;
  let indent = Number.POSITIVE_INFINITY;
  let offset = body;
  const found: number[] = [];
  for (const line of body > 0 ? text.slice(body, end).split('\n') : []) {
    const spaces = line.search(/[^ ]|$/);
    if (line[spaces] === '\t' && spaces < indent) found.push(offset + spaces);
    else if (line[spaces] !== undefined && line[spaces] !== '\r') indent = Math.min(indent, spaces);
    offset += line.length + 1;
  }
  return found;
};

/** Every scalar stays a string: what they mean to Helm is decided here, not by the schemas of the library. */
const options = {
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

const documentOf = (document: Document, text: string, place: Placer, index: number): Read => {
  const [error] = document.errors;
  const start = document.range?.[0] ?? 0;
  if (index > 0 && !document.directives?.docStart && document.contents !== null)
    return broken('Helm reads nothing behind the line ...', place(start, start), 'Remove the line `...`.');
  const directive = /^%YAML (?!1\.1\s)\S+/m.exec(text);
  if (directive && document.directives?.yaml.explicit)
    return broken(
      `Helm reads YAML 1.1 and refuses ${directive[0]}`,
      place(directive.index, directive.index + directive[0].length),
      'Remove the line.',
    );
  if (error) {
    const { message, start: from, end, remedy } = faultOf(error, text);
    return broken(message, place(from, end), remedy);
  }
  const { contents } = document;
  if (contents?.anchor !== undefined && !isAnchorName(contents.anchor))
    return broken(
      `Helm cannot read the anchor name ${contents.anchor}`,
      place(start, start + 1),
      'Use letters, digits, _ and - only.',
    );
  if (contents === null || (isScalar(contents) && isNull(contents.value, contents.type)))
    return { root: emptyMap, findings: [] };
  if (!isMap(contents))
    return broken('The top level is not a map of keys and values', spot({ text, place }, contents), topLevel);
  return readMap(contents, text, place);
};

const topLevel = 'Write `key: value` lines, as in values.yaml of the chart.';

const isNull = (value: unknown, type: unknown): boolean => {
  const resolved = type === 'PLAIN' ? resolvePlain(String(value)) : { value };
  return 'value' in resolved && resolved.value === null;
};

const broken = (message: string, at: Place, remedy?: string): Read => ({
  root: emptyMap,
  findings: [unreadable(message, at, remedy === undefined ? {} : { remedy })],
});

const unreadable = (message: string, at: Place, details: Details = {}): Finding =>
  finding('values/unreadable', message, { at, ...details });

const severalDocuments = (document: Document, place: Placer): Finding => {
  const start = document.range?.[0] ?? 0;
  return unreadable('The file holds several YAML documents; Helm merges them into one', place(start, start), {
    level: 'warning',
    remedy: 'Remove the `---` between them.',
  });
};
