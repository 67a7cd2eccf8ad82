import { fitted } from '../core/frame.ts';
import type { Work } from './listr.ts';
import { paced } from './pace.ts';
import { type Look, painter, seconds } from './text.ts';

/** Shows what the task at work is doing. */
export type WorkLine = {
  /** A step begins, or none is at work any more. */
  readonly listen: (work: Work | undefined) => void;
  /** What it is doing now. */
  readonly progress: (text: string) => void;
};

/** What the line is made of. */
type WorkLineSetup = {
  readonly look: Look;
  readonly live: boolean;
  readonly print: (line: string) => void;
  readonly now: () => number;
};

/** Milliseconds between quiet lines, and those after which a line that moves shows how long it has been at work. */
const limits = { quiet: 10_000, patience: 3_000, tick: 1_000 } as const;

/** What the tree needs of a line for itself: four cells of indent, two of its sign, and two that listr2 leaves free. */
const margin = 8;

/** One line that moves on a terminal; elsewhere a quiet line when a task is long at work, and again when something changed. */
export const workLine = (setup: WorkLineSetup): WorkLine => (setup.live ? movingLine(setup) : quietLines(setup));

const movingLine = ({ look, now }: WorkLineSetup): WorkLine => {
  let work: Work | undefined;
  let began = 0;
  let text = '';
  let ticking: NodeJS.Timeout | undefined;
  const draw = () => {
    if (!work || text === '') return;
    const ms = now() - began;
    const time = ms < limits.patience ? '' : `  ${Math.floor(ms / 1000)} s`;
    work.show(fitted(text, look.width - margin - time.length) + time);
  };
  return {
    listen: (next) => {
      clearInterval(ticking);
      work = next;
      began = now();
      text = '';
      if (next) ticking = setInterval(draw, limits.tick).unref();
    },
    progress: (line) => {
      text = line;
      draw();
    },
  };
};

const quietLines = ({ look, print, now }: WorkLineSetup): WorkLine => {
  const paint = painter(look);
  let work: Work | undefined;
  let began = 0;
  const pace = paced(limits.quiet, (text) => {
    if (!work) return;
    const time = `  ${seconds(now() - began)}`;
    const start = `${'working'.padEnd(8)}${work.step.id}  `;
    print(paint.dim(`${start}${fitted(text, Math.max(look.width, 60) - start.length - time.length)}${time}`));
  });
  return {
    listen: (next) => {
      pace.drop();
      work = next;
      began = now();
      if (next) pace.wait();
    },
    progress: pace.push,
  };
};
