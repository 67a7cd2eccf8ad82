import type { Chart, JsonMap } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { dependencyKeys } from '../values/dependencies.ts';
import { closest } from '../values/suggest.ts';
import { keyPlaceAt, type Path, pathText } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import { type Described, described, keysOf, memberOf } from './declared.ts';
import { followChart } from './follow.ts';
import type { Read } from './machine.ts';
import { placeOf } from './syntax.ts';

/**
 * Whether the templates of a chart and its schema agree about which values there are; `schema` is the text of
 * values.schema.json, a JSON object. Gives schema/undeclared-value for what a template reads and the schema does not have,
 * schema/unused-key for what the schema has and no template reads, and chart/render for templates that cannot be read.
 */
export const coverage = (chart: Chart, schema: string): readonly Finding[] => {
  if (![...chart.files.keys()].some(isTemplate)) return [withoutTemplates(chart)];
  const { reads, written, findings } = followChart(chart);
  const file = `${chart.directory}/values.schema.json`;
  const top = described(JSON.parse(schema) as JsonMap);
  const strangers = once(reads.flatMap((read) => (read.guessed ? [] : strangersIn(top, read)))).filter(
    ({ path }) => !isBelow(path, written),
  );
  // What cannot be read may be what reads a key.
  const handedDown = dependencyKeys(chart);
  const unread =
    findings.length > 0
      ? []
      : unreadKeys(top, usesOf(reads), []).filter(({ path: [key] }) => !handedDown.has(String(key)));
  if (strangers.length + unread.length === 0) return findings;
  const { root } = readYaml(file, schema);
  const place = (at: Path): Place => keyPlaceAt(root, at) ?? { file, line: 1, column: 1 };
  const meant = strangers.flatMap((one) => (one.meant ? [one.meant.path] : []));
  return [
    ...findings,
    ...strangers.map((one) => undeclared(file, place, one)),
    ...unread.filter(({ path }) => !isBelow(path, meant)).map((one) => unused(file, place(one.at), one)),
  ];
};

/** A file that can render a document: helpers and notes cannot. */
const isTemplate = (path: string): boolean =>
  /^(?:templates|charts)\/(?:.*\/)?[^/_][^/]*\.(?:ya?ml|json|tpl|tgz)$/.test(path);

const withoutTemplates = ({ directory }: Chart): Finding =>
  finding('chart/render', `${directory} has no template, so it renders nothing`, {
    at: { file: `${directory}/Chart.yaml`, line: 1, column: 1 },
    remedy: `Restore its templates: \`git checkout -- ${directory}/templates\`.`,
  });

/** A key of the schema, and where in the schema it stands. */
type Key = { readonly path: Path; readonly at: Path };

/** A path that the schema does not have: it ends with the first step that is not there. */
type Stranger = { readonly path: Path; readonly at: Place; readonly meant: Key | undefined };

const strangersIn = (top: Described, { path, steps }: Read): readonly Stranger[] => {
  let here = top;
  for (const [index, key] of path.entries()) {
    const member = memberOf(here, key);
    if (member === 'free') return [];
    if (member === 'none') {
      const step = steps[index];
      return step ? [{ path: path.slice(0, index + 1), at: placeOf(step.at), meant: meantBy(here, path, index) }] : [];
    }
    here = member;
  }
  return [];
};

const meantBy = (here: Described, path: Path, index: number): Key | undefined => {
  const keys = keysOf(here) ?? [];
  const name = closest(
    String(path[index]),
    keys.map(({ key }) => key),
  );
  const found = keys.find(({ key }) => key === name);
  return found && { path: [...path.slice(0, index), found.key], at: found.at };
};

/** Each path once for each expression. */
const once = (strangers: readonly Stranger[]): readonly Stranger[] => [
  ...new Map(strangers.map((one) => [JSON.stringify([one.path, one.at]), one])).values(),
];

const isBelow = (path: Path, above: readonly Path[]): boolean =>
  above.some((one) => one.length <= path.length && one.every((step, index) => String(step) === String(path[index])));

/** Paths that are read as a whole, and all paths on the way to one that is read. */
type Uses = { readonly whole: ReadonlySet<string>; readonly touched: ReadonlySet<string> };

const usesOf = (reads: readonly Read[]): Uses => {
  const text = (path: Path) => JSON.stringify(path.map(String));
  return {
    whole: new Set(reads.filter((one) => one.whole).map((one) => text(one.path))),
    touched: new Set(reads.flatMap(({ path }) => [...path, ''].map((_, length) => text(path.slice(0, length))))),
  };
};

/** The highest keys of which nothing is read. `global` is Helm's, whether it is read or not. */
const unreadKeys = (here: Described, uses: Uses, path: readonly string[]): readonly Key[] => {
  if (uses.whole.has(JSON.stringify(path))) return [];
  return (keysOf(here) ?? []).flatMap(({ key, at, member }) => {
    const inner = [...path, key];
    if (path.length === 0 && key === 'global') return [];
    return uses.touched.has(JSON.stringify(inner)) ? unreadKeys(member, uses, inner) : [{ path: inner, at }];
  });
};

const undeclared = (file: string, place: (at: Path) => Place, { path, at, meant }: Stranger): Finding => {
  const name = pathText(path);
  return finding('schema/undeclared-value', `A template reads ${name}, which values.schema.json does not have`, {
    at,
    ...(meant ? { related: [{ at: place(meant.at), message: `${pathText(meant.path)} is declared here` }] } : {}),
    remedy: meant
      ? `Read .Values.${pathText(meant.path)} if that is meant, or declare ${name} in ${file}.`
      : `Declare ${name} in ${file} and give it a default in values.yaml, or do not read it.`,
  });
};

const unused = (file: string, at: Place, { path }: Key): Finding => {
  const name = pathText(path);
  return finding('schema/unused-key', `No template reads ${name}, so setting it has no effect`, {
    at,
    remedy: `Read it in a template with {{ .Values.${name} }}, or remove it from ${file}, values.yaml and README.md.`,
  });
};
