import type { ProgressReader } from '../progress.ts';

/** Reads what `docker push` prints without a terminal: a line for each layer and each thing that becomes of it. */
export const readPush = (): ProgressReader => {
  const layers = new Map<string, boolean>();
  return (line) => {
    const [, layer, state = ''] = /^([0-9a-f]{12}): (.+)$/.exec(line) ?? [];
    if (layer === undefined) return undefined;
    layers.set(layer, layers.get(layer) === true || /^(?:Pushed|Layer already exists|Mounted from .*)$/.test(state));
    return `pushing, ${[...layers.values()].filter(Boolean).length}/${layers.size} layers`;
  };
};
