import { appendFileSync } from 'node:fs';
import { type Command, commandStarts } from '../world/launcher.ts';

/**
 * Loaded into a run by `node --import`: writes each command that changes something into a file as it starts, and sends
 * this run a signal at one of them. Renewals of the lock are left out, for when they come depends on the machine alone.
 */
const { STRIKE_LOG = '', STRIKE_AT = '', STRIKE_SIGNAL = '', STRIKE_AFTER = '0' } = process.env;

let count = 0;

commandStarts.subscribe((message) => {
  const { words, changes } = message as Command;
  if (!changes || (words.includes('patch') && words.includes('lease'))) return;
  const number = count++;
  appendFileSync(STRIKE_LOG, `${JSON.stringify(words)}\n`);
  if (STRIKE_AT !== String(number)) return;
  const strike = (): void => void process.kill(process.pid, STRIKE_SIGNAL as NodeJS.Signals);
  if (STRIKE_AFTER === '0') strike();
  // A run that is over by then is not kept from its end.
  else setTimeout(strike, Number(STRIKE_AFTER)).unref();
});
