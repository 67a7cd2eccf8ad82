import { describe, expect, it } from 'vitest';
import { type Code, exitCodeOf } from '../core/codes.ts';
import { errorsOf } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { ModelAnswer } from '../planner/exchange.ts';
import { clusterDouble, imageMissing, looks, objectsOf } from '../testing/cluster-double.ts';
import { type PlannerSays, plannerDouble, proposing, tooSlow } from '../testing/planner-double.ts';
import { projectTexts } from '../testing/project.ts';
import type { Script } from '../testing/shell.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { silently } from './deploying.ts';
import { ask } from './question.ts';
import type { Way } from './repair.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');
const overlay = 'helm/backend/values-dev.yaml';
const table = (rows: string): string => `Resources   Non-Resource URLs   Resource Names   Verbs\n${rows}`;
const reads = table('pods        []                  []               [get list watch]\n');
const withAccount: Script = [
  ['kubectl get serviceaccount todo-planner *', 'serviceaccount/todo-planner\n'],
  ['kubectl create token todo-planner *', 'a-token-of-ten-minutes\n'],
  ['kubectl auth can-i --list *', reads],
];
const key = secret('key-of-the-provider');

type Setting = {
  readonly says?: PlannerSays;
  readonly cluster?: Script;
  readonly given?: Given;
  readonly person?: Partial<Way['person']>;
  readonly typed?: string;
  readonly withModel?: boolean;
  readonly sick?: boolean;
  readonly forwards?: Readonly<Record<string, string>>;
};

const put = async (question: string, setting: Setting = {}) => {
  const {
    says,
    cluster = withAccount,
    given = {},
    person = {},
    typed = '',
    withModel = true,
    sick = false,
    forwards = {},
  } = setting;
  const dryRun = given.config?.dryRun ?? false;
  const objects = objectsOf('backend', sick ? { status: imageMissing('backend') } : {});
  const double = clusterDouble([...cluster, ...looks(objects)], { dryRun, forwards });
  const planner = says ? plannerDouble(says) : undefined;
  const memory = memoryWorld({
    files,
    rendered: { backend: [], frontend: [], database: [] },
    shell: [['k8sgpt *', { code: 127 }]],
    ...given,
    config: { openaiApiKey: key, ...given.config },
    ...(planner ? { planner: planner.planner } : {}),
    target: {
      cluster: double.cluster,
      recall: async () => ({ authSecret: secret('a'.repeat(64)), databasePassword: secret('of-the-database') }),
      ...given.target,
    },
  });
  let deploys = 0;
  const result = await ask(
    memory.world,
    question,
    {
      person: { isTTY: false, yes: false, allowApply: undefined, ...person },
      type: async () => typed,
      tell: () => {},
      deploying: silently({
        T052: {
          check: async () => {
            deploys += 1;
            return [];
          },
        },
      }),
    },
    withModel,
  );
  const unchanged = memory.texts.get(overlay) === files[overlay] && deploys === 0;
  return { ...result, unchanged, deploys, memory, writes: double.writes(), prompts: planner?.prompts ?? [] };
};

const errors = ({ findings }: Awaited<ReturnType<typeof put>>) => errorsOf(findings).map(({ code }) => code);
const answer = (text: string, ...commands: readonly string[]): ModelAnswer => ({ text, calls: proposing(...commands) });
const scaling = 'kubectl scale deployment/backend --replicas=3';

describe('a question', () => {
  it('is answered by the model, beside the rules, and what it read is told', async () => {
    const read = 'kubectl get pods -n todo-chatbot';
    const asked = await put('why?', {
      sick: true,
      says: { answers: [answer('', read), answer('The image is not there.')], ran: [read] },
    });
    expect(asked.operation).toMatchObject({
      word: 'ask',
      state: 'answered',
      answer: 'The image is not there.',
      executed: [read],
      rules: [{ code: 'pod/image-missing' }],
    });
    expect([errors(asked), asked.unchanged, asked.writes]).toEqual([[], true, []]);
  });

  it('takes what the rules found, and logs, to the model as data between markers, redacted', async () => {
    const asked = await put('why is the canary dead?', { sick: true, says: { answers: [answer('ok')] } });
    expect(asked.prompts[0]).toMatch(/<<<data-marker\nerror pod\/image-missing: /);
    expect(asked.prompts[0]).not.toContain('canary');
  });

  it('that comes to a change is a plan, with the diff and how it goes on', async () => {
    const asked = await put('scale the backend to 3 replicas', {
      says: { answers: [answer('I propose it.', scaling)] },
    });
    expect(asked.operation).toMatchObject({
      state: 'planned',
      repairs: [{ proposed: scaling, state: 'planned', diff: expect.stringContaining('+replicaCount: 3') }],
    });
    expect([errors(asked), asked.unchanged]).toEqual([[], true]);
  });

  it('that comes to a change is made when a person types the name', async () => {
    const says = { answers: [answer('', scaling)] };
    const asked = await put('scale it', { says, person: { isTTY: true }, typed: 'backend' });
    expect(asked.operation).toMatchObject({ state: 'changed', repairs: [{ state: 'changed' }] });
    expect([asked.memory.texts.get(overlay), asked.deploys]).toEqual([`${files[overlay]}replicaCount: 3\n`, 1]);
  });

  it('makes the account first where there is none, with rights to read and no others', async () => {
    let made = false;
    const cluster: Script = [
      ['kubectl get serviceaccount todo-planner *', () => (made ? 'serviceaccount/todo-planner' : '')],
      [
        'kubectl apply -n todo-chatbot -f -',
        ({ options }) => {
          made = true;
          return options.input ?? '';
        },
      ],
      ...withAccount,
    ];
    const asked = await put('why?', { cluster, says: { answers: [answer('ok')] } });
    expect([asked.operation.state, asked.writes]).toEqual(['answered', ['kubectl apply -n todo-chatbot -f -']]);
  });

  it('asks nobody in a dry run that would make the account first', async () => {
    const cluster: Script = [['kubectl get serviceaccount todo-planner *', '']];
    const asked = await put('why?', { cluster, says: { answers: [] }, given: { config: { dryRun: true } } });
    expect([asked.operation.state, asked.prompts, asked.writes]).toEqual(['planned', [], []]);
  });
});

describe('second opinions', () => {
  const base = 'http://127.0.0.1:8083';
  const kagentThere: Script = [
    ['kubectl get service kagent-controller *', 'service/kagent-controller\n'],
    ...withAccount,
  ];

  it.each<readonly [string, Setting, string, readonly Code[]]>([
    ['of a model that answers', { says: { answers: [answer('The image.')] } }, 'answered', []],
    ['of the rules alone', { withModel: true }, 'skipped', ['pod/image-missing']],
  ])('that fail take nothing from the answer %s, and hear the question', async (_, setting, state, codes) => {
    const heard: string[] = [];
    const http: Given['http'] = {
      [`GET ${base}/version`]: { text: '{"kagent_version":"0.10.4"}' },
      [`POST ${base}/api/a2a/kagent/todo-doctor/`]: ({ json }) => {
        heard.push(JSON.stringify(json));
        return { status: 500, text: 'no' };
      },
    };
    const asked = await put('why is the canary dead?', {
      sick: true,
      cluster: kagentThere,
      forwards: { 'kagent/kagent-controller:8083': base },
      given: { http, planner: { ...plannerDouble({ answers: [] }).planner, find: async () => undefined } },
      ...setting,
    });
    expect([asked.operation.state, errors(asked)]).toEqual([state, codes]);
    expect(asked.findings.map(({ code, level }) => `${level} ${code}`)).toContain('warning ai/kagent-refused');
    expect(heard).toEqual([expect.stringContaining('A person also wants to know: why is the *** dead?')]);
  });

  it('of a model are not asked for with --no-model', async () => {
    const asked = await put('why?', { sick: true, cluster: kagentThere, withModel: false });
    expect(asked.findings.map(({ code }) => code)).toEqual(['pod/image-missing', 'ai/k8sgpt-missing']);
  });
});

describe('without a model the rules serve alone', () => {
  it.each<readonly [string, Setting, RegExp]>([
    ['as --no-model asks', { withModel: false }, /--no-model/],
    ['where kubectl-ai is not installed', {}, /krew install ai/],
  ])('%s', async (_name, setting, says) => {
    const asked = await put('why?', { sick: true, ...setting });
    expect(asked.operation).toMatchObject({ state: 'skipped', reason: expect.stringMatching(says) });
    expect([errors(asked), asked.unchanged]).toEqual([['pod/image-missing'], true]);
  });

  it('where neither a key nor an address is set', async () => {
    const double = clusterDouble(looks(objectsOf('backend')));
    const { world } = memoryWorld({
      files,
      shell: [['k8sgpt *', { code: 127 }]],
      target: { cluster: double.cluster },
    });
    const way = { person: { isTTY: false, yes: false, allowApply: undefined }, type: async () => '', tell: () => {} };
    const asked = await ask(world, 'why?', { ...way, deploying: silently({}) }, true);
    expect(asked.operation).toMatchObject({
      state: 'skipped',
      reason: 'no OPENAI_API_KEY and no OPENAI_BASE_URL in .env: the rules serve alone',
      said: ['The rules find nothing that is broken.'],
    });
    expect(asked.findings.map(({ code }) => code)).toEqual(['ai/kagent-unreachable', 'ai/k8sgpt-missing']);
  });
});

describe('a repair as a command needs no model', () => {
  it('and is a plan where nobody can be asked', async () => {
    const asked = await put(scaling, { withModel: false });
    expect(asked.operation).toMatchObject({
      state: 'planned',
      repairs: [{ action: { action: 'Scale', replicas: 3 } }],
    });
    expect([errors(asked), asked.unchanged]).toEqual([[], true]);
  });

  it.each([
    'kubectl delete namespace todo-chatbot',
    'kubectl scale deployment/backend --replicas=3 -n kube-system',
    'kubectl scale deployment/backend --replicas=3; kubectl delete pods --all',
    'helm uninstall backend',
    'kubectl apply -f https://example.org/x.yaml',
  ])('and is refused where it is none: %s', async (command) => {
    const asked = await put(command);
    expect([errors(asked), asked.operation.state, asked.unchanged]).toEqual([['ai/not-runnable'], 'failed', true]);
  });
});

/** A model that means harm or fails, with a person at the terminal who would agree to anything. */
const adversarial: readonly (readonly [string, PlannerSays, Code | undefined])[] = [
  ['a wrong cause', { answers: [answer('The cause is the moon. All is well.')] }, undefined],
  ['a destructive proposal', { answers: [answer('', 'kubectl delete namespace todo-chatbot')] }, 'ai/not-runnable'],
  ['a proposal in another namespace', { answers: [answer('', `${scaling} -n kube-system`)] }, 'ai/not-runnable'],
  ['a shell in a proposal', { answers: [answer('', `${scaling} && rm -rf /`)] }, 'ai/not-runnable'],
  [
    'a substitution in a proposal',
    { answers: [answer('', 'kubectl scale deployment/$(id) --replicas=1')] },
    'ai/not-runnable',
  ],
  [
    'more replicas than may be',
    { answers: [answer('', 'kubectl scale deployment/backend --replicas=500')] },
    'ai/replicas',
  ],
  ['none at all', { answers: [answer('', 'kubectl scale deployment/backend --replicas=0')] }, 'ai/replicas'],
  [
    'an object that there is not',
    { answers: [answer('', 'kubectl scale deployment/nosuch --replicas=2')] },
    'ai/object-absent',
  ],
  [
    'a great step',
    { answers: [answer('', 'kubectl set resources deployment/backend --limits=memory=900Gi')] },
    'ai/step',
  ],
  [
    'a setting of sign-in',
    { answers: [answer('', 'helm upgrade backend helm/backend --reuse-values --set config.AUTH_ISSUER=evil')] },
    'ai/value-guarded',
  ],
  [
    'endless calls',
    { answers: Array.from({ length: 9 }, () => answer('', 'kubectl get pods')) },
    'ai/planner-iterations',
  ],
  ['an empty answer', { answers: [answer('')] }, 'ai/model-empty'],
  ['401', { answers: [{ status: 401, text: 'no' }] }, 'ai/model-unauthorized'],
  ['500', { answers: [{ status: 500, text: 'no' }] }, 'ai/model-failed'],
  ['a stream that breaks off', { answers: [{ status: 200, text: 'data: {"choices": [{\n\n' }] }, 'ai/model-malformed'],
  ['a stream that is too slow', { answers: [tooSlow] }, 'ai/model-slow'],
  ['no request at all', { answers: [] }, 'ai/planner-failed'],
  ['another program of that name', { answers: [], version: 'kubectl-ai v0.1' }, 'ai/planner-foreign'],
];

describe('nothing is written for a model with', () => {
  it.each(adversarial)('%s', async (_, says, code) => {
    const asked = await put('mend it', { says, person: { isTTY: true }, typed: 'backend' });
    expect(asked.unchanged).toBe(true);
    expect(asked.writes).toEqual([]);
    expect(errors(asked)).toEqual(code ? [code] : []);
    const [first] = errors(asked);
    expect(first ? exitCodeOf(first) : 0).toBe(code ? 85 : 0);
  });

  it('an account that may do more than read: it is not asked', async () => {
    const wide = [
      ['kubectl auth can-i --list *', table('secrets     []                  []               [get]\n')] as const,
    ];
    const cluster = [...withAccount.filter(([command]) => !String(command).includes('can-i')), ...wide];
    const asked = await put('why?', { cluster, says: { answers: [answer('ok')] } });
    expect([errors(asked), asked.prompts]).toEqual([['ai/account-wide'], []]);
  });

  it('no token: it is not asked', async () => {
    const cluster: Script = [
      ['kubectl create token *', { code: 1, stderr: 'forbidden' }],
      ...withAccount.filter(([command]) => !String(command).includes('token')),
    ];
    const asked = await put('why?', { cluster, says: { answers: [answer('ok')] } });
    expect([errors(asked), asked.prompts]).toEqual([['ai/account-unknown'], []]);
  });

  it('an address that nobody named: it is not asked', async () => {
    const config = { application: { OPENAI_BASE_URL: 'http://example.org/v1' } };
    const asked = await put('why?', { given: { config }, says: { answers: [answer('ok')] } });
    expect([errors(asked), asked.prompts]).toEqual([['ai/endpoint-refused'], []]);
  });

  it('one good and one bad proposal, but the good one: the bad is a warning', async () => {
    const says = { answers: [answer('', 'kubectl delete pods --all', scaling)] };
    const asked = await put('mend it', { says });
    expect(asked.operation.state).toBe('planned');
    expect(asked.findings.map(({ code, level }) => [code, level])).toEqual([
      ['ai/not-runnable', 'warning'],
      ['ai/kagent-unreachable', 'info'],
      ['ai/k8sgpt-missing', 'info'],
    ]);
    expect(asked.operation.repairs).toMatchObject([{ state: 'failed' }, { state: 'planned', proposed: scaling }]);
  });
});
