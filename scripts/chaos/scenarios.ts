import type { ObjectName } from '../core/action.ts';
import type { JsonMap } from '../core/charts.ts';
import type { Breaking, Scenario } from './scenario.ts';

const backend: ObjectName = { kind: 'Deployment', name: 'backend' };

/** Only fields that the chart renders are changed: then a deploy finds each of them, and sets it back. */
const patch = (object: string, change: JsonMap): Breaking => ({
  words: ['patch', object, '--type', 'strategic', '-p', JSON.stringify(change)],
});

const patchList = (object: string, ...operations: readonly JsonMap[]): Breaking => ({
  words: ['patch', object, '--type', 'json', '-p', JSON.stringify(operations)],
});

const template = (change: JsonMap): Breaking => patch('deployment/backend', { spec: { template: change } });

const container = (change: JsonMap): Breaking => template({ spec: { containers: [{ name: 'backend', ...change }] } });

/** New pods, as a changed setting brings them. */
const rolled = (checksum: 'checksum/config' | 'checksum/secret'): Breaking =>
  template({ metadata: { annotations: { [checksum]: 'chaos' } } });

const serving = 'Every backend pod is ready, and backend-service has endpoints.';

/** What can be broken, and how each is mended. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'database-host',
    symptom: 'New pods of the backend never start; those from before go on serving.',
    breaks: [
      patch('configmap/backend-config', { data: { DATABASE_URL: 'postgresql://todo@nosuch-database:5432/todo' } }),
      rolled('checksum/config'),
    ],
    expects: 'pod/database-host',
    question: 'Why do new pods of the backend not start?',
    proposal: 'kubectl set env deployment/backend DATABASE_URL=postgresql://todo@database-service:5432/todo',
    mending: {
      kind: 'action',
      action: {
        action: 'SetHelmValue',
        release: 'backend',
        path: ['config', 'DATABASE_URL'],
        value: 'postgresql://todo@database-service:5432/todo',
      },
    },
    verification: serving,
  },
  {
    name: 'image-missing',
    symptom: 'A new pod of the backend waits and never runs.',
    breaks: [container({ image: 'backend:nosuchtag', imagePullPolicy: 'Never' })],
    expects: 'pod/image-missing',
    question: 'Which image does the waiting backend pod want?',
    proposal: 'kubectl rollout undo deployment/backend',
    mending: { kind: 'action', action: { action: 'RolloutUndo', object: backend } },
    verification: serving,
  },
  {
    name: 'secret-key',
    symptom: 'A new pod of the backend waits with CreateContainerConfigError.',
    breaks: [
      patchList('secret/backend-secret', { op: 'remove', path: '/data/AUTH_SECRET' }),
      rolled('checksum/secret'),
    ],
    expects: 'pod/config-key-missing',
    question: 'What does the container of the backend lack?',
    proposal: 'kubectl set env deployment/backend --from=secret/backend-secret --keys=AUTH_SECRET',
    mending: { kind: 'action', action: { action: 'SetSecretKey', key: 'AUTH_SECRET' } },
    verification: `${serving} Whoever was signed in signs in again.`,
  },
  {
    name: 'readiness-path',
    symptom: 'A new pod of the backend runs and gets no traffic.',
    breaks: [container({ readinessProbe: { httpGet: { path: '/nope' } } })],
    expects: 'pod/probe-path',
    question: 'Why does the new backend pod not become ready?',
    proposal: 'helm upgrade backend helm/backend --reuse-values --set probes.readiness.path=/ready',
    mending: {
      kind: 'action',
      action: { action: 'SetHelmValue', release: 'backend', path: ['probes', 'readiness', 'path'], value: '/ready' },
    },
    verification: serving,
  },
  {
    name: 'memory-limit',
    symptom: 'A new pod of the backend is started and killed again and again.',
    breaks: [container({ resources: { requests: { memory: '16Mi' }, limits: { memory: '24Mi' } } })],
    expects: 'pod/out-of-memory',
    question: 'Why is the backend restarted again and again?',
    proposal: 'kubectl set resources deployment/backend --requests=memory=256Mi --limits=memory=512Mi',
    mending: {
      kind: 'action',
      action: {
        action: 'SetResources',
        object: backend,
        requests: { memory: '256Mi' },
        limits: { memory: '512Mi' },
      },
    },
    verification: serving,
  },
  {
    name: 'cpu-request',
    symptom: 'A new pod of the backend stays Pending.',
    breaks: [container({ resources: { requests: { cpu: '64' }, limits: { cpu: '64' } } })],
    expects: 'pod/insufficient-cpu',
    question: 'Why is a pod of the backend Pending?',
    proposal: 'kubectl set resources deployment/backend --requests=cpu=100m --limits=cpu=500m',
    mending: {
      kind: 'action',
      action: { action: 'SetResources', object: backend, requests: { cpu: '100m' }, limits: { cpu: '500m' } },
    },
    verification: serving,
  },
  {
    name: 'service-selector',
    symptom: 'All pods are ready, and the frontend reaches no backend.',
    breaks: [patch('service/backend-service', { spec: { selector: { app: 'nobody' } } })],
    expects: 'service/selector',
    question: 'Why does backend-service have no endpoints?',
    proposal: 'helm rollback backend',
    mending: { kind: 'action', action: { action: 'RolloutUndo', object: backend } },
    verification: serving,
  },
  {
    name: 'service-port',
    symptom: 'All pods are ready, and connections to backend-service are refused.',
    breaks: [patchList('service/backend-service', { op: 'replace', path: '/spec/ports/0/targetPort', value: 'web' })],
    expects: 'service/port-name',
    question: 'Which port does backend-service lead to?',
    proposal: 'helm rollback backend',
    mending: { kind: 'action', action: { action: 'RolloutUndo', object: backend } },
    verification: serving,
  },
  {
    name: 'quota',
    symptom: 'A rollout of the backend begins, and no pod comes.',
    breaks: [
      {
        words: ['apply', '-f', '-'],
        input: {
          apiVersion: 'v1',
          kind: 'ResourceQuota',
          metadata: { name: 'chaos', labels: { 'app.kubernetes.io/part-of': 'todo-chatbot' } },
          spec: { hard: { pods: '1' } },
        },
      },
      rolled('checksum/config'),
    ],
    expects: 'pod/quota',
    question: 'Why does the rollout of the backend create no pod?',
    mending: {
      kind: 'deploy',
      why: 'a quota is of whoever shares out the cluster, and a repair changes releases alone',
      before: { words: ['delete', 'resourcequota/chaos', '--ignore-not-found'] },
    },
    verification: serving,
  },
  {
    name: 'scaled-down',
    symptom: 'The backend has no pods at all.',
    breaks: [{ words: ['scale', 'deployment/backend', '--replicas=0'] }],
    expects: 'pod/scaled-down',
    question: 'Where are the pods of the backend?',
    proposal: 'kubectl scale deployment/backend --replicas=1',
    mending: { kind: 'action', action: { action: 'Scale', object: backend, replicas: 1 } },
    verification: serving,
  },
];

/** A scenario by its name. */
export const scenarioOf = (name: string): Scenario | undefined => scenarios.find((one) => one.name === name);
