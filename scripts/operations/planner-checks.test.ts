import { describe, expect, it } from 'vitest';
import { errorsOf } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { type Check, isSkip } from '../core/task.ts';
import type { ModelAnswer } from '../planner/exchange.ts';
import { clusterDouble, looks, objectsOf } from '../testing/cluster-double.ts';
import { type PlannerSays, plannerDouble, proposing } from '../testing/planner-double.ts';
import type { Script } from '../testing/shell.ts';
import { memoryWorld } from '../testing/world.ts';
import {
  accountMade,
  accountRemoved,
  examplesHold,
  modelAnswers,
  namesPods,
  plannerAnswers,
  readsPods,
  readsService,
  readsUsage,
} from './planner-checks.ts';

const rights =
  'Resources   Non-Resource URLs   Resource Names   Verbs\npods        []                  []               [get list]\n';
const account: Script = [
  ['kubectl get serviceaccount todo-planner *', 'serviceaccount/todo-planner\n'],
  ['kubectl create token todo-planner *', 'a-token-of-ten-minutes\n'],
  ['kubectl auth can-i --list *', rights],
  ['kubectl get pods -n todo-chatbot -o name', 'pod/backend-1-0\npod/frontend-1-0\n'],
  ['kubectl top pods *', 'backend-1-0 3m 80Mi\n'],
];

const open = (says: PlannerSays, cluster: Script = account) => {
  const double = clusterDouble([...cluster, ...looks(objectsOf('backend'))]);
  const { planner, prompts } = plannerDouble(says);
  const config = { openaiApiKey: secret('key-of-the-provider') };
  return { ...memoryWorld({ config, planner, target: { cluster: double.cluster } }), double, prompts };
};
const verdict = async (check: Check, says: PlannerSays, cluster?: Script) => {
  const said = await check(open(says, cluster).world);
  return isSkip(said) ? said : errorsOf(said).map(({ code, message }) => `${code} ${message}`);
};
const answer = (text: string, ...commands: readonly string[]): ModelAnswer => ({ text, calls: proposing(...commands) });
const having = (text: string, ...ran: readonly string[]): PlannerSays => ({
  answers: [answer('', ...ran), answer(text)],
  ran,
});

describe('kubectl-ai', () => {
  it('is the one that tells a version and a commit', async () => {
    expect(await verdict(plannerAnswers, { answers: [] })).toEqual([]);
  });

  it('is refused where it is another program of that name', async () => {
    expect(await verdict(plannerAnswers, { answers: [], version: 'v0.1.0' })).toEqual([
      expect.stringContaining('ai/planner-foreign'),
    ]);
  });

  it('is no question where it is not installed', async () => {
    expect(await plannerAnswers(memoryWorld().world)).toMatchObject({ skip: expect.stringContaining('krew') });
  });
});

describe('the model', () => {
  it('answers, with an account that only reads', async () => {
    expect(await verdict(modelAnswers, { answers: [answer('ready')] })).toEqual([]);
  });

  it.each<readonly [string, PlannerSays, string]>([
    ['refuses the key', { answers: [{ status: 401, text: 'no' }] }, 'ai/model-unauthorized'],
    ['says nothing', { answers: [answer('')] }, 'ai/model-empty'],
  ])('is no claim that holds where it %s', async (_, says, code) => {
    expect(await verdict(modelAnswers, says)).toEqual([expect.stringContaining(code)]);
  });

  it('is not asked without the account, which apply makes and undo takes away', async () => {
    const cluster: Script = [
      ['kubectl get serviceaccount todo-planner *', ''],
      [/^kubectl (?:apply|delete) /, ''],
    ];
    expect(await verdict(modelAnswers, { answers: [] }, cluster)).toEqual([
      expect.stringContaining('ai/account-absent'),
    ]);
    const { world, double } = open({ answers: [] }, cluster);
    await accountMade(world);
    expect(double.writes()).toEqual(['kubectl apply -n todo-chatbot -f -']);
    expect(await accountRemoved(world)).toEqual([]);
    const there = open({ answers: [] }, [[/^kubectl delete /, ''], ...account]);
    expect(await accountRemoved(there.world)).toEqual(['the account of the planner']);
    expect(there.double.writes()).toEqual([
      'kubectl delete -n todo-chatbot rolebinding/todo-planner role/todo-planner serviceaccount/todo-planner --ignore-not-found',
    ]);
    expect(await accountRemoved(memoryWorld().world)).toEqual([]);
  });

  it('is no question without a key and an address', async () => {
    const { world } = memoryWorld();
    for (const check of [modelAnswers, readsPods, namesPods, readsUsage, readsService, examplesHold])
      expect(await check(world)).toMatchObject({ skip: expect.stringContaining('OPENAI_API_KEY') });
  });
});

describe('a request that reads', () => {
  const pods = 'kubectl get pods -n todo-chatbot';

  it('is read by the command that is right for it', async () => {
    expect(await verdict(readsPods, having('two', pods))).toEqual([]);
    expect(await verdict(readsUsage, having('80Mi', 'kubectl top pods -n todo-chatbot'))).toEqual([]);
    expect(
      await verdict(readsService, having('a ClusterIP', 'kubectl describe service backend-service -n todo-chatbot')),
    ).toEqual([]);
  });

  it.each([
    ['readsPods', readsPods],
    ['readsUsage', readsUsage],
    ['readsService', readsService],
  ] as const)('is found out where another one was read (%s), or none', async (_, check) => {
    const codes = [
      await verdict(check, having('all is well', 'kubectl get events -n todo-chatbot')),
      await verdict(check, { answers: [answer('all is well')] }),
    ];
    expect(codes).toEqual([
      [expect.stringContaining('ai/answer-differs')],
      [expect.stringContaining('ai/answer-differs')],
    ]);
  });

  it('names each pod that kubectl lists; one left out is found', async () => {
    expect(await verdict(namesPods, having('backend-1-0 and frontend-1-0 run', pods))).toEqual([]);
    expect(await verdict(namesPods, having('backend-1-0 runs', pods))).toEqual([
      'ai/answer-differs The answer leaves out frontend-1-0',
    ]);
  });

  it('is asked once for two tasks about one answer', async () => {
    const { world, prompts } = open(having('backend-1-0 and frontend-1-0 run', pods));
    await readsPods(world);
    await namesPods(world);
    expect(prompts).toHaveLength(1);
  });

  it('is no question where nothing is measured', async () => {
    const cluster: Script = [['kubectl top pods *', { code: 1, stderr: 'Metrics API not available' }], ...account];
    expect(await verdict(readsUsage, { answers: [] }, cluster)).toMatchObject({
      skip: expect.stringContaining('metrics-server'),
    });
  });
});

describe('the five examples', () => {
  it('fail where a change is answered and not planned', async () => {
    expect(await verdict(examplesHold, { answers: [answer('I did it.')] })).toEqual([
      'ai/answer-differs "Scale the backend to 3 replicas." came to no repair',
      'ai/answer-differs "Give the backend a memory limit of 512Mi and a CPU request of 250m." came to no repair',
    ]);
  });

  it('fail where a read is planned as a change', async () => {
    const found = await verdict(examplesHold, {
      answers: [answer('', 'kubectl scale deployment/backend --replicas=3')],
    });
    expect(found).toEqual([
      expect.stringContaining('Show the pods'),
      expect.stringContaining('last 50 log lines'),
      expect.stringContaining('events of the last 10 minutes'),
      expect.stringContaining('Give the backend'),
    ]);
  });
});
