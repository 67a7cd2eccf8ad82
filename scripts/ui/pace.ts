/** Passes on the newest of what comes, so that nobody is flooded. */
export type Pace = {
  /** From now on nothing passes for one interval. */
  readonly wait: () => void;
  readonly push: (text: string) => void;
  /** Passes on what waits, at once. */
  readonly flush: () => void;
  /** Forgets what waits. */
  readonly drop: () => void;
};

/** At most one text in `every` milliseconds, always the newest, and never the same twice in a row. */
export const paced = (every: number, pass: (text: string) => void): Pace => {
  let last: string | undefined;
  let waiting: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    const text = waiting;
    waiting = undefined;
    if (text === undefined || text === last) return;
    last = text;
    pass(text);
  };
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (waiting === undefined) return;
      flush();
      wait();
    }, every);
    timer.unref();
  };
  return {
    wait,
    push: (text) => {
      waiting = text;
      if (timer) return;
      flush();
      wait();
    },
    flush,
    drop: () => {
      clearTimeout(timer);
      timer = undefined;
      last = undefined;
      waiting = undefined;
    },
  };
};
