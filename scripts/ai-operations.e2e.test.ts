import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from './chaos/scenarios.ts';
import { actionCommand } from './core/action.ts';
import { requests } from './planner/prompt.ts';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { kubectl } from './testing/cluster-state.ts';
import { fake } from './testing/fake.ts';
import { type ModelStep, serveModel } from './testing/model.ts';
import { realKubectlAi } from './testing/peers.ts';
import { start } from './testing/running.ts';
import type { Report } from './ui/report.ts';

/** On a cluster that others use, another name keeps out of their way. */
const namespace = process.env.AI_NAMESPACE ?? 'todo-ai';
const copy = `${namespace}-chaos`;

type Ended = { readonly code: number; readonly report: Report; readonly said: string; readonly seconds: number };

describe('operations on a real Minikube', () => {
  let clone: Clone;
  const table: object[] = [];

  const run = async (
    script: string,
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> => {
    const began = performance.now();
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', `scripts/${script}.ts`];
    const where = words.includes('--namespace') ? [] : ['--namespace', namespace];
    const running = start([...node, ...words, ...where, '--target', 'minikube', '--format', 'json'], {
      cwd: clone.root,
      env: { CI: 'true', ...env },
    });
    const code = await running.ended;
    const said = running.out() + running.err();
    if (!running.out().startsWith('{')) throw new Error(said);
    return { code, report: JSON.parse(running.out()), said, seconds: (performance.now() - began) / 1000 };
  };
  const ai = (words: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    run('ai-devops-examples', words, env);
  const allowed = { AI_ALLOW_APPLY: '1' };

  /** What must be the same before and after: revisions and pods of the live releases, and the overlays. */
  const live = () => [
    kubectl('-n', namespace, 'get', 'secrets', '-l', 'owner=helm', '-o', 'name'),
    kubectl(
      '-n',
      namespace,
      'get',
      'pods',
      '-o',
      'custom-columns=N:.metadata.name,R:.status.containerStatuses[0].restartCount',
    ),
    spawnSync('sh', ['-c', 'cat helm/*/values*.yaml'], { cwd: clone.root, encoding: 'utf8' }).stdout,
  ];

  const kubectlAi = realKubectlAi();

  beforeAll(async () => {
    clone = cloneWithModules();
    mkdirSync(join(clone.root, 'bin'));
    if (kubectlAi) symlinkSync(kubectlAi, join(clone.root, 'bin', 'kubectl-ai'));
    const deployed = await run('deploy', []);
    expect(deployed.code, deployed.said).toBe(0);
  });

  afterAll(async () => {
    console.table(table);
    await ai(['restore']);
    await run('cleanup', ['--data', '--yes']);
    clone.remove();
  });

  describe.each(scenarios)('$name', ({ name, expects, mending }) => {
    it('is broken in a copy, its cause named by the rules in less than 10 s, and recovers by its repair', async () => {
      const before = live();
      const broken = await ai(['chaos', name, '--yes']);
      expect(broken.code, broken.said).toBe(0);
      expect(broken.report.operation?.rules?.find(({ level }) => level === 'error')?.code).toBe(expects);
      const found = await ai(['diagnose', '--namespace', copy]);
      const codes = found.report.outcomes.flatMap(({ findings }) => findings.map(({ code }) => code));
      expect(codes, found.said).toContain(expects);
      const named = Number(/in (\d+\.\d) s/.exec(broken.report.operation?.said.join(' ') ?? '')?.[1]);
      expect(named).toBeLessThan(10);

      const began = performance.now();
      if (mending.kind === 'action') {
        const command = actionCommand(mending.action) ?? '';
        const mended = await ai(['ask', command, '--yes', '--namespace', copy], allowed);
        expect(mended.code, mended.said).toBe(0);
        expect(mended.report.operation?.state).toBe('changed');
      } else {
        if (mending.before) kubectl(...mending.before.words, '-n', copy);
        const mended = await run('deploy', ['--namespace', copy]);
        expect(mended.code, mended.said).toBe(0);
      }
      const recovery = (performance.now() - began) / 1000;
      const well = await ai(['diagnose', '--namespace', copy]);
      expect(well.code, well.said).toBe(0);
      expect(live()).toEqual(before);
      table.push({
        scenario: name,
        cause: expects,
        'named in s': named,
        'broken after s': broken.seconds.toFixed(1),
        'recovered in s': recovery.toFixed(1),
      });
    });
  });

  it('takes the copy away by its label, twice, and leaves a namespace of somebody else alone', async () => {
    expect((await ai(['restore'])).report.operation?.state).toMatch(/changed|held/);
    const again = await ai(['restore']);
    expect([again.code, again.report.operation?.said]).toEqual([0, [`Nothing found in the namespace ${copy}.`]]);
    kubectl('create', 'namespace', copy);
    try {
      const refused = await ai(['chaos', 'quota', '--yes']);
      expect([refused.code, refused.report.findings[0]?.code]).toEqual([85, 'ai/chaos-foreign']);
      await ai(['restore']);
      expect(kubectl('get', 'namespace', copy, '-o', 'name').trim()).toBe(`namespace/${copy}`);
    } finally {
      kubectl('delete', 'namespace', copy);
    }
  });

  it('writes a repair into the overlay, deploys it, and puts the file back where the deploy fails', async () => {
    const before = live();
    const scaled = await ai(['ask', 'kubectl scale deployment/backend --replicas=2', '--yes'], allowed);
    expect(scaled.code, scaled.said).toBe(0);
    expect(kubectl('-n', namespace, 'get', 'deployment/backend', '-o', 'jsonpath={.spec.replicas}')).toBe('2');
    const back = await ai(['ask', 'kubectl scale deployment/backend --replicas=1', '--yes'], allowed);
    expect(back.code, back.said).toBe(0);
    const overlays = live()[2];
    const path = 'helm upgrade backend helm/backend --reuse-values --set probes.readiness.path=/nope';
    const failed = await ai(['ask', path, '--yes'], allowed);
    expect([failed.report.operation?.state, failed.code === 0]).toEqual(['failed', false]);
    expect([live()[2], before[2]?.includes('/nope')]).toEqual([overlays, false]);
  });

  describe.skipIf(!kubectlAi)('with the real kubectl-ai and a scripted model', () => {
    const anything = /[\s\S]/;
    const call = (command: string) => ({ name: 'kubectl', arguments: { command, modifies_resource: 'no' } });

    /** Asks with a model that says this; kubectl-ai lies in a folder of the clone that stands first on the PATH. */
    const asking = async (steps: readonly ModelStep[], words: readonly string[]) => {
      const model = await serveModel(steps);
      try {
        const env = {
          OPENAI_BASE_URL: model.endpoint,
          OPENAI_MODEL: 'stub-model',
          OPENAI_API_KEY: fake('sk-', 30),
          PATH: `${clone.root}/bin:${process.env.PATH ?? ''}`,
        };
        return { ...(await ai(words, env)), seen: model.seen() };
      } finally {
        await model.close();
      }
    };

    it('reads the pods with an account that can only read, and answers', async () => {
      const asked = await asking(
        [
          { role: 'user', match: anything, calls: [call(`kubectl get pods -n ${namespace}`)] },
          { role: 'tool', match: /backend-/, content: 'All pods are ready.' },
        ],
        ['ask', requests.unready],
      );
      expect(asked.code, asked.said).toBe(0);
      expect(asked.report.operation).toMatchObject({ state: 'answered', answer: 'All pods are ready.' });
      const rights = kubectl(
        'auth',
        'can-i',
        '--list',
        '-n',
        namespace,
        '--as',
        `system:serviceaccount:${namespace}:todo-planner`,
      );
      expect(rights).not.toMatch(/^\s*secrets|\[.*(?:delete|update|patch).*\]$/m);
    });

    it('plans what would change, and refuses what may not be', async () => {
      const before = live();
      const planned = await asking(
        [
          {
            role: 'user',
            match: anything,
            calls: [call(`kubectl scale deployment/backend -n ${namespace} --replicas=3`)],
          },
        ],
        ['ask', requests.scale],
      );
      expect([planned.code, planned.report.operation?.state]).toEqual([0, 'planned']);
      const refused = await asking(
        [{ role: 'user', match: anything, calls: [call(`kubectl delete namespace ${namespace}`)] }],
        ['ask', 'Clean up.'],
      );
      expect([refused.code, refused.report.findings.find(({ level }) => level === 'error')?.code]).toEqual([
        85,
        'ai/not-runnable',
      ]);
      expect(live()).toEqual(before);
    });
  });

  it('holds the tasks of its phase that need no model, slow ones included', async () => {
    const asked = await run('validate', ['--phase', 'ai-operations', '--slow']);
    expect(asked.code, asked.said).toBe(0);
    const states = Object.fromEntries(asked.report.outcomes.map(({ task, state }) => [task, state]));
    for (const task of ['T096', 'T097', 'T098', 'T099', 'T100']) expect(states[task], task).toBe('held');
    for (const task of ['T087', 'T088', 'T094', 'T102']) expect(['held', 'skipped'], task).toContain(states[task]);
  });
});
