import type { Chart, JsonMap } from '../core/charts.ts';
import type { Place } from '../core/finding.ts';
import type { Path } from '../values/tree.ts';
import { followChart } from './follow.ts';
import { outlinesOf } from './layout.ts';
import { fitOf } from './match.ts';
import type { Outline } from './outline.ts';
import { seek } from './seek.ts';
import { placeOf, type Spot } from './syntax.ts';

/** Where a rendered field comes from. */
export type Location = {
  /** The key or the item that writes it, in the template or in a helper; else the nearest one around it. */
  readonly template: Place;
  /** The value that it is, when it is one. */
  readonly value?: Path;
  /** All values that go into it. */
  readonly reads: readonly Path[];
};

/**
 * Where a field of a rendered document comes from. `source` is its template relative to the root, `path` leads to the
 * field, which need not be there; `body` is the rendered document and tells apart documents of one file and items of
 * lists. Never throws: what cannot be found is at the nearest place that can.
 */
export const locate = (chart: Chart, source: string, path: Path, body?: JsonMap): Location => {
  const documents = documentsOf(chart, source);
  const document = body ? closest(documents, body) : documents[0];
  if (!document) return { template: { file: source, line: 1, column: 1 }, reads: [] };
  const { at, paths, composed } = seek({ chart, bindings: new Map(), levels: deepest }, document, path, body);
  const spot = at ?? firstOf(document);
  const reads = [
    ...new Map(paths.filter(({ length }) => length > 0).map((one) => [JSON.stringify(one), one])).values(),
  ];
  const [value, ...others] = reads;
  return {
    template: spot ? placeOf(spot) : { file: source, line: 1, column: 1 },
    ...(value && others.length === 0 && !composed ? { value } : {}),
    reads,
  };
};

/** Values in values that are looked into. */
const deepest = 30;

const documentsOf = (chart: Chart, source: string): readonly Outline[] => {
  const files = outlines.get(chart) ?? new Map<string, readonly Outline[]>();
  outlines.set(chart, files);
  const documents = files.get(source) ?? outlinesOf(followChart(chart).outputs.get(pathIn(chart, source)) ?? []);
  files.set(source, documents);
  return documents;
};

/** A memory of pure results: many fields are asked about one after the other. */
const outlines = new WeakMap<Chart, Map<string, readonly Outline[]>>();

const pathIn = ({ directory }: Chart, source: string): string =>
  source.startsWith(`${directory}/`) ? source.slice(directory.length + 1) : source;

/** The document that a rendered one comes from. */
const closest = (documents: readonly Outline[], body: JsonMap): Outline | undefined => {
  const fits = documents.map((document) => fitOf(document, body));
  const best = fits.reduce((most, fit) => Math.max(most, fit), Number.NEGATIVE_INFINITY);
  return documents[fits.indexOf(best)];
};

const firstOf = ({ parts: [part] }: Outline): Spot | undefined => (part?.kind === 'embed' ? part.at : part?.node.at);
