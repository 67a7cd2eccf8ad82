import { type Exposed, nameOf, seriesOf } from './exposed.ts';

/**
 * What /metrics says otherwise than the list of what is exposed: families that are absent, series and labels that are not in
 * it. A family whose name `may` match may be absent.
 */
export const differences = (exposed: Exposed, text: string, may?: RegExp): readonly string[] => {
  const known = seriesOf(exposed);
  const served = servedIn(text);
  const wanted = exposed.families.map(nameOf).filter((name) => !may?.test(name));
  const absent = wanted.filter((name) => !served.families.includes(name)).map((name) => `lacks ${name}`);
  const other = served.series.flatMap(([name, labels]) => {
    const expected = known.get(name)?.labels;
    if (!expected) return [`has ${name}`];
    return expected.toSorted().join() === labels.join() ? [] : [`has ${name} by ${labels.join(', ') || 'no label'}`];
  });
  return [...new Set([...absent, ...other])];
};

type Served = {
  readonly families: readonly string[];
  readonly series: readonly (readonly [name: string, labels: readonly string[]])[];
};

/** The text format of Prometheus, version 0.0.4: families, and the label names of each series. When it began to count is left out. */
const servedIn = (text: string): Served => ({
  families: [...text.matchAll(/^# TYPE (\S+)/gm)].flatMap(([, name = '']) => (name.endsWith('_created') ? [] : name)),
  series: [...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+$/gm)].flatMap(([, name = '', labels = '']) =>
    name.endsWith('_created')
      ? []
      : [[name, [...labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)].map(([, label = '']) => label).toSorted()] as const],
  ),
});
