import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, actionText } from '../core/action.ts';
import { actionSchema, readAction } from './schema.ts';

const object = { kind: 'Deployment', name: 'backend' } as const;

const sentences: readonly (readonly [Action, string])[] = [
  [{ action: 'Scale', object, replicas: 3 }, 'Scale backend to 3 replicas'],
  [{ action: 'Scale', object, replicas: 1 }, 'Scale backend to 1 replica'],
  [
    { action: 'SetResources', object, requests: { cpu: '250m' }, limits: { memory: '512Mi' } },
    'Give backend a CPU request of 250m and a memory limit of 512Mi',
  ],
  [{ action: 'SetResources', object, limits: { cpu: '1' } }, 'Give backend a CPU limit of 1'],
  [{ action: 'RolloutRestart', object }, 'Restart the pods of backend'],
  [{ action: 'RolloutUndo', object }, 'Take back the last change of backend'],
  [{ action: 'RolloutUndo', object, revision: 4 }, 'Take backend back to revision 4'],
  [
    { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'debug' },
    'Set backend.config.LOG_LEVEL to "debug"',
  ],
  [{ action: 'SetSecretKey', key: 'OPENAI_API_KEY' }, 'Set OPENAI_API_KEY of the backend'],
];

describe('an action', () => {
  const published = new Ajv().compile(actionSchema);

  it.each(sentences)('%j has the published form and a sentence', (action, sentence) => {
    expect(readAction(action)).toEqual({ action });
    expect(published(action)).toBe(true);
    expect(actionText(action)).toBe(sentence);
  });

  it('of every kind is among them', () => {
    expect(new Set(sentences.map(([{ action }]) => action)).size).toBe(actionSchema.oneOf.length);
  });

  it('is published in docs/report.schema.json as it is checked', () => {
    const { definitions } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../docs/report.schema.json'), 'utf8'),
    );
    expect(definitions.action).toEqual(JSON.parse(JSON.stringify(actionSchema)));
    expect(definitions.finding.properties.action).toEqual({ $ref: '#/definitions/action' });
  });
});

describe('what is no action is ai/action-form', () => {
  const rows: readonly (readonly [unknown, string])[] = [
    [undefined, 'none of Scale, SetResources'],
    [null, 'none of Scale'],
    ['Scale', 'none of Scale'],
    [{ action: 'Delete', object }, 'none of Scale'],
    [{ action: 'constructor' }, 'none of Scale'],
    [{ action: 'Scale', object }, "Scale must have required property 'replicas'"],
    [{ action: 'Scale', object, replicas: '3' }, 'Scale.replicas must be integer'],
    [{ action: 'Scale', object, replicas: 1.5 }, 'Scale.replicas must be integer'],
    [{ action: 'Scale', object, replicas: -1 }, 'Scale.replicas must be >= 0'],
    [{ action: 'Scale', object: { kind: 'Pod', name: 'x' }, replicas: 1 }, 'Scale.object.kind'],
    [{ action: 'Scale', object: { kind: 'Deployment', name: 'a b' }, replicas: 1 }, 'Scale.object.name'],
    [{ action: 'Scale', object, replicas: 1, namespace: 'x' }, '("namespace")'],
    [{ action: 'SetResources', object }, 'SetResources'],
    [{ action: 'SetResources', object, limits: {} }, 'SetResources.limits'],
    [{ action: 'SetResources', object, limits: { gpu: '1' } }, '("gpu")'],
    [{ action: 'SetHelmValue', release: 'other', path: ['a'], value: 1 }, 'SetHelmValue.release'],
    [{ action: 'SetHelmValue', release: 'backend', path: [], value: 1 }, 'SetHelmValue.path'],
    [{ action: 'SetHelmValue', release: 'backend', path: ['a'], value: { b: 1 } }, 'SetHelmValue.value'],
    [{ action: 'SetHelmValue', release: 'backend', path: ['a'], value: 'x\ny: 1' }, 'SetHelmValue.value'],
    [{ action: 'SetSecretKey', key: 'POSTGRES_PASSWORD' }, 'SetSecretKey.key'],
    [{ action: 'SetSecretKey', key: 'OPENAI_API_KEY', value: 'canary-value' }, '("value")'],
  ];

  it.each(rows)('%j', (data, why) => {
    const read = readAction(data);
    expect(read).toMatchObject({ finding: { code: 'ai/action-form' } });
    expect('finding' in read && read.finding.message).toContain(why);
    expect(JSON.stringify(read)).not.toContain('canary-value');
  });

  it('whatever the data, and nothing is thrown', () => {
    const kinds = fc.constantFrom('Scale', 'SetResources', 'RolloutUndo', 'SetHelmValue', 'SetSecretKey', 'x');
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ action: kinds, object: fc.anything() })), (data) => {
        expect(readAction(data)).toHaveProperty('finding');
      }),
    );
  });
});
