import { commandsLog } from './commands-log.ts';
import { evidenceFiles } from './evidence-files.ts';
import { jsonText } from './json.ts';
import { junitText } from './junit.ts';
import { reportHtml } from './report-html/page.ts';
import type { Setting } from './reporter.ts';
import type { RunRecord } from './run-record.ts';

/** A file of a run's directory. */
type RunFile = { readonly name: string; readonly text: string };

/** What is written into the directory of a run, redacted. */
export const runFiles = (record: RunRecord, setting: Setting): readonly RunFile[] => {
  const told = setting.redact(record);
  return [
    { name: 'report.html', text: reportHtml(told, setting) },
    { name: 'report.json', text: `${jsonText(told.report, setting)}\n` },
    { name: 'junit.xml', text: `${junitText(told.report, setting)}\n` },
    { name: 'commands.log', text: commandsLog(told) },
    ...evidenceFiles(told.report).map(({ name, evidence }) => ({ name, text: `${evidence.text.trimEnd()}\n` })),
  ];
};
