import { beganAt, endOf, type RunRecord } from './run-record.ts';

/**
 * Every program that the run started: seconds since its beginning, how long it took, its exit code, its words. A star
 * stands before those that were to change something.
 */
export const commandsLog = (record: RunRecord): string => {
  const zero = beganAt(record);
  const rows = record.commands.map((one) => [
    seconds(one.began - zero),
    one.code === undefined ? '' : seconds(one.ms),
    endOf(one),
    one.changes ? '*' : '',
    inOneLine(one.text),
  ]);
  return [['start', 'took', 'exit', '', 'command'], ...rows].map(line).join('');
};

const line = ([start = '', took = '', exit = '', changes = '', command = '']: readonly string[]): string =>
  `${start.padStart(9)} ${took.padStart(9)}  ${exit.padStart(7)} ${changes.padEnd(1)} ${command}\n`;

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** A script that was handed over as one word may have many lines. */
const inOneLine = (text: string): string => text.replaceAll('\r', '\\r').replaceAll('\n', '\\n');
