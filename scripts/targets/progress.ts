import type { Say } from '../core/world.ts';

/** Reads the lines of a tool one by one and says what to show, or undefined where a line changes nothing. */
export type ProgressReader = (line: string) => string | undefined;

/** Receives a tool's lines and shows as the progress of `subject` what the reader makes of them. */
export const telling =
  ({ progress }: Say, subject: string, read: ProgressReader) =>
  (line: string): void => {
    const text = read(line);
    if (text !== undefined) progress(`${subject}: ${text}`);
  };
