import type { Chart, Coalesced, Document } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Finding, finding, type Level, type Place, type Related } from '../core/finding.ts';
import { complaints, type Suppression, suppressionsOf } from '../core/suppression.ts';
import { locate } from '../templates/locate.ts';
import { pathText } from '../values/tree.ts';
import { policies } from './policies/all.ts';
import type { Breach } from './policies/policy.ts';
import { customKinds, schemaFaults } from './schema.ts';
import { semanticFaults } from './semantics.ts';

/** What a chart rendered in one environment, and the values that it was given. */
export type Render = { readonly documents: readonly Document[]; readonly values: Coalesced };

/** A chart with what it rendered in each environment. */
export type Judged = {
  readonly chart: Chart;
  readonly renders: readonly Render[];
  /** Repositories of the images that this project builds. */
  readonly ownImages: ReadonlySet<string>;
};

/** What is wrong with a field of a rendered document. */
export type Fault = Breach & { readonly code: Code; readonly level?: Level };

/**
 * Everything that is wrong with rendered documents: the schema of their kinds, what an API server refuses beyond it, and
 * the policies. Each finding points at the line of the template that writes the field and names the value that it reads;
 * `validate-ignore` comments at either place are heeded. What several environments have in common is told once.
 */
export const judge = async ({ chart, renders, ownImages }: Judged): Promise<readonly Finding[]> => {
  const kinds = customKinds(chart);
  const found = new Map<string, Finding>();
  for (const { documents, values } of renders) {
    const faults: readonly Fault[] = [
      ...(await Promise.all(documents.map((document) => schemaFaults(document, kinds)))).flat(),
      ...semanticFaults(documents),
      ...policies.flatMap(({ code, level, breaches }) =>
        breaches({ documents, ownImages }).map((breach) => ({ ...breach, code, ...(level ? { level } : {}) })),
      ),
    ];
    for (const one of faults.map((fault) => findingAt(chart, values, fault)))
      found.set(JSON.stringify([one.code, one.message, one.at]), one);
  }
  return heeded(chart, [...found.values()]);
};

/** The finding of a fault: at the line of the template that writes the field, with the values that it reads. */
export const findingAt = (
  chart: Chart,
  values: Coalesced,
  { code, level, document, path, message, remedy }: Fault,
): Finding => {
  const { template, reads } = locate(chart, document.source, path, document.body);
  const related = reads.slice(0, 3).flatMap((value): readonly Related[] => {
    const at = values.placeOf(value);
    return at ? [{ at, message: `is the value that it reads: ${pathText(value)}` }] : [];
  });
  return finding(code, message, {
    at: template,
    remedy,
    ...(level ? { level } : {}),
    ...(related.length > 0 ? { related } : {}),
  });
};

/** Comments in templates and values that silence a finding, and what is wrong with those comments themselves. */
const heeded = (chart: Chart, findings: readonly Finding[]): readonly Finding[] => {
  const comments = [...chart.files].flatMap(([path, text]) =>
    /^(?:templates|crds)\/|^values[^/]*\.ya?ml$/.test(path) ? suppressionsOf(`${chart.directory}/${path}`, text) : [],
  );
  const used = new Set<Suppression>();
  const left = findings.filter((one) => {
    const silencing = comments.filter(
      (comment) => comment.code === one.code && places(one).some((at) => covers(comment, at)),
    );
    for (const comment of silencing) used.add(comment);
    return silencing.length === 0;
  });
  return [...left, ...complaints(comments, [...used], (code) => /^(?:manifest|policy)\//.test(code))];
};

const places = ({ at, related = [] }: Finding): readonly Place[] => [
  ...(at ? [at] : []),
  ...related.map((one) => one.at),
];

const covers = ({ at, lines }: Suppression, place: Place): boolean =>
  at.file === place.file && lines.includes(place.line);
