import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorsOf } from './core/finding.ts';
import { requests } from './planner/prompt.ts';
import { barePath, type Clone, cloneWithModules } from './testing/clone.ts';
import { looks, objectsOf } from './testing/cluster-double.ts';
import { fake } from './testing/fake.ts';
import { realHelm } from './testing/helm.ts';
import { serveModel } from './testing/model.ts';
import { realKubectlAi } from './testing/peers.ts';
import { start } from './testing/running.ts';
import type { Report } from './ui/report.ts';

const overlay = 'helm/backend/values-dev.yaml';
const scaling = 'kubectl scale deployment/backend --replicas=3';
const config = {
  contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
  clusters: [{ name: 'fake', cluster: { server: 'https://127.0.0.1:1' } }],
  'current-context': 'fake',
};

const rights =
  'Resources   Non-Resource URLs   Resource Names   Verbs\npods        []                  []               [get list]\n';

/** A kubectl that shows one namespace and notes what it is told; there is no cluster behind it. */
const kubectl = (objects: string, log: string): string => `#!${process.execPath}
const words = process.argv.slice(2).join(' ');
require('node:fs').appendFileSync(${JSON.stringify(log)}, words + '\\n');
const say = (text) => process.stdout.write(text);
if (words === 'version --client') say('Client Version: v1.34.4\\n');
else if (words.startsWith('config view')) say(${JSON.stringify(JSON.stringify(config))});
else if (words.startsWith('get nodes,')) say(${JSON.stringify(objects)});
else if (words.startsWith('get namespace ')) say(words.includes('jsonpath') ? 'Active' : '{"status":{"phase":"Active"}}');
else if (words.startsWith('get serviceaccount ')) say('serviceaccount/todo-planner\\n');
else if (words.startsWith('create token ')) say('a-token-of-ten-minutes\\n');
else if (words.startsWith('auth can-i ')) say(${JSON.stringify(rights)});
else if (/get pods/.test(words)) say('pod/backend-1-0 Running\\n');
else if (/^(get secret|logs |apply .*--dry-run=server)/.test(words)) say('');
else { process.stderr.write('error: no cluster here\\n'); process.exit(1); }
`;

describe('the command line, with a cluster that shows a namespace and takes no change', () => {
  let clone: Clone;
  let before: string;
  const text = () => readFileSync(join(clone.root, overlay), 'utf8');
  const told = () => (existsSync(join(clone.root, 'told')) ? readFileSync(join(clone.root, 'told'), 'utf8') : '');

  const ai = async (words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', 'scripts/ai-devops-examples.ts'];
    const where = ['--target', 'context', '--context', 'fake', '--format', 'json'];
    const running = start([...node, ...words, ...where], {
      cwd: clone.root,
      env: { CI: 'true', PATH: join(clone.root, 'bin'), ...env },
    });
    const code = await running.ended;
    const said = running.out() + running.err();
    if (!running.out().startsWith('{')) throw new Error(said);
    return { code, said, report: JSON.parse(running.out()) as Report };
  };

  beforeAll(async () => {
    clone = cloneWithModules();
    const bin = barePath(join(clone.root, 'bin'));
    symlinkSync(await realHelm(), join(bin, 'helm'));
    const objects = String(looks(objectsOf('backend'))[0]?.[1]);
    const programs = {
      kubectl: kubectl(objects, join(clone.root, 'told')),
      docker: '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n',
    };
    writeFileSync(join(bin, 'package.json'), '{"type":"commonjs"}');
    for (const [name, program] of Object.entries(programs)) {
      writeFileSync(join(bin, name), program);
      chmodSync(join(bin, name), 0o755);
    }
    before = text();
  });
  afterAll(() => clone.remove());

  it('plans a repair: judged, rendered with it, tried by the server, shown; nothing is written', async () => {
    const { code, said, report } = await ai(['ask', scaling]);
    expect(code, said).toBe(0);
    expect(report.operation).toMatchObject({
      state: 'planned',
      repairs: [{ file: overlay, diff: expect.stringContaining('+replicaCount: 3') }],
    });
    expect(told()).toMatch(/^apply -n todo-chatbot --server-side --dry-run=server /m);
    expect(text()).toBe(before);
  });

  it('refuses --yes alone with 85, before anything is written', async () => {
    const { code, report } = await ai(['ask', scaling, '--yes']);
    expect([code, report.findings.map(({ code: name }) => name), text()]).toEqual([85, ['ai/no-consent'], before]);
  });

  it('writes what was agreed to, and puts the file back when the deploy fails', async () => {
    const { code, said, report } = await ai(['ask', scaling, '--yes'], { AI_ALLOW_APPLY: '1' });
    expect(report.operation, said).toMatchObject({ state: 'failed', repairs: [{ state: 'failed', file: overlay }] });
    expect(report.outcomes.map(({ task, state }) => [task, state]).slice(0, 2)).toEqual([
      ['T021', 'failed'],
      ['T024', 'skipped'],
    ]);
    expect(code).not.toBe(0);
    expect(text()).toBe(before);
  });

  it('breaks nothing without --yes, and nothing where the copy cannot be deployed', async () => {
    const planned = await ai(['chaos', 'scaled-down']);
    expect([planned.code, planned.report.operation?.state]).toEqual([0, 'planned']);
    const failed = await ai(['chaos', 'scaled-down', '--yes']);
    expect([failed.code === 0, failed.report.operation?.state]).toEqual([false, 'failed']);
    expect(told()).not.toMatch(/^(?:scale|patch|delete (?!lease)) ?/m);
  });

  const kubectlAi = realKubectlAi();
  it.skipIf(!kubectlAi)(
    'asks the real kubectl-ai with a model on this machine, and plans what that proposes',
    async () => {
      symlinkSync(kubectlAi ?? '', join(clone.root, 'bin', 'kubectl-ai'));
      const anything = /[\s\S]/;
      const call = (command: string) => ({ name: 'kubectl', arguments: { command, modifies_resource: 'no' } });
      const model = await serveModel([
        { role: 'user', match: /Scale the backend/, calls: [call('kubectl get pods -n todo-chatbot')] },
        { role: 'tool', match: /backend-1-0 Running/, content: 'I propose three.', calls: [call(scaling)] },
        { role: 'user', match: anything, calls: [call('kubectl delete namespace todo-chatbot')] },
      ]);
      try {
        const key = fake('sk-', 30);
        const env = { OPENAI_BASE_URL: model.endpoint, OPENAI_MODEL: 'stub-model', OPENAI_API_KEY: key };
        const planned = await ai(['ask', requests.scale], env);
        expect(planned.code, planned.said).toBe(0);
        expect(planned.report.operation).toMatchObject({
          state: 'planned',
          executed: ['kubectl get pods -n todo-chatbot'],
          repairs: [{ proposed: scaling, state: 'planned', diff: expect.stringContaining('+replicaCount: 3') }],
        });
        const refused = await ai(['ask', 'Clean up.', '--yes'], { ...env, AI_ALLOW_APPLY: '1' });
        const errors = errorsOf(refused.report.findings).map(({ code }) => code);
        expect([refused.code, errors]).toEqual([85, ['ai/not-runnable']]);
        expect(
          planned.said +
            refused.said +
            model
              .seen()
              .map(({ text: body }) => body)
              .join(''),
        ).not.toContain(key);
        expect(told()).not.toMatch(/^(?:scale|patch|delete (?!lease)) ?/m);
        expect(text()).toBe(before);
      } finally {
        await model.close();
      }
    },
  );

  it('answers by the rules alone where no model is', async () => {
    const { code, said, report } = await ai(['ask', 'Is all well?']);
    expect(code, said).toBe(0);
    expect(report.operation).toMatchObject({ state: 'skipped', said: ['The rules find nothing that is broken.'] });
  });
});
