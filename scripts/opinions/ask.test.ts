import { describe, expect, test } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Diagnosis, Subject } from '../diagnosis/diagnosis.ts';
import { memoryWorld } from '../testing/world.ts';
import { secondOpinions } from './ask.ts';
import { agentAt } from './kagent.ts';

const mark = 'data-77';
const base = 'http://127.0.0.1:8083';
const rule: Diagnosis = {
  subjects: [{ kind: 'Pod', name: 'backend-0' }],
  finding: finding('pod/database-host', 'no such host'),
  patience: 0,
};

const same = (one: Subject, other: Subject) => one.kind === other.kind && one.name === other.name;

const asking = {
  task: { namespace: 'todo', exhibits: [{ source: 'log', text: 'words' }] },
  mark,
  rules: [rule],
  kin: same,
  kubeconfig: '/private/reader',
  redact: (text: string) => text,
};

describe('second opinions', () => {
  test('are two lines where neither is there', async () => {
    const { world } = memoryWorld({ shell: [['k8sgpt *', { code: 127 }]] });
    for (const kagent of [undefined, agentAt(base)])
      expect(
        (await secondOpinions(world, { ...asking, kagent })).map(({ level, message }) => [level, message]),
      ).toEqual([
        ['info', 'kagent: not reachable, rules only'],
        ['info', 'k8sgpt: not installed, rules only'],
      ]);
  });

  test('of models are left out where none is wanted: k8sgpt has rules', async () => {
    const { world } = memoryWorld({ shell: [['k8sgpt *', { code: 127 }]] });
    const findings = await secondOpinions(world, { ...asking, kagent: 'unasked' });
    expect(findings.map(({ code }) => code)).toEqual(['ai/k8sgpt-missing']);
  });

  test('that fail are warnings: the diagnosis beside them does not fail by it', async () => {
    const { world } = memoryWorld({
      shell: [['k8sgpt *', { code: 1, stderr: 'no' }]],
      http: { [`GET ${base}/version`]: {}, [`POST ${base}/api/a2a/kagent/todo-doctor/`]: { status: 500, text: 'no' } },
    });
    const findings = await secondOpinions(world, { ...asking, kagent: agentAt(base) });
    expect(findings.map(({ code, level }) => [code, level])).toEqual([
      ['ai/kagent-refused', 'warning'],
      ['ai/k8sgpt-failed', 'warning'],
    ]);
  });

  test('of both stand beside the rule, which counts', async () => {
    const said = `The host.\n{"reply":"${mark}","code":"pod/quota","kind":"Pod","name":"backend-0"}`;
    const asked: string[] = [];
    const { world } = memoryWorld({
      shell: [
        [
          'k8sgpt *',
          JSON.stringify({ status: 'ProblemDetected', results: [{ kind: 'Pod', name: 'todo/backend-0', error: [] }] }),
        ],
      ],
      http: {
        [`GET ${base}/version`]: { text: '{"kagent_version":"0.10.4"}' },
        [`POST ${base}/api/a2a/kagent/todo-doctor/`]: ({ json }) => {
          const { id, params } = json as { id: string; params: { message: { parts: { text: string }[] } } };
          asked.push(params.message.parts[0]?.text ?? '');
          const result = { kind: 'task', id: 't', contextId: 'x', status: { state: 'completed' } };
          const artifacts = [{ parts: [{ kind: 'text', text: said }] }];
          return { text: JSON.stringify({ jsonrpc: '2.0', id, result: { ...result, artifacts } }) };
        },
      },
    });
    const findings = await secondOpinions(world, { ...asking, kagent: agentAt(base) });
    expect(findings).toMatchObject([
      {
        code: 'ai/opinion-other',
        message: 'kagent names pod/quota of Pod backend-0, and the rules name pod/database-host of Pod backend-0',
        remedy: rule.finding.remedy,
      },
      { code: 'ai/k8sgpt-opinion', remedy: rule.finding.remedy },
    ]);
    expect(asked).toEqual([expect.stringContaining(`log:\n<<<${mark}\nwords\n${mark}>>>`)]);
  });
});
