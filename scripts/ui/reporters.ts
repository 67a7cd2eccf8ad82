import type { Format } from '../core/format.ts';
import { githubText } from './github.ts';
import { jsonText } from './json.ts';
import { junitText } from './junit.ts';
import { machineReporter } from './machine-reporter.ts';
import { ndjsonReporter } from './ndjson.ts';
import type { Reporter, Setting } from './reporter.ts';
import { sarifText } from './sarif.ts';
import { textReporter } from './text-reporter.ts';

/** The reporter of each format. */
export const reporters: Readonly<Record<Format, (setting: Setting) => Reporter>> = {
  text: textReporter,
  json: machineReporter(jsonText),
  ndjson: ndjsonReporter,
  junit: machineReporter(junitText),
  sarif: machineReporter(sarifText),
  github: machineReporter(githubText),
};
