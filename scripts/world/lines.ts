/** Lines that are pushed at one end and awaited at the other. */
export type Lines = {
  readonly push: (line: string) => void;
  readonly end: () => void;
  readonly fail: (reason: unknown) => void;
  readonly lines: AsyncIterable<string>;
};

/** An endless tape of lines: read as they come, to the end or to the failure. */
export const linesOf = (): Lines => {
  const waiting: string[] = [];
  let over: { readonly reason?: unknown } | undefined;
  let wake = () => {};
  const finish = (end: { readonly reason?: unknown }) => {
    over ??= end;
    wake();
  };
  async function* read(): AsyncGenerator<string> {
    for (;;) {
      const line = waiting.shift();
      if (line !== undefined) yield line;
      else if (over) break;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    if (over && 'reason' in over) throw over.reason;
  }
  return {
    push: (line) => {
      waiting.push(line);
      wake();
    },
    end: () => finish({}),
    fail: (reason) => finish({ reason }),
    lines: read(),
  };
};
