import { problem } from './core/finding.ts';
import type { ReleaseName } from './core/target.ts';
import { command } from './main.ts';
import { logLines } from './ui/log-line.ts';

const releases: readonly ReleaseName[] = ['backend', 'frontend', 'database'];

/** Until Ctrl-C: that is how it is meant to end, so it ends with 0. */
await command(
  async ({ target, hide }, { line, flags: { since }, words, look }) => {
    if (since !== undefined && !/^\d+[smh]$/.test(since))
      throw problem('usage/bad-value', `--since does not take "${since}"`, {
        remedy: 'Write a number of seconds, minutes or hours, for example --since 10m.',
      });
    for (const secret of Object.values(await target.recall())) hide(secret);
    const named = releases.filter((name) => words.includes(name));
    const wanted = named.length > 0 ? named : releases.slice(0, 2);
    const shown = logLines(look);
    await target.follow({ releases: wanted, ...(since === undefined ? {} : { since }) }, (one) => line(shown(one)));
  },
  {
    name: 'logs',
    summary: 'Follow the logs of both applications, or of those named, until Ctrl-C.',
    words: releases,
  },
);
