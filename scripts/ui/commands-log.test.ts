import { expect, it } from 'vitest';
import { commandsLog } from './commands-log.ts';
import { outcome, recordOf, report } from './samples.ts';

it('the log of commands has a line for each: when, how long, how it ended, whether it was to change something', () => {
  const record = recordOf(report([outcome('held')]));
  const zero = Date.UTC(2030, 0, 1);
  const commands = [
    { text: 'helm upgrade backend', changes: true, began: zero + 1234, ms: 5678, code: 1 },
    { text: "python3 -c 'import json\nprint(1)'", changes: false, began: zero + 2000, ms: 31, code: 0 },
    {
      text: 'kubectl get --raw /watch',
      changes: false,
      began: zero + 3000,
      ms: 900,
      code: 143,
      stopped: true as const,
    },
    { text: 'kubectl get pods', changes: false, began: zero + 65_000, ms: 0 },
  ];
  expect(commandsLog({ ...record, commands }).split('\n')).toEqual([
    '    start      took     exit   command',
    '    1.234     5.678        1 * helm upgrade backend',
    "    2.000     0.031        0   python3 -c 'import json\\nprint(1)'",
    '    3.000     0.900  stopped   kubectl get --raw /watch',
    '   65.000                cut   kubectl get pods',
    '',
  ]);
});
