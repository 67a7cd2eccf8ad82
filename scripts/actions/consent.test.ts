import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../core/action.ts';
import { consentTo, type Person } from './consent.ts';

const action: Action = { action: 'Scale', object: { kind: 'Deployment', name: 'backend' }, replicas: 3 };
const person = (more: Partial<Person> = {}): Person => ({ isTTY: true, yes: false, allowApply: undefined, ...more });

describe('an action', () => {
  it('is asked for at a terminal, by the name of its object', () => {
    expect(consentTo(action, person())).toEqual({
      kind: 'ask',
      name: 'backend',
      question: 'Scale backend to 3 replicas? Type backend to agree:',
    });
    const value: Action = { action: 'SetHelmValue', release: 'frontend', path: ['preStopSleepSeconds'], value: 3 };
    expect(consentTo(value, person())).toMatchObject({ kind: 'ask', name: 'frontend' });
    expect(consentTo({ action: 'SetSecretKey', key: 'DATABASE_URL' }, person())).toMatchObject({ name: 'backend' });
  });

  it('may be made when just that name was typed', () => {
    expect(consentTo(action, person({ typed: 'backend' }))).toEqual({ kind: 'given' });
  });

  it.each(['', 'y', 'yes', 'Backend', 'backend ', ' backend', 'backend\n', 'frontend', 'deployment/backend'])(
    'is ai/unconfirmed when %j was typed',
    (typed) => {
      expect(consentTo(action, person({ typed }))).toMatchObject({
        kind: 'refused',
        finding: { code: 'ai/unconfirmed', level: 'error' },
      });
    },
  );

  it('is ai/no-consent without a terminal', () => {
    expect(consentTo(action, person({ isTTY: false }))).toMatchObject({ finding: { code: 'ai/no-consent' } });
    expect(consentTo(action, person({ isTTY: false, allowApply: '1' }))).toMatchObject({
      finding: { code: 'ai/no-consent' },
    });
    expect(consentTo(action, person({ isTTY: false, typed: 'backend' })), 'a pipe may say anything').toMatchObject({
      finding: { code: 'ai/no-consent' },
    });
  });

  it.each([undefined, '', '0', 'true', 'yes', '11', ' 1'])(
    'is ai/no-consent with --yes alone, AI_ALLOW_APPLY being %j, at a terminal too',
    (allowApply) => {
      for (const isTTY of [true, false])
        expect(consentTo(action, person({ isTTY, yes: true, allowApply }))).toMatchObject({
          kind: 'refused',
          finding: { code: 'ai/no-consent', remedy: expect.stringContaining('AI_ALLOW_APPLY=1') },
        });
    },
  );

  it('may be made with --yes where AI_ALLOW_APPLY is 1', () => {
    expect(consentTo(action, person({ isTTY: false, yes: true, allowApply: '1' }))).toEqual({ kind: 'given' });
    expect(consentTo(action, person({ yes: true, allowApply: '1' }))).toEqual({ kind: 'given' });
  });

  it('is made in no other case', () => {
    const people = fc.record(
      {
        isTTY: fc.boolean(),
        yes: fc.boolean(),
        typed: fc.oneof(fc.string(), fc.constant('backend')),
        allowApply: fc.constantFrom(undefined, '1', '0', ''),
      },
      { requiredKeys: ['isTTY', 'yes', 'allowApply'] },
    );
    fc.assert(
      fc.property(people, (one) => {
        const byHand = one.isTTY && !one.yes && one.typed === 'backend';
        const beforehand = one.yes && one.allowApply === '1';
        expect(consentTo(action, one).kind === 'given').toBe(byHand || beforehand);
      }),
    );
  });
});
