import type { Chart, Coalesced, Document } from '../core/charts.ts';
import type { Finding, Place } from '../core/finding.ts';
import { complaints, type Suppression, suppressionsOf } from '../core/suppression.ts';
import { type Fault, findingAt, isField, isSame } from './blame.ts';
import { withoutFollowUps } from './follow-ups.ts';
import { policies } from './policies/all.ts';
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

/**
 * Everything that is wrong with rendered documents: the schema of their kinds, what an API server refuses beyond it, and
 * the policies. Each finding points at the value that is to blame, else at the line of the template that writes the field;
 * `validate-ignore` comments at either place are heeded. What several containers or environments have in common is told
 * once.
 */
export const judge = async ({ chart, renders, ownImages }: Judged): Promise<readonly Finding[]> => {
  const found = new Map<string, Finding>();
  for (const { documents, values } of renders)
    for (const fault of withoutFollowUps(await faultsOf({ chart, ownImages }, documents))) {
      const one = findingAt(chart, values, fault);
      const key = JSON.stringify([one.code, one.at]);
      found.set(key, joined(found.get(key), one));
    }
  return heeded(chart, [...found.values()]);
};

/** All faults of the documents of one render, those included that only follow from others. */
export const faultsOf = async (
  { chart, ownImages }: Pick<Judged, 'chart' | 'ownImages'>,
  documents: readonly Document[],
): Promise<readonly Fault[]> => {
  const kinds = customKinds(chart);
  const semantic = semanticFaults(documents);
  const invalid = (await Promise.all(documents.map((document) => schemaFaults(document, kinds)))).flat();
  return [
    // What an API server says of a field says more than the form that the schema gives it.
    ...invalid.filter((one) => !semantic.some((other) => isField(one, other))),
    ...semantic,
    ...policies.flatMap(({ code, level, breaches }) =>
      breaches({ documents, ownImages }).map((breach) => ({ ...breach, code, ...(level ? { level } : {}) })),
    ),
  ];
};

/** One mistake that shows in several fields: the first finding, with what is said of the others and their places. */
const joined = (before: Finding | undefined, one: Finding): Finding => {
  if (!before || before.message === one.message) return before ?? one;
  const known = [before.at, ...(before.related ?? []).map(({ at }) => at)];
  const related = (one.related ?? []).filter(({ at }) => !known.some((other) => isSame(other, at)));
  const also = (before.evidence ?? []).map(({ text }) => text);
  return {
    ...before,
    related: [...(before.related ?? []), ...related].slice(0, 4),
    evidence: [{ source: 'also', text: [...also, one.message].join('\n') }],
  };
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
