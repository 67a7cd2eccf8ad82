import type { Formatter } from './machine-reporter.ts';

/** The report as one JSON object; docs/report.schema.json describes it. */
export const jsonText: Formatter = (report) => JSON.stringify(report, null, 2);
