import type { RunEvent } from '../core/event.ts';
import type { Reporter, Setting } from './reporter.ts';
import { textReporter } from './text-reporter.ts';

/** One JSON object on stdout for each thing that happens, when it happens (docs/events.schema.json); people read along on stderr. */
export const ndjsonReporter = (setting: Setting): Reporter => {
  const { out, err } = setting.sink;
  return {
    ...textReporter({ ...setting, live: false, sink: { out: err, err } }),
    event: (event) => out(eventLine(event)),
    text: (_, events = []) => events.map((event) => `${eventLine(event)}\n`).join(''),
  };
};

/** An event as one line, without the line break. */
export const eventLine = (event: RunEvent): string => JSON.stringify(event);
