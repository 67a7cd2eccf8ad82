import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Verdict } from '../core/task.ts';
import { memoryWorld } from '../testing/world.ts';
import { all } from './all.ts';

const wrong = finding('source/missing', 'not there');
const warning = finding('env/space', 'little', { level: 'warning' });
const skip = { skip: 'nothing to ask' };
const asked = (...verdicts: readonly Verdict[]) =>
  all(...verdicts.map((verdict) => async () => verdict))(memoryWorld().world);

describe('several checks as one', () => {
  it('hold when all hold, and keep the warnings of each', async () => {
    expect(await asked([], [])).toEqual([]);
    expect(await asked([warning], [], [warning])).toEqual([warning, warning]);
  });

  it('fail with the errors of all', async () => {
    expect(await asked([wrong], [], [wrong])).toEqual([wrong, wrong]);
  });

  it('are skipped when one is, yet never hide an error by it', async () => {
    expect(await asked([], skip)).toEqual(skip);
    expect(await asked([warning], skip)).toEqual(skip);
    expect(await asked(skip, [wrong])).toEqual([wrong]);
  });
});
