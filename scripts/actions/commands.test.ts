import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, actionCommand, type ObjectName } from '../core/action.ts';
import { readProposal } from './proposal.ts';

const object = fc.constantFrom<ObjectName>(
  { kind: 'Deployment', name: 'backend' },
  { kind: 'Deployment', name: 'frontend' },
  { kind: 'StatefulSet', name: 'database' },
);
const amounts = fc.constantFrom({ cpu: '250m' }, { memory: '512Mi' }, { cpu: '1', memory: '1Gi' });
const actions: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ action: fc.constant('Scale' as const), object, replicas: fc.integer({ min: 0, max: 9 }) }),
  fc.record(
    {
      action: fc.constant('SetResources' as const),
      object,
      container: fc.constant('backend'),
      requests: amounts,
      limits: amounts,
    },
    { requiredKeys: ['action', 'object', 'limits'] },
  ),
  fc.record({ action: fc.constant('RolloutRestart' as const), object }),
  fc.record(
    { action: fc.constant('RolloutUndo' as const), object, revision: fc.integer({ min: 1, max: 99 }) },
    { requiredKeys: ['action', 'object'] },
  ),
  fc.record({
    action: fc.constant('SetHelmValue' as const),
    release: fc.constantFrom('backend' as const, 'frontend' as const),
    path: fc.constantFrom(['probes', 'readiness', 'path'], ['config', 'LOG_LEVEL'], ['preStopSleepSeconds']),
    value: fc.constantFrom('/ready', 'info', 5, true),
  }),
  fc.record({
    action: fc.constant('SetHelmValue' as const),
    release: fc.constantFrom('backend' as const, 'frontend' as const),
    path: fc.constant(['image', 'tag']),
    value: fc.constantFrom('latest', '0123456789ab', '17', '1.0'),
  }),
  fc.record({
    action: fc.constant('SetSecretKey' as const),
    key: fc.constantFrom('OPENAI_API_KEY' as const, 'DATABASE_URL' as const, 'AUTH_SECRET' as const),
  }),
);

describe('the command of an action', () => {
  it('is read back as that action', () => {
    fc.assert(
      fc.property(actions, (action) => {
        expect(readProposal(actionCommand(action) ?? '', 'todo')).toEqual({ action });
      }),
    );
  });

  it('is none for a text that a command would change', () => {
    for (const value of ['3', 'true', 'a,b', 'x y', '$HOME', ''])
      expect(
        actionCommand({ action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value }),
      ).toBeUndefined();
  });
});
