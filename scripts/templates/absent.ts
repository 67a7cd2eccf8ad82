import { type Finding, finding, type Place } from '../core/finding.ts';
import { closest } from '../values/suggest.ts';
import type { Library } from './library.ts';
import { placeOf, type Spot } from './syntax.ts';

/**
 * Templates that others call and that are not there, each at the first place that calls it (chart/render). Charts below
 * `charts/` may bring them; then nothing is said. Where a chart has none at all, its file of helpers is what is missing.
 */
export const absentTemplates = (library: Library, absent: ReadonlyMap<string, readonly Spot[]>): readonly Finding[] => {
  const { chart, defined, findings } = library;
  // What could not be read may be what defines it.
  if (findings.length > 0 || [...chart.files.keys()].some((path) => path.startsWith('charts/'))) return [];
  const calls = [...absent]
    .map(([name, spots]) => ({ name, places: spots.map(placeOf).sort(inOrder) }))
    .sort((one, other) => inOrder(one.places[0], other.places[0]));
  const names = calls.map(({ name }) => name);
  const [first] = calls;
  if (first && defined.size === 0 && names.length > 1)
    return [
      found(
        `No template is defined in the chart, and ${names.length} are called: ${names.sort().join(', ')}`,
        first.places,
        {
          remedy: `Restore the file that defines them: \`git checkout -- ${chart.directory}/templates\`.`,
        },
      ),
    ];
  return calls.map(({ name, places }) => {
    const meant = closest(name, [...defined.keys()]);
    return found(`No template is called ${name}`, places, {
      remedy: meant
        ? `Write "${meant}", if that is meant.`
        : `Define it: \`{{- define "${name}" -}}\` in a file such as ${chart.directory}/templates/_helpers.tpl.`,
    });
  });
};

const found = (message: string, places: readonly Place[], { remedy }: { readonly remedy: string }): Finding => {
  const [at, ...others] = places;
  return finding('chart/render', message, {
    ...(at ? { at } : {}),
    ...(others.length > 0
      ? { related: others.slice(0, 3).map((place) => ({ at: place, message: 'calls it, too' })) }
      : {}),
    remedy,
  });
};

const inOrder = (one: Place | undefined, other: Place | undefined): number => {
  if (!one || !other) return 0;
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
};
