import { describe, expect, it } from 'vitest';
import { errorsOf, type Finding, findingOf } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { isSkip, type Task, type Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { phases } from '../pipelines.ts';
import { requests } from '../planner/prompt.ts';
import { clusterDouble, looks, objectsOf } from '../testing/cluster-double.ts';
import { plannerDouble, proposing } from '../testing/planner-double.ts';
import { emptyWorld, type Given } from '../testing/world.ts';

const tasks = phases.flatMap(({ tasks }) => Object.entries<Task>(tasks));
const local: Given = { target: { name: 'local', kind: 'local' } };

/** What is asked of an empty world is a finding even when asking fails. */
const ask = (task: Task, world: World): Promise<Verdict> =>
  task.check(world).catch((thrown: unknown) => [findingOf(thrown)]);

const expectUntrue = (verdict: Verdict): void => {
  const errors: readonly Finding[] = isSkip(verdict) ? [] : errorsOf(verdict);
  expect(errors).not.toEqual([]);
  for (const { code, message, remedy } of errors) {
    expect(code).not.toBe('crash/unexpected');
    expect(message).not.toMatch(/undefined|NaN|\[object/);
    expect(remedy).toMatch(/\.$/);
  }
};

/** A model that does what it is asked for, and the namespace that it is asked about. */
const withModel = (): Given => {
  const { planner } = plannerDouble((prompt) => {
    const [, ...rest] = goodModel.find(([request]) => prompt.includes(`Request: ${request}`)) ?? ['', 'ready'];
    const [text = '', read = '', proposal] = rest;
    return read !== ''
      ? {
          answers: [
            { text: '', calls: proposing(read) },
            { text, calls: [] },
          ],
          ran: [read],
        }
      : { answers: [{ text, calls: proposal ? proposing(proposal) : [] }] };
  });
  const { cluster } = clusterDouble([
    ['kubectl get serviceaccount todo-planner *', 'serviceaccount/todo-planner\n'],
    ['kubectl create token todo-planner *', 'a-token-of-ten-minutes\n'],
    [
      'kubectl auth can-i --list *',
      'Resources   Non-Resource URLs   Resource Names   Verbs\npods        []                  []               [get]\n',
    ],
    ['kubectl get pods *', 'pod/backend-1-0\n'],
    ['kubectl top pods *', 'backend-1-0 3m 80Mi\n'],
    ...looks(objectsOf('backend')),
  ]);
  return { config: { openaiApiKey: secret('key-of-the-provider') }, planner, target: { cluster } };
};

/** Requests, what is answered, the command that reads it, and the one that is proposed. */
const goodModel: readonly (readonly [request: string, text: string, read: string, proposal?: string])[] = [
  ['Show all pods.', 'backend-1-0 runs.', 'kubectl get pods -n todo-chatbot'],
  ['How much CPU', '80Mi', 'kubectl top pods -n todo-chatbot'],
  ['Describe the Service', 'A ClusterIP.', 'kubectl describe service backend-service -n todo-chatbot'],
  [requests.scale, '', '', 'kubectl scale deployment/backend --replicas=3'],
  [requests.resources, '', '', 'kubectl set resources deployment/backend --requests=cpu=250m --limits=memory=512Mi'],
];

const modelTasks: readonly string[] = ['T087', 'T088', 'T089', 'T090', 'T091', 'T092', 'T093'];

/** Tasks that an empty world leaves without a question, and a world in which they hold. */
const withoutQuestion: Readonly<Record<string, Given>> = {
  T051: { config: { openaiApiKey: secret('key-of-the-provider') } },
  ...Object.fromEntries(modelTasks.map((id) => [id, withModel()])),
};

describe('in a world where nothing is there', () => {
  it.each(tasks.filter(([id]) => !(id in withoutQuestion)))('%s is untrue', async (_, task) => {
    expectUntrue(await ask(task, emptyWorld().world));
  });

  it.each(tasks.filter(([id, { on }]) => !on && !(id in withoutQuestion)))('%s is untrue locally', async (_, task) => {
    expectUntrue(await ask(task, emptyWorld(local).world));
  });

  it.each(Object.entries(withoutQuestion))('%s is not asked, and holds in its own world', async (id, given) => {
    const task = tasks.find(([one]) => one === id)?.[1];
    expect(await task?.check(emptyWorld().world)).toMatchObject({ skip: expect.stringMatching(/.{20}/) });
    expect(await task?.check(emptyWorld(given).world)).toEqual([]);
  });
});
