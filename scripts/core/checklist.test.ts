import { describe, expect, it } from 'vitest';
import { checklist } from './checklist.ts';

describe('the checklist', () => {
  it('has a chapter for each phase and a box for each task, unticked', () => {
    const plan = '## Phase 1: One\n- [x] T001 [US1] A <b>\n- [ ] T002 B\n## Phase 2: Two\n- [ ] T003 C\n';
    expect(checklist(plan)).toBe('## One\n\n- [ ] T001 A \\<b>\n- [ ] T002 B\n\n## Two\n\n- [ ] T003 C');
  });
});
