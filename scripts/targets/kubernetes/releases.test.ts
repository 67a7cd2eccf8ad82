import { describe, expect, test } from 'vitest';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { historyOf, parseRelease, planRecovery, readRelease } from './releases.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const doorOf = (shell: Parameters<typeof memoryWorld>[0] & object) => openDoor(memoryWorld(shell).world, kubeconfig);

const manifest =
  '---\nkind: Secret\nmetadata: {name: s}\ndata: {A: c2VjcmV0}\n---\n# Source: x\nkind: Deployment\nmetadata: {name: backend}\n---\n';

describe('what helm get prints', () => {
  test('becomes revision, status, description and the documents, texts of Secrets as hashes', () => {
    const said = { code: 0, stderr: '', stdout: `3 deployed "todo-chatbot/1 abc"\n${manifest}` };
    expect(parseRelease(said)).toEqual({
      revision: 3,
      status: 'deployed',
      description: 'todo-chatbot/1 abc',
      documents: [
        {
          kind: 'Secret',
          metadata: { name: 's' },
          data: { A: expect.stringMatching(/^[0-9a-f]{64}$/) },
          stringData: {},
        },
        { kind: 'Deployment', metadata: { name: 'backend' } },
      ],
    });
  });

  test('may have quotes and line breaks in its description', () => {
    const said = { code: 0, stderr: '', stdout: '3 failed "Upgrade \\"backend\\" failed:\\nlate"\n' };
    expect(parseRelease(said)?.description).toBe('Upgrade "backend" failed:\nlate');
    expect(parseRelease({ ...said, stdout: '3 failed "not \\a JSON string"\n' })?.description).toBe(
      'not \\a JSON string',
    );
  });

  test('is nothing where there is no release', () => {
    expect(parseRelease({ code: 1, stdout: '', stderr: 'Error: release: not found' })).toBeUndefined();
  });
});

test('a release that was rolled back has the fingerprint of the revision it went back to', async () => {
  const door = doorOf({
    shell: [
      ['helm get all backend -n n --revision 4 *', '4 superseded "Rollback to 2"\n'],
      ['helm get all backend -n n --revision 2 *', '2 superseded "todo-chatbot/1 abc"\n'],
      ['helm get all backend -n n --template *', '6 deployed "Rollback to 4"\n'],
    ],
  });
  expect(await readRelease(door, 'n', 'backend')).toMatchObject({ revision: 6, fingerprint: 'todo-chatbot/1 abc' });
});

describe('the history of a release', () => {
  test('is empty where there is none', async () => {
    const door = doorOf({ shell: [['helm history *', { code: 1, stderr: 'Error: release: not found' }]] });
    expect(await historyOf(door, 'n', 'backend')).toEqual([]);
  });

  test('is a problem where the cluster does not answer', async () => {
    const door = doorOf({ shell: [['helm history *', { code: 1, stderr: 'Kubernetes cluster unreachable' }]] });
    await expect(historyOf(door, 'n', 'backend')).rejects.toHaveProperty('finding.code', 'cluster/unreachable');
  });
});

describe('the recovery of a release', () => {
  const history = (...statuses: readonly string[]) =>
    statuses.map((status, index) => ({ revision: index + 1, status, description: '' }));

  test.each([
    ['nothing', history(), { do: 'nothing' }],
    ['deployed', history('superseded', 'deployed'), { do: 'nothing' }],
    ['failed', history('deployed', 'failed'), { do: 'nothing' }],
    [
      'pending-upgrade after deployed',
      history('superseded', 'deployed', 'failed', 'pending-upgrade'),
      { do: 'rollback', to: 2 },
    ],
    ['pending-rollback', history('superseded', 'deployed', 'pending-rollback'), { do: 'rollback', to: 2 }],
    [
      'pending-upgrade with nothing but superseded',
      history('superseded', 'failed', 'pending-upgrade'),
      { do: 'rollback', to: 1 },
    ],
    ['pending-upgrade after a failed install', history('failed', 'pending-upgrade'), { do: 'uninstall' }],
    ['pending-install', history('pending-install'), { do: 'uninstall' }],
    ['uninstalling', history('uninstalling'), { do: 'uninstall' }],
  ])('from %s', (_, given, plan) => {
    expect(planRecovery(given)).toEqual(plan);
  });
});
