/** One metric of the application: its series with the names of their labels. */
export type Family = {
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'info' | 'unknown';
  readonly help: string;
  readonly series: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds of a histogram, as the label `le` has them. */
  readonly buckets?: readonly string[];
};

/** What the application exposes, as docs/metrics.json keeps it: written and compared by the tests of the backend. */
export type Exposed = {
  readonly made: { readonly by: string; readonly from: string; readonly sha256: string };
  readonly families: readonly Family[];
  /** The words of those labels that have no others. */
  readonly values: Readonly<Record<string, readonly string[]>>;
};

/** Labels that Prometheus adds to what it scrapes by a ServiceMonitor: docs of prometheus-operator, "Running exporters". */
export const targetLabels: readonly string[] = [
  'job',
  'instance',
  'namespace',
  'service',
  'pod',
  'container',
  'endpoint',
];

/** A series that a query may name. */
export type Series = { readonly labels: readonly string[]; readonly family: Family };

/** Series that Prometheus itself makes for each target: "Automatically generated labels and time series" of its docs. */
const ofPrometheus: readonly string[] = ['up', 'scrape_duration_seconds', 'scrape_samples_scraped'];

/** All series that a query may name, by name: those of the application, and those of each scrape. */
export const seriesOf = ({ families }: Exposed): ReadonlyMap<string, Series> => {
  const scrape: Family = { type: 'gauge', help: '', series: {} };
  return new Map([
    ...ofPrometheus.map((name) => [name, { labels: [], family: scrape }] as const),
    ...families.flatMap((family) =>
      Object.entries(family.series).map(([name, labels]) => [name, { labels, family }] as const),
    ),
  ]);
};

/** The name of a family as `# TYPE` says it: that of its series, a histogram's without `_bucket`. */
export const nameOf = ({ type, series }: Family): string => {
  const [first = ''] = Object.keys(series);
  return type === 'histogram' ? first.replace(/_(?:bucket|count|sum)$/, '') : first;
};

/** Reads docs/metrics.json; undefined when it is not of that form. */
export const readExposed = (text: string): Exposed | undefined => {
  try {
    const told: Exposed = JSON.parse(text);
    const sound = Array.isArray(told.families) && told.families.length > 0 && typeof told.made.sha256 === 'string';
    return sound && told.families.every(({ series }) => Object.values(series).every(Array.isArray)) ? told : undefined;
  } catch {
    return undefined;
  }
};
