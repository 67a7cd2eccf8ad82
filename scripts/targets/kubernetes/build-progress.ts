import type { ProgressReader } from '../progress.ts';

/**
 * Reads what `docker build` prints: BuildKit's plain progress (`#10 [build 4/9] RUN …`, `#10 1.29 Collecting …`, `#10 DONE`)
 * and the steps of the builder before it (`Step 4/9 : RUN …`). Steps run side by side: of those not done the last is told.
 */
export const readBuild = (): ProgressReader => {
  const running = new Map<string, string>();
  let step: string | undefined;
  return (line) => {
    const classic = /^Step (\d+\/\d+) : (.+)$/.exec(line);
    if (classic) {
      step = `${classic[1]}  ${shortened(classic[2])}`;
      return step;
    }
    const [, vertex, text = ''] = /^#(\d+) (.*)$/.exec(line) ?? [];
    if (vertex === undefined) return step && isWord(line) ? `${step}  ${line.trim()}` : undefined;
    if (/^(?:DONE|CACHED|ERROR|CANCELED)\b/.test(text)) {
      const was = running.delete(vertex);
      return was ? [...running.values()].at(-1) : undefined;
    }
    const label = labelOf(text);
    if (label !== undefined) {
      running.delete(vertex);
      running.set(vertex, label);
      return label;
    }
    const said = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
    const of = running.get(vertex);
    return of !== undefined && said !== undefined && isWord(said) ? `${of}  ${said.trim()}` : undefined;
  };
};

/** `[build 4/9] RUN …`, `[linux/arm64 4/9] RUN …`, `[internal] load build context`, `exporting to image`. */
const labelOf = (text: string): string | undefined => {
  const [, stage, instruction] = /^\[([^\]]*\d+\/\d+)\] (.+)$/.exec(text) ?? [];
  if (stage !== undefined) return `${stage}  ${shortened(instruction)}`;
  return /^\[internal\] (.+)$/.exec(text)?.[1] ?? (/^exporting to \w+$/.test(text) ? text : undefined);
};

/** What the step is, not all of it: what it says at the moment needs room too. */
const shortened = (instruction = ''): string => {
  const text = instruction.replaceAll(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

/** Bars, container ids and empty lines tell nothing. */
const isWord = (text: string): boolean => /[A-Za-z]/.test(text) && !/[━█]{3}|^ *--->/.test(text);
