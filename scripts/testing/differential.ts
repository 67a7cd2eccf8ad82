import fc from 'fast-check';
import type { Chart, JsonMap } from '../core/charts.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import { type RunValues, valuesOf } from '../values/layers.ts';
import { validateChart } from '../values/passes.ts';
import { readSets } from '../values/set.ts';
import { readYaml } from '../values/yaml.ts';
import type { Probes, Seen } from './helm.ts';
import { slippedCase, type ValuesCase, valuesCase } from './values-cases.ts';

/** How Helm and we judged made-up values. */
export type Comparison = {
  readonly seed: number;
  /** Both take them, with the same values. */
  readonly alike: number;
  /** Both refuse them. */
  readonly refused: number;
  /** Helm takes them and we do not, by the codes of our findings. */
  readonly stricter: ReadonlyMap<string, number>;
  /** Helm refuses them and we do not, or the values differ: each is a mistake of ours. */
  readonly wrong: readonly string[];
};

/** Asks both about `count` made-up charts with layers, one third of them texts with a slip of the hand. */
export const compareWithHelm = async (probes: Probes, count: number, seed: number): Promise<Comparison> => {
  const slips = Math.floor(count / 3);
  const cases = [
    ...fc.sample(valuesCase, { seed, numRuns: count - slips }),
    ...fc.sample(slippedCase, { seed, numRuns: slips }),
  ];
  let alike = 0;
  let refused = 0;
  const stricter = new Map<string, number>();
  const wrong: string[] = [];
  const judge = (one: ValuesCase, helm: Seen): void => {
    const { findings, values } = ourVerdict(one);
    if ('refused' in helm && findings.length > 0) refused += 1;
    else if ('refused' in helm) wrong.push(`helm refuses, we do not: ${helm.refused.trim()}\n${JSON.stringify(one)}`);
    else if (findings.length > 0) {
      for (const code of new Set(findings.map(({ code }) => code))) stricter.set(code, (stricter.get(code) ?? 0) + 1);
    } else if (canonical(helm.values) === canonical(values)) alike += 1;
    else wrong.push(`helm ${JSON.stringify(helm.values)}\nours ${JSON.stringify(values)}\n${JSON.stringify(one)}`);
  };
  const waiting = cases[Symbol.iterator]();
  const work = async (): Promise<void> => {
    for (const one of waiting) judge(one, await probes.see(textsOf(one), one.overlays, one.sets));
  };
  await Promise.all([work(), work(), work()]);
  return { seed, alike, refused, stricter, wrong };
};

/** What a comparison says in one line. */
export const comparisonText = ({ seed, alike, refused, stricter, wrong }: Comparison): string =>
  `seed ${seed}: ${alike} alike, ${refused} refused by both, ${wrong.length} wrong; stricter than helm: ${[...stricter].map(([code, count]) => `${code} ${count}`).join(', ') || 'none'}`;

const textsOf = ({ values, schema, sub }: ValuesCase): Readonly<Record<string, string>> => ({
  'values.yaml': values,
  ...(schema ? { 'values.schema.json': JSON.stringify(schema) } : {}),
  ...(sub === undefined
    ? {}
    : {
        'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 0.1.0\n',
        'charts/sub/values.yaml': sub,
      }),
});

const ourVerdict = (one: ValuesCase): { readonly findings: readonly Finding[]; readonly values: JsonMap } => {
  const texts = { 'values.schema.json': '{}', 'Chart.yaml': 'name: probe\n', ...textsOf(one) };
  const chart: Chart = { name: 'backend', directory: 'helm/backend', files: new Map(Object.entries(texts)) };
  const overlays = one.overlays.map((text, index) => readYaml(`${index}.yaml`, text));
  const { assignments, findings } = readSets(one.sets.map((set) => `backend.${set}`));
  const run: RunValues = {
    overlays: overlays.map(({ root }) => new Map([['backend' as const, root]])),
    assignments,
    findings: [...overlays.flatMap((overlay) => overlay.findings), ...findings],
  };
  const layered = valuesOf(chart, undefined, run);
  return {
    findings: errorsOf([...run.findings, ...validateChart(chart, layered)]),
    values: layered.values.values,
  };
};

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
