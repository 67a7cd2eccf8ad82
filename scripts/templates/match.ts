import type { Json, JsonMap } from '../core/charts.ts';
import type { Block } from './bits.ts';
import { blocksOf, type Member, type Outline } from './outline.ts';

/**
 * How well a rendered value fits a part of a template: more is better. Only what the template says in so many words
 * counts; what a condition decides about can only speak for it.
 */
export const fitOf = (node: Outline, rendered: Json | undefined, levels = 4): number => {
  if (node.literal !== undefined) return String(node.literal) === String(rendered) && !isCollection(rendered) ? 3 : -4;
  const entries = node.parts.filter((part) => part.kind === 'entry');
  if (node.parts.some((part) => part.kind === 'item') && !Array.isArray(rendered)) return -4;
  if (entries.length > 0 && !isMap(rendered)) return -4;
  let sum = 0;
  for (const { key, outs, node: inner } of entries) {
    if (levels === 0 || outs.length > 0 || !isMap(rendered)) continue;
    const fit = Object.hasOwn(rendered, key) ? 1 + fitOf(inner, rendered[key], levels - 1) : -2;
    sum += blocksIn(inner.blocks, node).length === 0 ? fit : Math.max(0, fit);
  }
  return sum;
};

/** What wrote an item of a rendered list, and as which of its items; undefined when that cannot be told. */
export type Origin = { readonly member: Member; readonly nth: number | undefined };

/** Where each item of a rendered list comes from: the way through the members of a template's list that fits best. */
export const originsOf = (list: Outline, rendered: readonly Json[]): readonly Origin[] => {
  const stages = list.parts.flatMap((part): readonly Stage[] =>
    part.kind === 'entry' ? [] : [{ member: part, blocks: blocksIn(blocksOf(part), list) }],
  );
  const way = rendered.length * stages.length ** 2 > mostSteps ? straight(stages, rendered) : bestWay(stages, rendered);
  return way.map((stage, position) => {
    const sure = !stage.blocks.slice(stage.blocks.findLastIndex((block) => block.some) + 1).length;
    const nth = way.slice(0, position).filter((one) => one === stage).length;
    return { member: stage.member, nth: sure || stage.blocks.every((block) => !block.some) ? nth : undefined };
  });
};

/** What looking for the best way may take. */
const mostSteps = 2_000_000;

/** A member of a template's list, and the bodies inside of the list that it stands in. */
type Stage = { readonly member: Member; readonly blocks: readonly Block[] };

type Way = { readonly score: number; readonly stages: readonly Stage[] };

/** One after the other, the last one as often as it takes. */
const straight = (stages: readonly Stage[], rendered: readonly Json[]): readonly Stage[] =>
  rendered.flatMap((_, index) => stages[Math.min(index, stages.length - 1)] ?? []);

const bestWay = (stages: readonly Stage[], rendered: readonly Json[]): readonly Stage[] => {
  let ways: readonly Way[] = stages.map(() => ({ score: 0, stages: [] }));
  for (const [position, item] of rendered.entries())
    ways = stages.map((stage, index) => {
      const steps =
        position === 0
          ? [{ score: skipped(stages, -1, index), stages: [] }]
          : ways.map((way, from) => step(stages, way, from, index));
      const before = best(steps);
      const fit = stage.member.kind === 'item' ? fitOf(stage.member.node, item) : 0;
      return { score: before.score + fit, stages: [...before.stages, stage] };
    });
  return best(ways.map((way, from) => ({ ...way, score: way.score + skipped(stages, from, stages.length) }))).stages;
};

const best = (ways: readonly Way[]): Way =>
  ways.reduce((one, other) => (other.score > one.score ? other : one), ways[0] ?? { score: 0, stages: [] });

/** Going on from the member that wrote an item to the one that wrote the next. */
const step = (stages: readonly Stage[], way: Way, from: number, to: number): Way => {
  const [here, next] = [stages[from], stages[to]];
  const repeats = here?.blocks.some((block) => block.some && next?.blocks.includes(block));
  const again = from === to && here?.member.kind === 'embed';
  const cost = to > from ? skipped(stages, from, to) : repeats || again ? 0 : outOfOrder;
  return { ...way, score: way.score + cost };
};

const outOfOrder = -100;

/** What it costs that the members between two of them wrote nothing, though no condition lets them. */
const skipped = (stages: readonly Stage[], from: number, to: number): number =>
  -3 * stages.slice(from + 1, to).filter(({ member, blocks }) => member.kind === 'item' && blocks.length === 0).length;

/** The bodies that something stands in, inside of an outline. */
const blocksIn = (blocks: readonly Block[], outer: Outline): readonly Block[] =>
  blocks.filter((block) => !outer.blocks.includes(block));

const isCollection = (value: Json | undefined): boolean => typeof value === 'object' && value !== null;

const isMap = (value: Json | undefined): value is JsonMap => isCollection(value) && !Array.isArray(value);
