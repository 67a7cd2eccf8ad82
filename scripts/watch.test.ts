import { describe, expect, it } from 'vitest';
import { finding } from './core/finding.ts';
import { look, outcome, report, typo } from './ui/samples.ts';
import { keepAsking, type Watching } from './watch.ts';
import type { Ended } from './world/again.ts';

const ended = (one: unknown): Ended => ({ code: 0, out: typeof one === 'string' ? one : JSON.stringify(one), err: '' });

/** Watches through the given bursts of changes, then is interrupted; what it asked and printed. */
const watched = async (
  bursts: readonly (readonly string[])[],
  changes: Partial<Watching> & { readonly answer?: Ended } = {},
) => {
  const abort = new AbortController();
  const log: string[] = [];
  const left = [...bursts];
  await keepAsking({
    watcher: {
      changes: async () => {
        const next = left.shift();
        if (!next) abort.abort();
        return next ?? [];
      },
    },
    ask: async (format) => {
      log.push(`ask ${format}`);
      return changes.answer ?? ended(report([outcome('held')]));
    },
    terminal: false,
    out: (line) => log.push(line),
    clear: () => log.push('clear'),
    look,
    signal: abort.signal,
    ...changes,
  });
  return log;
};

describe('watching', () => {
  it('asks at once, then once for each burst of changes, and is a line a run where there is no terminal', async () => {
    expect(await watched([['helm/backend/values.yaml'], ['a', 'b', 'c', 'd', 'e']])).toEqual([
      'ask json',
      'validate ok: 1 held  0.0 s',
      'ask json',
      'validate ok: 1 held  0.0 s  after helm/backend/values.yaml',
      'ask json',
      'validate ok: 1 held  0.0 s  after a, b, c and 2 more',
    ]);
  });

  it('says in that line the first error and how many there are', async () => {
    const other = finding('values/type', 'x');
    const [, line] = await watched([], { answer: ended(report([outcome('failed', [typo, other])], [typo])) });
    expect(line).toBe(
      'validate not ok: 1 failed  0.0 s  helm/backend/values.yaml:2:1 unknown key "replicaCont"  [values/unknown-key] and 1 more',
    );
  });

  it('takes the whole terminal for each run', async () => {
    expect(await watched([['a']], { terminal: true })).toEqual([
      'clear',
      'ask text',
      '\nWaiting for changes; Ctrl-C ends.',
      'clear',
      'Changed: a\n',
      'ask text',
      '\nWaiting for changes; Ctrl-C ends.',
    ]);
  });

  it('goes on when the scripts themselves cannot run, and says why', async () => {
    const broken = { code: 1, out: '', err: '\n  at x\nSyntaxError: Unexpected token\n  at y\n' };
    const [, line, ...more] = await watched([['scripts/run.ts']], { answer: broken });
    expect(line).toBe('validate did not run: SyntaxError: Unexpected token');
    expect(more).toHaveLength(2);
    const [, silent] = await watched([], { answer: { code: 126, out: '', err: '' } });
    expect(silent).toBe('validate did not run: exit code 126');
  });

  it('says nothing any more once it is interrupted', async () => {
    const abort = new AbortController();
    const log = await watched([], {
      signal: abort.signal,
      ask: async () => {
        abort.abort();
        return ended('');
      },
    });
    expect(log).toEqual([]);
  });
});
