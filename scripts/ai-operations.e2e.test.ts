import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Masks, type Recording, recordedFolder, recordedStep } from './chaos/recording.ts';
import { scenarios } from './chaos/scenarios.ts';
import { actionText } from './core/action.ts';
import { defaultConfig } from './core/config.ts';
import { rightsFindings } from './planner/account.ts';
import { requests } from './planner/prompt.ts';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { kubectl } from './testing/cluster-state.ts';
import { fake } from './testing/fake.ts';
import { type ModelStep, serveModel } from './testing/model.ts';
import { howToGet, realKubectlAi } from './testing/peers.ts';
import { start } from './testing/running.ts';
import type { Report } from './ui/report.ts';

/** On a cluster that others use, another name keeps out of their way. */
const namespace = process.env.AI_NAMESPACE ?? 'todo-ai';
const copy = `${namespace}-chaos`;

/** RECORD=1 writes what each scenario showed into the project. */
const recording = process.env.RECORD === '1';

type Ended = {
  /** As a person types it. */
  readonly command: string;
  readonly code: number;
  readonly report: Report;
  readonly said: string;
  readonly seconds: number;
};

/** What only this machine has, and what stands for it in a recording. */
const masksOf = (root: string): Masks => [
  ...(namespace === defaultConfig.namespace
    ? []
    : ([
        [copy, `${defaultConfig.namespace}-chaos`],
        [` --namespace ${namespace}`, ''],
        [namespace, defaultConfig.namespace],
      ] as const)),
  [`${root}/`, ''],
  [root, '.'],
  [homedir(), '~'],
  [`${userInfo().username}@${hostname()}`, 'user@host'],
];

/** What it runs on; a program that deploy fetched for itself is not asked. */
const versions = (): Readonly<Record<string, string>> => {
  const { clientVersion, serverVersion } = JSON.parse(kubectl('version', '-o', 'json'));
  const said = (program: string, ...words: readonly string[]): string =>
    spawnSync(program, words, { encoding: 'utf8' }).stdout?.trim() ?? '';
  const all = {
    Node: process.version,
    Minikube: said('minikube', 'version', '--short'),
    Kubernetes: serverVersion.gitVersion,
    kubectl: clientVersion.gitVersion,
    Helm: said('helm', 'version', '--template', '{{.Version}}'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, version]) => version !== ''));
};

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
    const settings = Object.entries(env).map(([name, value]) => `${name}=${value} `);
    const typed = [...words, ...where].map((word) => (/^[\w./:=-]+$/.test(word) ? word : `"${word}"`)).join(' ');
    return {
      command: `${settings.join('')}npx tsx scripts/${script}.ts ${typed}`.trim(),
      code,
      report: JSON.parse(running.out()),
      said,
      seconds: (performance.now() - began) / 1000,
    };
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

  const kubectlInput = (input: string, ...words: readonly string[]): void => {
    const said = spawnSync('kubectl', ['--context', 'minikube', ...words], { input, encoding: 'utf8' });
    if (said.status !== 0) throw new Error(said.stderr);
  };
  const record = (
    scenario: Recording['scenario'],
    named: number,
    steps: Readonly<Record<'broken' | 'diagnosed' | 'asked' | 'mended' | 'verified', Ended>> & {
      readonly proposed?: Ended;
    },
  ): void => {
    const masks = masksOf(clone.root);
    const step = ({ code, ...ended }: Ended) => recordedStep({ ...ended, exitCode: code }, masks);
    const { broken, diagnosed, asked, proposed, mended, verified } = steps;
    const recorded: Recording = {
      v: 1,
      scenario,
      taken: new Date().toISOString().slice(0, 10),
      versions: versions(),
      named,
      broken: step(broken),
      diagnosed: step(diagnosed),
      asked: step(asked),
      ...(proposed ? { proposed: step(proposed) } : {}),
      mended: step(mended),
      verified: step(verified),
    };
    const root = join(import.meta.dirname, '..');
    const path = `${recordedFolder}/${scenario.name}.json`;
    mkdirSync(join(root, recordedFolder), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(recorded, null, 2));
    spawnSync('npx', ['biome', 'format', '--write', path], { cwd: root });
  };

  const kubectlAi = realKubectlAi();

  beforeAll(async () => {
    clone = cloneWithModules();
    mkdirSync(join(clone.root, 'bin'));
    if (!kubectlAi) throw new Error(howToGet('kubectl-ai'));
    symlinkSync(kubectlAi, join(clone.root, 'bin', 'kubectl-ai'));
    const deployed = await run('deploy', []);
    expect(deployed.code, deployed.said).toBe(0);
  });

  afterAll(async () => {
    console.table(table);
    await ai(['restore']);
    await run('cleanup', ['--data', '--yes']);
    clone.remove();
  });

  describe.each(scenarios)('$name', (scenario) => {
    const { name, expects, question, proposal, mending } = scenario;

    it('is broken in a copy, its cause named by the rules in less than 10 s, and recovers by its repair', async () => {
      const before = live();
      const broken = await ai(['chaos', name, '--yes']);
      expect(broken.code, broken.said).toBe(0);
      expect(broken.report.operation?.rules?.find(({ level }) => level === 'error')?.code).toBe(expects);
      const diagnosed = await ai(['diagnose', '--namespace', copy]);
      const told = [...diagnosed.report.outcomes.flatMap(({ findings }) => findings), ...diagnosed.report.findings];
      expect(
        told.map(({ code }) => code),
        diagnosed.said,
      ).toContain(expects);
      const named = Number(/in (\d+\.\d) s/.exec(broken.report.operation?.said.join(' ') ?? '')?.[1]);
      expect(Math.max(named, diagnosed.seconds)).toBeLessThan(10);

      const asked = await ai(['ask', question, '--no-model', '--namespace', copy]);
      expect(
        asked.report.findings.map(({ code }) => code),
        asked.said,
      ).toContain(expects);
      const proposed = proposal ? await ai(['ask', proposal, '--namespace', copy]) : undefined;
      if (proposed) expect(proposed.report.operation?.state, proposed.said).toBe('planned');

      const command = mending.kind === 'action' ? proposal : undefined;
      if (mending.kind === 'deploy' && mending.before) kubectl(...mending.before.words, '-n', copy);
      const mended = command
        ? await ai(['ask', command, '--yes', '--namespace', copy], allowed)
        : await run('deploy', ['--namespace', copy]);
      expect(mended.code, mended.said).toBe(0);
      if (command) expect(mended.report.operation?.state).toBe('changed');
      const verified = await ai(['diagnose', '--namespace', copy]);
      expect(verified.code, verified.said).toBe(0);
      expect(live()).toEqual(before);
      if (recording)
        record(scenario, named, { broken, diagnosed, asked, ...(proposed ? { proposed } : {}), mended, verified });
      table.push({
        scenario: name,
        cause: expects,
        'rules in s': named,
        'diagnose in s': diagnosed.seconds.toFixed(1),
        'broken after s': broken.seconds.toFixed(1),
        'recovered in s': mended.seconds.toFixed(1),
        'mended by': mending.kind === 'action' ? actionText(mending.action) : 'a deploy',
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

  it('restarts the pods one after the other, waits for the new ones, and drifts from nothing', async () => {
    // A pod that is going serves no more, and is listed until it is gone.
    const staying = '{{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}} {{end}}{{end}}';
    const names = () =>
      kubectl('-n', namespace, 'get', 'pods', '-l', 'app=backend', '-o', `go-template=${staying}`).trim().split(' ');
    const [before, revisions] = [names(), live()[0]];
    const planned = await ai(['ask', 'kubectl rollout restart deployment/backend']);
    expect([planned.code, planned.report.operation?.state, names()]).toEqual([0, 'planned', before]);
    const done = await ai(['ask', 'kubectl rollout restart deployment/backend', '--yes'], allowed);
    expect([done.code, done.report.operation?.state], done.said).toEqual([0, 'changed']);
    expect(names()).toHaveLength(1);
    expect(names()).not.toEqual(before);
    expect(done.report.outcomes.map(({ state }) => state)).toEqual(done.report.outcomes.map(() => 'held'));
    expect(live()[0]).toBe(revisions);
  });

  it('takes back by an undo what somebody changed, and has nothing to undo where nobody did', async () => {
    const undo = ['ask', 'kubectl rollout undo deployment/backend'];
    const idle = await ai([...undo, '--yes'], allowed);
    expect([idle.code, idle.report.operation?.state], idle.said).toEqual([0, 'planned']);
    expect(idle.report.operation?.repairs?.[0]?.next).toMatch(/^The cluster is as it was deployed/);
    kubectl('-n', namespace, 'scale', 'deployment/backend', '--replicas=2');
    const done = await ai([...undo, '--yes'], allowed);
    expect([done.code, done.report.operation?.state], done.said).toEqual([0, 'changed']);
    expect(done.report.operation?.repairs?.[0]?.sets).toEqual(['Deployment backend spec.replicas: 2 -> 1']);
    expect(kubectl('-n', namespace, 'get', 'deployment/backend', '-o', 'jsonpath={.spec.replicas}')).toBe('1');
  });

  describe('with the real kubectl-ai and a scripted model', () => {
    const anything = /[\s\S]/;
    const call = (command: string) => ({ name: 'kubectl', arguments: { command, modifies_resource: 'no' } });

    /** Without what second opinions say of themselves where they are not installed. */
    const codesOf = ({ report }: Ended) =>
      report.findings.filter(({ level }) => level !== 'info').map(({ code }) => code);

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
    });

    it('has an account that reads no Secret and writes nothing, whatever passes the policy in front of it', () => {
      const as = ['-n', namespace, '--as', `system:serviceaccount:${namespace}:todo-planner`];
      const rights = kubectl('auth', 'can-i', '--list', ...as);
      console.info(rights);
      expect(rights).toMatch(/^pods\/log .*\[get list watch\]$/m);
      expect(rightsFindings(rights)).toEqual([]);
      const may = (...words: readonly string[]) => {
        const said = spawnSync('kubectl', ['--context', 'minikube', 'auth', 'can-i', ...words, ...as]);
        return said.status === 0;
      };
      expect(may('get', 'pods')).toBe(true);
      const forbidden = [
        ...['get', 'list', 'watch'].flatMap((verb) => ['secrets', 'configmaps'].map((what) => [verb, what])),
        ...['create', 'update', 'patch', 'delete', 'deletecollection'].flatMap((verb) =>
          ['pods', 'deployments.apps', 'services', 'secrets', 'rolebindings.rbac.authorization.k8s.io'].map((what) => [
            verb,
            what,
          ]),
        ),
        ...['exec', 'attach', 'portforward', 'proxy'].map((what) => ['get', 'pods', `--subresource=${what}`]),
        ['create', 'serviceaccounts', '--subresource=token'],
        ['get', 'pods', '-A'],
        ['get', 'nodes'],
      ];
      expect(forbidden.filter((words) => may(...words))).toEqual([]);
    });

    it.each([
      `kubectl get secret backend-secret -n ${namespace} -o yaml`,
      'kubectl get pods -A',
      `kubectl get --raw /api/v1/namespaces/${namespace}/secrets`,
      `kubectl get pods -n ${namespace} --server=https://127.0.0.1:1`,
      `kubectl get pods -n ${namespace} -o yaml > stolen`,
    ])('refuses to run %s for the model', async (command) => {
      const asked = await asking(
        [
          { role: 'user', match: anything, calls: [call(command)] },
          { role: 'tool', match: /Refused \(\w+\)/, content: 'I may not.' },
        ],
        ['ask', 'What is there?'],
      );
      expect(asked.code, asked.said).toBe(0);
      expect(asked.report.operation?.executed).toEqual([]);
      expect(codesOf(asked)).toEqual(['ai/command-refused']);
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
      expect([refused.code, codesOf(refused)]).toEqual([85, ['ai/not-runnable']]);
      expect(live()).toEqual(before);
    });

    describe('that means harm or fails', () => {
      let before: ReturnType<typeof live>;
      beforeAll(() => {
        before = live();
      });
      afterAll(() => {
        expect(live()).toEqual(before);
      });
      const reading = call(`kubectl get pods -n ${namespace}`);
      const plan = (command: string): readonly ModelStep[] => [
        { role: 'user', match: anything, calls: [{ name: 'bash', arguments: { command } }] },
      ];

      it.concurrent.each<[string, number, string, readonly string[], readonly ModelStep[]]>([
        [
          'a wrong cause is told as what the model says, beside the rules that find none',
          0,
          'answered',
          [],
          [{ role: 'user', match: anything, content: 'The database is full. Delete it.' }],
        ],
        ['a deletion', 85, 'failed', ['ai/not-runnable'], plan(`kubectl delete deployment backend -n ${namespace}`)],
        [
          'a command in a container',
          85,
          'failed',
          ['ai/not-runnable'],
          plan(`kubectl exec deployment/backend -n ${namespace} -- env`),
        ],
        ['a program that is no kubectl', 85, 'failed', ['ai/not-runnable'], plan('rm -rf /')],
        ['a read that goes into a shell', 85, 'failed', ['ai/not-runnable'], plan('kubectl get pods | sh')],
        [
          'far too many replicas',
          85,
          'failed',
          ['ai/replicas'],
          plan('kubectl scale deployment/backend --replicas=500'),
        ],
        [
          'calls without end',
          85,
          'failed',
          ['ai/planner-iterations'],
          [
            { role: 'user', match: anything, calls: [reading] },
            { role: 'tool', match: anything, calls: [reading], forever: true },
          ],
        ],
        ['an empty answer', 85, 'failed', ['ai/model-empty'], [{ role: 'user', match: anything, content: '' }]],
        ['401', 85, 'failed', ['ai/model-unauthorized'], [{ role: 'user', match: anything, status: 401 }]],
        [
          'a malformed stream',
          85,
          'failed',
          ['ai/model-malformed'],
          [{ role: 'user', match: anything, content: 'a', manner: { as: 'malformed' } }],
        ],
        [
          'a stream that does not come to its end in time',
          85,
          'failed',
          ['ai/model-slow'],
          [{ role: 'user', match: anything, content: 'word '.repeat(2000), manner: { as: 'slow', pause: 1000 } }],
        ],
      ])('%s: exit code %i', async (_, code, state, codes, steps) => {
        const asked = await asking(steps, ['ask', 'Why is it slow?', '--yes']);
        expect([asked.code, asked.report.operation?.state], asked.said).toEqual([code, state]);
        expect(codesOf(asked)).toEqual(codes);
      });
    });

    it('shows no secret to a model, and leaves none in what it says and keeps', async () => {
      // The key of the model, which its own endpoint gets, begins like every made-up value.
      const canary = fake('', 60).slice(28);
      const password = fake('', 90).slice(66);
      const pod = `canary-${canary.slice(0, 5).toLowerCase()}`;
      const lines = [
        `api_key=${canary}`,
        `postgresql://todo:${password}@db:5432/todo`,
        `Authorization: Bearer ${canary}`,
      ];
      const manifest = (kind: string, more: object) =>
        JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: pod, namespace }, ...more });
      const image = kubectl('-n', namespace, 'get', 'deployment/backend', '-o', 'jsonpath={..image}').split(' ')[0];
      kubectlInput(manifest('Secret', { stringData: { API_KEY: canary, PASSWORD: password } }), 'apply', '-f', '-');
      kubectlInput(
        manifest('Pod', {
          spec: {
            restartPolicy: 'Always',
            containers: [
              {
                name: 'canary',
                image,
                imagePullPolicy: 'Never',
                command: ['python', '-c', `print(${JSON.stringify(lines.join('\n'))}); raise SystemExit(1)`],
                env: [
                  { name: 'API_KEY', value: canary },
                  { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: pod, key: 'PASSWORD' } } },
                ],
              },
            ],
          },
        }),
        'apply',
        '-f',
        '-',
      );
      try {
        kubectl('-n', namespace, 'wait', `pod/${pod}`, '--for=jsonpath={..restartCount}=1', '--timeout=60s');
        const asked = await asking(
          [
            { role: 'user', match: anything, calls: [call(`kubectl logs ${pod} -n ${namespace} --previous`)] },
            { role: 'tool', match: anything, calls: [call(`kubectl get pod ${pod} -n ${namespace} -o yaml`)] },
            { role: 'tool', match: anything, calls: [call(`kubectl describe pod ${pod} -n ${namespace}`)] },
            { role: 'tool', match: anything, content: 'It ends by itself.' },
          ],
          ['ask', 'Why does the canary crash?', '--output', 'canary.json'],
        );
        expect(asked.code, asked.said).toBe(0);
        expect(asked.seen).toHaveLength(4);
        const requests = JSON.stringify(asked.seen);
        expect(requests).toContain(pod);
        const kept = spawnSync('sh', ['-c', 'cat canary.json; find .local/runs -type f -exec cat {} +'], {
          cwd: clone.root,
          encoding: 'utf8',
        }).stdout;
        expect(kept).toContain(pod);
        const found = await ai(['diagnose']);
        expect(found.said).toContain(pod);
        for (const [place, text] of Object.entries({ requests, said: asked.said, kept, diagnose: found.said }))
          for (const secret of [canary, password]) expect(text.includes(secret), place).toBe(false);
      } finally {
        kubectl('-n', namespace, 'delete', 'pod,secret', pod, '--wait=true', '--grace-period=0', '--force');
      }
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
