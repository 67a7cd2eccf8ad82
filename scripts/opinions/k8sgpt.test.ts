import { describe, expect, test } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Said } from '../core/world.ts';
import type { Diagnosis, Subject } from '../diagnosis/diagnosis.ts';
import { memoryWorld } from '../testing/world.ts';
import { askK8sgpt, besideRules, withoutK8sgpt } from './k8sgpt.ts';

const same = (one: Subject, other: Subject) => one.kind === other.kind && one.name === other.name;

const ask = async (said: Partial<Said>, kubeconfig = '/private/own') => {
  const { world, ran, handed } = memoryWorld({ shell: [['k8sgpt *', said]] });
  const redact = (text: string) => text.replaceAll('canary', '***');
  const opinion = await askK8sgpt(world, { namespace: 'todo', redact, kubeconfig });
  return { opinion, ran, handed };
};

/** As v0.4.36 prints it. */
const report = (more: object) =>
  `${JSON.stringify({ provider: '', errors: null, status: 'OK', problems: 0, results: null, ...more }, null, 2)}\n`;

const results = [
  {
    kind: 'Pod',
    name: 'todo/backend-0/backend',
    error: [{ Text: 'Error canary', KubernetesDoc: '', Sensitive: [{ Unmasked: 'unmasked', Masked: 'x' }] }],
    details: '',
    parentObject: 'Deployment/backend',
  },
  { kind: 'Service', name: 'todo/backend-service', error: [{ Text: 'Service has no endpoints', Sensitive: [] }] },
];

describe('k8sgpt', () => {
  test('is asked without a model and a cache, with a home and settings of its own, in the namespace alone', async () => {
    const { ran, handed } = await ask({ stdout: report({}) }, '/private/reader');
    expect(ran).toMatchObject([
      {
        verb: 'read',
        text: 'k8sgpt analyze -o json --no-cache -n todo -f Pod,Deployment,StatefulSet,ReplicaSet,Job,PersistentVolumeClaim,Service,Ingress,HorizontalPodAutoscaler,Log --config /private/k8sgpt.yaml --kubeconfig /private/reader',
        options: { env: { HOME: '/private', XDG_CONFIG_HOME: undefined }, deadline: 30_000 },
      },
    ]);
    expect(handed).toEqual([{ name: 'k8sgpt.yaml', text: '' }]);
  });

  test('is read behind lines that stand before its report, redacted, and without what is marked as sensitive', async () => {
    const before = 'no kind "List" is registered\n{"half": \n{\n';
    const { opinion } = await ask({ stdout: before + report({ status: 'ProblemDetected', problems: 2, results }) });
    expect(opinion).toEqual({
      kind: 'answered',
      results: [
        { object: { kind: 'Pod', name: 'backend-0' }, container: 'backend', texts: ['Error ***'] },
        { object: { kind: 'Service', name: 'backend-service' }, texts: ['Service has no endpoints'] },
      ],
      findings: [],
    });
    expect(JSON.stringify(opinion)).not.toContain('nmasked');
  });

  test('that finds nothing has no results', async () => {
    expect((await ask({ stdout: report({}) })).opinion).toEqual({ kind: 'answered', results: [], findings: [] });
  });

  test('names an object whose whole path looks like a key', async () => {
    const { world } = memoryWorld({
      shell: [
        ['k8sgpt *', report({ results: [{ kind: 'Pod', name: 'a-namespace/app-657f9f7d87-l6x4n/app', error: [] }] })],
      ],
    });
    const redact = (text: string) => (text.length > 30 ? '***' : text);
    const { results: found } = await askK8sgpt(world, { namespace: 'todo', kubeconfig: '/private/own', redact });
    expect(found).toMatchObject([{ object: { kind: 'Pod', name: 'app-657f9f7d87-l6x4n' }, container: 'app' }]);
  });

  test('that says OK where a part of it could not look has a gap, and is no sign of health where no part could', async () => {
    const some = await ask({ stdout: report({ errors: ['[Ingress] forbidden'] }) });
    expect(some.opinion).toMatchObject({
      kind: 'answered',
      findings: [{ code: 'ai/k8sgpt-gap', level: 'warning', evidence: [{ text: '[Ingress] forbidden' }] }],
    });
    const all = await ask({ stdout: report({ errors: Array.from({ length: 10 }, (_, at) => `[${at}] forbidden`) }) });
    expect(all.opinion).toMatchObject({ kind: 'failed', findings: [{ code: 'ai/k8sgpt-failed', level: 'error' }] });
  });

  test('that is not there is absent, in one line', async () => {
    const { opinion } = await ask({ code: 127 });
    expect(opinion).toMatchObject({
      kind: 'absent',
      findings: [{ code: 'ai/k8sgpt-missing', level: 'info', message: withoutK8sgpt }],
    });
    expect(withoutK8sgpt).toBe('k8sgpt: not installed, rules only');
  });

  test.each<[Partial<Said>, string]>([
    [{ code: 1, stdout: 'Error: initialising kubernetes client: connection refused\n' }, 'gives no report'],
    [{ code: 124 }, 'did not end within 30 s'],
    [{ stdout: '{"no": "report"}' }, 'gives no report'],
    [{ stdout: '' }, 'gives no report'],
    [{ stdout: report({ results }).slice(0, -20) }, 'gives no report'],
  ])('that says %j has failed', async (said, message) => {
    const { opinion } = await ask(said);
    expect(opinion).toMatchObject({
      kind: 'failed',
      results: [],
      findings: [{ code: 'ai/k8sgpt-failed', message: expect.stringContaining(message) }],
    });
  });
});

describe('what k8sgpt says beside the rules', () => {
  const rule: Diagnosis = {
    release: 'backend',
    subjects: [{ kind: 'Pod', name: 'backend-0' }],
    finding: finding('pod/database-host', 'no such host', { remedy: 'Correct the host.' }),
    patience: 0,
  };
  const result = (kind: string, name: string) => ({ object: { kind, name }, texts: ['words'] });

  test.each([
    [
      result('Pod', 'backend-0'),
      'k8sgpt finds something in Pod backend-0; the rules say pod/database-host of Pod backend-0',
    ],
    [
      { ...result('Pod', 'backend-0'), container: 'backend' },
      'k8sgpt finds something in container backend of Pod backend-0; the rules say pod/database-host of Pod backend-0',
    ],
    [
      result('Deployment', 'backend'),
      'k8sgpt finds something in Deployment backend; the rules say pod/database-host of Pod backend-0',
    ],
    [result('Service', 'backend'), 'k8sgpt finds something in Service backend; no rule says anything about it'],
  ])('%j', (one, message) => {
    expect(besideRules([one], [rule], same)).toMatchObject([
      { code: 'ai/k8sgpt-opinion', level: 'info', message, evidence: [{ text: 'words' }] },
    ]);
  });

  test('has the remedy of the rule where there is one', () => {
    expect(besideRules([result('Pod', 'backend-0')], [rule], same)[0]?.remedy).toBe('Correct the host.');
    expect(besideRules([result('Pod', 'other')], [rule], same)[0]?.remedy).toContain('kubectl describe');
  });
});
