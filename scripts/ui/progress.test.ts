import { describe, expect, it } from 'vitest';
import type { Outcome } from '../core/engine.ts';
import { ticked } from './progress.ts';

const outcome = (task: Outcome['task'], state: Outcome['state']): Outcome => ({
  task,
  state,
  phase: 'Setup',
  title: '',
  ms: 0,
  findings: [],
});
const words = '## Phase 1: Setup\n\n- [ ] T001 One\n- [x] T002 Two\n- [ ] T003 Three\n- [ ] T0011 no task\n';

describe('ticking tasks.md', () => {
  it('writes the boxes of what was asked and nothing else', () => {
    expect(ticked(words, [outcome('T001', 'held'), outcome('T002', 'failed'), outcome('T003', 'skipped')])).toBe(
      '## Phase 1: Setup\n\n- [x] T001 One\n- [ ] T002 Two\n- [ ] T003 Three\n- [ ] T0011 no task\n',
    );
  });
});
