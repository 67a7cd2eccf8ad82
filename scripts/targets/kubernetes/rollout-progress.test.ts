import { describe, expect, test } from 'vitest';
import { type ClusterSnapshot, type ContainerStatus, emptySnapshot, type Pod } from '../../diagnosis/snapshot.ts';
import { rolloutProgress } from './rollout-progress.ts';

const revision = (number: string) => ({ 'deployment.kubernetes.io/revision': number });
const set = (name: string, number: string) => ({
  metadata: {
    name,
    uid: name,
    annotations: revision(number),
    ownerReferences: [{ kind: 'Deployment', name: 'backend', uid: 'd' }],
  },
});
const pod = (owner: string, ready: boolean, ...containerStatuses: readonly ContainerStatus[]): Pod => ({
  metadata: { name: `${owner}-x`, ownerReferences: [{ kind: 'ReplicaSet', name: owner, uid: owner }] },
  status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], containerStatuses },
});

/** A Deployment of two replicas in its second revision, with these pods. */
const snapshot = (...pods: readonly Pod[]): ClusterSnapshot => ({
  ...emptySnapshot,
  namespace: 'todo-chatbot',
  workloads: [
    {
      kind: 'Deployment',
      metadata: { name: 'backend', uid: 'd', generation: 2, annotations: revision('2') },
      spec: { replicas: 2 },
      status: { observedGeneration: 2 },
    },
  ],
  replicaSets: [set('old', '1'), set('new', '2')],
  pods,
});

const running = { name: 'backend', ready: true, state: { running: {} } };
const creating = { name: 'backend', ready: false, state: { waiting: { reason: 'ContainerCreating' } } };
const migrated = { name: 'migrate', ready: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } };
const crashing = {
  name: 'migrate',
  ready: false,
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s' } },
};

describe('the progress of a rollout', () => {
  test.each([
    ['nothing is there yet', snapshot(), '0/2 ready, no pod yet'],
    ['only pods of the revision before are ready', snapshot(pod('old', true, running)), '0/2 ready, no pod yet'],
    [
      'one is ready and one is made',
      snapshot(pod('new', true, running), pod('new', false, migrated, creating)),
      '1/2 ready, ContainerCreating',
    ],
    [
      'both wait for one thing',
      snapshot(pod('new', false, crashing, creating), pod('new', false, crashing, creating)),
      '0/2 ready, migrate: CrashLoopBackOff',
    ],
    ['both are ready', snapshot(pod('new', true, running), pod('new', true, running)), '2/2 ready'],
  ])('when %s', (_, seen, told) => {
    expect(rolloutProgress(seen, 'backend')).toBe(told);
  });

  test('names why a pod has no node', () => {
    const waiting: Pod = {
      ...pod('new', false),
      status: {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
      },
    };
    expect(rolloutProgress(snapshot(waiting), 'backend')).toBe('0/2 ready, Unschedulable');
    expect(rolloutProgress({ ...snapshot(), workloads: [] }, 'backend')).toBe('no workload yet');
  });
});
