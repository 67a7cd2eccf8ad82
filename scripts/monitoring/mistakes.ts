import { RE2JS } from 're2js';
import type { Code } from '../core/codes.ts';
import { closest } from '../values/suggest.ts';
import { type Exposed, type Series, seriesOf, targetLabels } from './exposed.ts';
import { type Call, type Matcher, type Part, type Query, readQuery, type Selector } from './query.ts';

/** What is wrong in a query, at a part of it. */
export type Mistake = Part & {
  readonly code: Extract<Code, `monitoring/${string}`>;
  readonly message: string;
  readonly remedy: string;
};

/**
 * What is wrong in a query about what the application exposes: its grammar first, else each metric, label and word of a label
 * that does not exist, and each function that is given what it can not take.
 */
export const mistakesIn = (text: string, exposed: Exposed): readonly Mistake[] => {
  const query = readQuery(text);
  const [broken] = query.broken;
  if (broken || query.selectors.length === 0)
    return [
      {
        ...(broken ?? { from: 0, to: text.length }),
        code: 'monitoring/expression',
        message: broken
          ? `Prometheus can not read it from ${text.slice(broken.from).trim() ? `"${text.slice(broken.from).trim()}"` : 'its end'} on`
          : 'It asks for no metric',
        remedy: 'Correct the expression: brackets closed, a word between two selectors, a unit after each time.',
      },
    ];
  const series = seriesOf(exposed);
  return [
    ...query.selectors.flatMap((one) => selectorMistakes(one, series, exposed)),
    ...groupingMistakes(query, series),
    ...query.loose.map((one) => operand(one, 'No function takes this range', 'Put it into rate() or increase().')),
    ...query.calls.flatMap((one) => callMistakes(one, series)),
  ];
};

/** Names of the series that a query asks for. */
export const namesIn = (text: string): readonly string[] => readQuery(text).selectors.flatMap(({ name }) => name ?? []);

/** The jobs that a query asks about. */
export const jobsIn = (text: string): readonly string[] =>
  readQuery(text).selectors.flatMap(({ matchers }) =>
    matchers.filter(({ label, op }) => label === 'job' && op === '=').map(({ value }) => value),
  );

/** The labels that the outcome of a query surely lacks are all but these; undefined when nothing is summed up. */
export const keptLabels = (text: string): readonly string[] | undefined => {
  const { aggregates, groupings } = readQuery(text);
  return aggregates ? groupings.map(({ label }) => label) : undefined;
};

const selectorMistakes = (
  { name, nameAt, matchers }: Selector,
  series: ReadonlyMap<string, Series>,
  exposed: Exposed,
): readonly Mistake[] => {
  const known = name === undefined ? undefined : series.get(name);
  if (!known)
    return [
      {
        ...nameAt,
        code: 'monitoring/unknown-metric',
        message: name === undefined ? 'It names no metric' : `The application exposes no metric ${name}`,
        remedy: instead(name ?? '', [...series.keys()]),
      },
    ];
  const labels = [...known.labels, ...targetLabels];
  return matchers.flatMap((one) =>
    labels.includes(one.label)
      ? valueMistakes(one, exposed)
      : [unknownLabel(one, one.label, `${name} has no label ${one.label}`, labels)],
  );
};

const valueMistakes = (matcher: Matcher, { values }: Exposed): readonly Mistake[] => {
  const { label, op, value } = matcher;
  const words = values[label];
  const isRegex = op === '=~' || op === '!~';
  const pattern = isRegex ? compiledOf(value) : undefined;
  if (isRegex && !pattern)
    return [
      {
        from: matcher.from,
        to: matcher.to,
        code: 'monitoring/expression',
        message: `${JSON.stringify(value)} is no regular expression`,
        remedy: 'Correct it: Prometheus reads RE2, which has no look-around.',
      },
    ];
  // A variable of Grafana stands for what the reader chose.
  if (!words || value.includes('$')) return [];
  const found = pattern ? words.some((word) => pattern.matches(word)) : words.includes(value);
  return found
    ? []
    : [
        {
          from: matcher.from,
          to: matcher.to,
          code: 'monitoring/unknown-value',
          message: `No ${label} of the application is ${value}`,
          remedy: instead(value, words),
        },
      ];
};

const compiledOf = (pattern: string): RE2JS | undefined => {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
};

const groupingMistakes = ({ groupings }: Query, series: ReadonlyMap<string, Series>): readonly Mistake[] =>
  groupings.flatMap((one) => {
    const known = one.of.flatMap(({ name = '' }) => series.get(name) ?? []);
    const labels = [...new Set(known.flatMap((some) => some.labels)), ...targetLabels];
    return known.length === 0 || labels.includes(one.label)
      ? []
      : [unknownLabel(one, one.label, `Nothing in it has a label ${one.label}`, labels)];
  });

const overRanges =
  /^(?:rate|irate|increase|changes|resets|delta|idelta|deriv|predict_linear|double_exponential_smoothing|\w+_over_time)$/;
const ofCounters = /^(?:rate|irate|increase|resets)$/;

const callMistakes = (call: Call, series: ReadonlyMap<string, Series>): readonly Mistake[] => {
  const families = call.given.flatMap(({ name = '' }) => series.get(name)?.family ?? []);
  const gauge = call.given.find(({ name = '' }) => series.get(name)?.family.type === 'gauge');
  if (overRanges.test(call.name) && !call.range)
    return [operand(call, `${call.name}() is given no range`, 'Write for which time: metric[5m].')];
  if (!overRanges.test(call.name) && call.range)
    return [operand(call, `${call.name}() can not take a range`, 'Take the rate first: rate(metric[5m]).')];
  if (ofCounters.test(call.name) && gauge)
    return [
      operand(
        call,
        `${call.name}() is for counters, and ${gauge.name} is a gauge`,
        'Use the value itself, delta() or changes().',
      ),
    ];
  if (call.name !== 'histogram_quantile') return [];
  if (!call.given.every(({ name = '' }) => name.endsWith('_bucket')) || call.kept.some((by) => !by.includes('le')))
    return [
      operand(
        call,
        'histogram_quantile() is given something else than the buckets of a histogram by le',
        'Write histogram_quantile(0.95, sum by (le) (rate(metric_bucket[5m]))).',
      ),
    ];
  const highest = Math.max(0, ...families.flatMap(({ buckets = [] }) => buckets.map(Number).filter(Number.isFinite)));
  return call.limit !== undefined && call.limit >= highest
    ? [
        operand(
          call,
          `The quantile is never above ${call.limit}: the last bucket of the histogram ends at ${highest}`,
          `Compare it with less than ${highest}.`,
        ),
      ]
    : [];
};

const operand = ({ from, to }: Part, message: string, remedy: string): Mistake => ({
  from,
  to,
  code: 'monitoring/operand',
  message,
  remedy,
});

const unknownLabel = ({ from }: Part, label: string, message: string, labels: readonly string[]): Mistake => ({
  from,
  to: from + label.length,
  code: 'monitoring/unknown-label',
  message,
  remedy: instead(label, labels),
});

const instead = (word: string, known: readonly string[]): string => {
  const near = closest(word, known);
  return near
    ? `Write ${near}.`
    : `Use one that there is: ${known.slice(0, 12).join(', ')}${known.length > 12 ? ', …' : ''}.`;
};
