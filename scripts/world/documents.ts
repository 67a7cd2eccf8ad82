import type { Chart, Document, Json, JsonMap } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { placer } from '../values/position.ts';
import { readYaml } from '../values/yaml.ts';

/** What `helm template` printed, as documents. */
export type Documents = { readonly documents: readonly Document[]; readonly findings: readonly Finding[] };

/** Splits rendered text at its `---` lines; each part begins with `# Source: CHART/templates/FILE`. */
export const documentsOf = (chart: Chart, text: string): Documents => {
  const parts = text.split(/^---(?:[ \t].*)?$/m).filter((part) => /^[^#\s]/m.test(part));
  const read = parts.map((part) => documentOf(chart, part));
  const findings = read.flatMap((one) => ('finding' in one ? [one.finding] : []));
  if (parts.length === 0) return { documents: [], findings: [nothing(chart)] };
  return { documents: read.flatMap((one) => ('document' in one ? [one.document] : [])), findings };
};

type Read = { readonly document: Document } | { readonly finding: Finding };

const documentOf = (chart: Chart, part: string): Read => {
  const source = sourceOf(chart, part);
  const { value, findings } = readYaml(source, part);
  const [broken] = findings.filter((one) => one.level === 'error');
  if (broken)
    return {
      finding: finding('chart/render', `${source} renders YAML that cannot be read: ${broken.message}`, {
        at: { file: source, line: 1, column: 1 },
        remedy: broken.remedy,
      }),
    };
  const { apiVersion, kind, metadata } = value;
  const name = isMap(metadata) ? metadata.name : undefined;
  const lacking = Object.entries({ apiVersion, kind, 'metadata.name': name }).find(
    ([, one]) => typeof one !== 'string' || one === '',
  );
  if (lacking)
    return {
      finding: finding('chart/render', `${source} renders a document without ${lacking[0]}`, {
        at: withoutField(chart, source, lacking[0]),
        remedy: remedies[lacking[0]] ?? `Write ${lacking[0]} into the template.`,
      }),
    };
  return { document: { apiVersion: String(apiVersion), kind: String(kind), name: String(name), source, body: value } };
};

const remedies: Readonly<Record<string, string>> = {
  apiVersion: 'Write a line `apiVersion: …` at the top level of the document; `kubectl api-resources` lists them.',
  kind: 'Write a line `kind: …` at the top level of the document; `kubectl api-resources` lists them.',
  'metadata.name': 'Write `name: …` below `metadata:`.',
};

/** The document of a template that lacks a field: its `metadata:` for a name, else the first line of another field. */
const withoutField = (chart: Chart, source: string, field: string): Place => {
  const text = textOf(chart, source);
  const others = field === 'metadata.name' ? /^metadata:/m : /^(?:apiVersion|kind|metadata):/m;
  const lacks = field === 'metadata.name' ? /^ +name:/m : new RegExp(`^${field}:`, 'm');
  let offset = 0;
  for (const part of text.split(/(?<=^---.*\n)/m)) {
    const found = others.exec(part);
    if (found && !lacks.test(part))
      return placer(source, text)(offset + found.index, offset + found.index + found[0].length);
    offset += part.length;
  }
  return { file: source, line: 1, column: 1 };
};

const textOf = ({ directory, files }: Chart, source: string): string =>
  files.get(source.slice(directory.length + 1)) ?? '';

/** The template relative to the root: Helm writes it relative to the chart's name. */
const sourceOf = (chart: Chart, part: string): string => {
  const source = /^# Source: [^/\s]+\/(.+?)\s*$/m.exec(part)?.[1];
  return source ? `${chart.directory}/${source}` : `${chart.directory}/templates`;
};

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const nothing = (chart: Chart): Finding =>
  finding('chart/render', `${chart.directory} renders no document at all`, {
    at: { file: `${chart.directory}/Chart.yaml`, line: 1, column: 1 },
    remedy: 'Restore its templates: `git checkout -- helm`.',
  });
