import type { Chart, Document, Json, JsonMap } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
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
  const at = { file: source, line: 1, column: 1 };
  const { value, findings } = readYaml(source, part);
  const [broken] = findings.filter((one) => one.level === 'error');
  if (broken)
    return {
      finding: finding('chart/render', `${source} renders YAML that cannot be read: ${broken.message}`, { at }),
    };
  const { apiVersion, kind, metadata } = value;
  const name = isMap(metadata) ? metadata.name : undefined;
  const lacking = Object.entries({ apiVersion, kind, 'metadata.name': name }).find(
    ([, one]) => typeof one !== 'string' || one === '',
  );
  if (lacking)
    return { finding: finding('chart/render', `${source} renders a document without ${lacking[0]}`, { at }) };
  return { document: { apiVersion: String(apiVersion), kind: String(kind), name: String(name), source, body: value } };
};

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
