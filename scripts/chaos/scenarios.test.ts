import { describe, expect, it } from 'vitest';
import { readProposal } from '../actions/proposal.ts';
import { actionCommand } from '../core/action.ts';
import { codes } from '../core/codes.ts';
import { scenarioOf, scenarios } from './scenarios.ts';

describe('the scenarios', () => {
  it('are at least eight, each with a name and a cause of its own', () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(8);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
    expect(new Set(scenarios.map(({ expects }) => expects)).size).toBe(scenarios.length);
    for (const { name, expects } of scenarios) {
      expect(expects in codes).toBe(true);
      expect(scenarioOf(name)?.name).toBe(name);
    }
    expect(scenarioOf('nosuch')).toBeUndefined();
  });

  it('are mended by a repair in all but one, which says why no repair mends it', () => {
    const others = scenarios.flatMap(({ mending }) => (mending.kind === 'deploy' ? [mending.why] : []));
    expect(scenarios.length - others.length).toBeGreaterThanOrEqual(8);
    expect(others).toEqual([expect.stringMatching(/^a quota is of whoever/)]);
  });

  it.each(scenarios)('$name names no namespace and no context: who runs it says where', ({ breaks, mending }) => {
    const before = mending.kind === 'deploy' && mending.before ? [mending.before] : [];
    for (const { words } of [...breaks, ...before])
      expect(
        words.filter((word) => /^(?:-n|--namespace|--context|--kubeconfig|-A|--all-namespaces)(?:=|$)/.test(word)),
      ).toEqual([]);
  });

  it.each(scenarios.filter(({ mending }) => mending.kind === 'action'))(
    '$name is mended by the repair that its proposal comes to',
    ({ proposal = '', mending }) => {
      if (mending.kind !== 'action') return expect.fail();
      expect(readProposal(proposal, 'todo-chatbot-chaos')).toEqual({ action: mending.action });
      expect(readProposal(actionCommand(mending.action) ?? '', 'todo-chatbot-chaos')).toEqual({
        action: mending.action,
      });
    },
  );

  it.each(scenarios.flatMap(({ name, proposal }) => (proposal ? [[name, proposal] as const] : [])))(
    '%s has a proposal that is one of the repairs',
    (_, proposal) => {
      expect(readProposal(proposal, 'todo-chatbot-chaos')).toHaveProperty('action');
    },
  );
});
