import { describe, expect, it } from 'vitest';
import type { Check } from '../core/task.ts';
import { chatbot } from '../testing/chatbot.ts';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Seen } from '../testing/target.ts';
import { faultsOf, verdictOf } from '../testing/verdicts.ts';
import { memoryWorld } from '../testing/world.ts';
import { cloneDeploys, reportGenerated, upgradeServes, valuesBeforeHelm } from './clone-checks.ts';

const frontend = 'http://127.0.0.1:3000';
const platform = { up: true, facts: 'a cluster', findings: [] };
const clone = '.local/clone';

/** What the commands of a clone do and write; each part may be another one than it should be. */
type Cloned = {
  /** Absent where the folder is no clone itself. */
  readonly commit: string | undefined;
  readonly status: string;
  readonly installs: number;
  readonly refused: number;
  readonly report: string;
  readonly commands: string;
  readonly refusedCommands: string;
  readonly load: string;
  readonly images: readonly [string, string];
  readonly left: Seen['remnants'] & object;
  /** The application forgets what it stored when another version comes. */
  readonly forgets: boolean;
};

const outcomes = [
  { task: 'T052', state: 'changed' },
  { task: 'T053', state: 'held' },
];
const commandLine = (start: string, command: string): string => `    ${start}     0.100        0   ${command}\n`;

const good: Cloned = {
  commit: 'aaaa',
  status: '',
  installs: 0,
  refused: 40,
  report: JSON.stringify({ ok: true, outcomes }),
  commands: commandLine('0.250', 'kubectl version') + commandLine('0.300', 'helm template backend helm/backend'),
  refusedCommands: '    start      took     exit   command\n',
  load: '240 0',
  images: ['backend:1', 'backend:2'],
  left: [],
  forgets: false,
};

const open = (own: Partial<Cloned> = {}) => {
  const made = { ...good, ...own };
  const app = chatbot(frontend);
  let deploys = 0;
  const ran: string[] = [];
  const write = async (commands: string): Promise<void> => {
    const folder = `${clone}/.deploy/runs/2030-01-0${deploys}T00-00-00Z`;
    const events = outcomes.map((outcome) => JSON.stringify({ event: 'task-end', outcome })).join('\n');
    await memory.world.files.write(`${folder}/report.json`, made.report);
    await memory.world.files.write(`${folder}/events.ndjson`, `{"event":"run-start"}\n${events}\n`);
    await memory.world.files.write(`${folder}/junit.xml`, '<testcase name="T052"/><testcase name="T053"/>');
    await memory.world.files.write(`${folder}/commands.log`, commands);
  };
  const memory = memoryWorld({
    files: { [`${clone}/backend/app/main.py`]: 'app = 1\n' },
    http: app.http,
    shell: [
      ['git clone *', ''],
      [
        'git rev-parse HEAD',
        ({ options }) => {
          if (made.commit === undefined) return { code: 128, stderr: 'fatal: not a git repository' };
          return options.cwd === clone ? made.commit : 'aaaa';
        },
      ],
      ['git status --porcelain', ({ options }) => (options.cwd === clone ? made.status : ' M README.md')],
      ['npm ci *', { code: made.installs, stderr: made.installs ? 'npm error Missing: esbuild from lock file' : '' }],
      ['npm run -s freeze', ''],
      [
        /^npx tsx scripts\/deploy\.ts .*replicaCount=many/,
        () => {
          deploys += 1;
          void write(made.refusedCommands);
          return { code: made.refused };
        },
      ],
      [
        'npx tsx scripts/deploy.ts *',
        ({ text }) => {
          deploys += 1;
          ran.push(text);
          if (deploys === 3 && made.forgets) app.forget();
          void write(made.commands);
          return '';
        },
      ],
      ['npx tsx scripts/validate.ts *', ''],
      ['npx tsx scripts/cleanup.ts *', ''],
    ],
    elsewhere: {
      seen: { platform, remnants: made.left },
      target: {
        reach: async () => frontend,
        cluster: clusterDouble([
          [/touch/, ''],
          [/^kubectl exec /, made.load],
          [/^kubectl get deployment backend /, () => made.images[deploys > 2 ? 1 : 0]],
        ]).cluster,
      },
    },
  });
  const ask = (check: Check) => verdictOf(check, memory.world);
  return { ...memory, ask, deployed: ran };
};

const all = { cloneDeploys, reportGenerated, valuesBeforeHelm, upgradeServes };

const askAll = (own: Partial<Cloned>) => faultsOf(all, open(own).world);

describe('a fresh clone', () => {
  it('is made, deployed, refused wrong values, brought to another version and removed, once for all tasks', async () => {
    const { ask, deployed, texts, done } = open();
    for (const check of Object.values(all)) expect(await ask(check)).toEqual([]);
    const place = '--target minikube --namespace todo-chatbot-proof';
    expect(deployed).toEqual([`npx tsx scripts/deploy.ts ${place}`, `npx tsx scripts/deploy.ts ${place}`]);
    expect([...texts.keys()].filter((path) => path.startsWith(clone))).toEqual([]);
    expect(done.at(-1)).toBe('todo-chatbot-proof: close');
  });

  it.each<readonly [string, Partial<Cloned>, keyof typeof all, readonly string[]]>([
    [
      'something of it is left after its cleanup',
      { left: [{ kind: 'configmap', name: 'backend-config' }] },
      'cloneDeploys',
      ['cleanup/left-over'],
    ],
    ['it is of another commit', { commit: 'bbbb' }, 'reportGenerated', ['docs/report-typed']],
    ['it differs from its commit', { status: ' M tasks.md' }, 'reportGenerated', ['docs/report-typed']],
    [
      'its report tells another end of a task',
      { report: JSON.stringify({ outcomes: outcomes.map((one) => ({ ...one, state: 'held' })) }) },
      'reportGenerated',
      ['docs/report-typed'],
    ],
    ['it leaves no report', { report: '' }, 'reportGenerated', ['docs/report-typed']],
    [
      'helm is started before the values have passed',
      { commands: commandLine('-0.100', 'helm version --short') },
      'valuesBeforeHelm',
      ['values/helm-first'],
    ],
    ['the log of its commands has no helm', { commands: '' }, 'valuesBeforeHelm', ['values/helm-first']],
    ['wrong values are deployed', { refused: 0 }, 'valuesBeforeHelm', ['values/helm-first']],
    [
      'helm is started for wrong values',
      { refusedCommands: commandLine('1.000', 'helm lint helm/backend') },
      'valuesBeforeHelm',
      ['values/helm-first'],
    ],
    ['another version leaves a request unanswered', { load: '240 3' }, 'upgradeServes', ['release/interrupted']],
    ['nothing was asked meanwhile', { load: '' }, 'upgradeServes', ['release/interrupted']],
    ['the old version goes on', { images: ['backend:1', 'backend:1'] }, 'upgradeServes', ['release/outdated']],
    ['another version loses what was said', { forgets: true }, 'upgradeServes', ['service/data-lost']],
  ])('is found out by one task when %s', async (_, own, task, codes) => {
    expect(await askAll(own)).toEqual({ [task]: codes });
  });

  it('is not made of a folder that is no clone', async () => {
    const { ask, deployed } = open({ commit: undefined });
    for (const check of Object.values(all)) expect(await ask(check)).toEqual([expect.stringMatching(/no clone/)]);
    expect(deployed).toEqual([]);
  });

  it('that cannot be installed is told with what npm said, and is removed', async () => {
    const { ask, texts, world } = open({ installs: 1 });
    expect(await ask(cloneDeploys)).toEqual(['release/clone-failed']);
    await expect(cloneDeploys(world)).rejects.toMatchObject({
      finding: { message: 'In a fresh clone `npm ci --no-audit` ended with exit code 1' },
    });
    expect([...texts.keys()].filter((path) => path.startsWith(clone))).toEqual([]);
  });
});
