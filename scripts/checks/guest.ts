import { type Finding, finding, findingOf, Problem, problem } from '../core/finding.ts';
import type { Check } from '../core/task.ts';
import type { Answer, Send, World } from '../core/world.ts';
import { jsonOf, shown } from './service.ts';

/** The application through its frontend, as a throw-away guest; each call throws a Problem when the answer is another. */
export type Guest = {
  /** Of its account, in the database too. */
  readonly id: string;
  /** Sends a chat message and gives the assistant's answer. */
  readonly say: (message: string) => Promise<ChatAnswer>;
  /** Calls a route below `/api/{user_id}` and gives the JSON of its answer. */
  readonly call: (
    method: NonNullable<Send['method']>,
    path: string,
    status: number,
    json?: unknown,
  ) => Promise<unknown>;
  readonly tasks: () => Promise<readonly TodoTask[]>;
};

export type ChatAnswer = {
  readonly response: string;
  readonly assistant: string;
  /** The code of what kept the model from answering, where another assistant had to. */
  readonly notice?: string | null;
  readonly tool_calls: readonly { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> }[];
};
export type TodoTask = { readonly id: number; readonly title: string; readonly completed: boolean };

/** Asks something as a guest account that is removed afterwards with everything it owns, whatever happens. */
export const asGuest =
  (ask: (guest: Guest, world: World) => Promise<readonly Finding[]>): Check =>
  async (world) => {
    const base = await world.target.reach('frontend-service');
    if (!base) return [finding('service/unreachable', 'frontend-service cannot be reached')];
    const account = await signIn(world, base);
    const findings = await ask(guestOf(world, base, account), world).catch((thrown: unknown) => [findingOf(thrown)]);
    return [...findings, ...(await removed(world, base, account))];
  };

/** The assistant answers a message through the frontend. */
export const chatAnswers: Check = asGuest(async (guest) => {
  const answer = await guest.say('Show me all my tasks');
  return answer.response.trim() !== '' && answer.tool_calls.some((call) => call.name === 'list_tasks')
    ? []
    : [unlike('The assistant did not list the tasks when asked to', answer)];
});

/** A guest creates, lists, completes, updates and deletes a task, by chat and by the API. */
export const tasksManaged: Check = asGuest(async (guest) => [...(await byChat(guest)), ...(await byApi(guest))]);

const byChat = async (guest: Guest): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  const expect = async (message: string, says: string, holds: (tasks: readonly TodoTask[]) => boolean) => {
    const answer = await guest.say(message);
    const tasks = await guest.tasks();
    if (!holds(tasks)) findings.push(unlike(`"${message}" did not ${says}`, { answer, tasks }));
  };
  await expect(
    'Add a task to buy groceries',
    'create a task',
    (tasks) => tasks.length === 1 && tasks[0]?.title === 'Buy groceries',
  );
  const id = (await guest.tasks())[0]?.id;
  if (id === undefined) return findings;
  const shownList = await guest.say("What's pending?");
  if (!/buy groceries/i.test(shownList.response))
    findings.push(unlike('The list of pending tasks lacks the task', shownList));
  await expect(`Mark task ${id} as complete`, 'complete the task', (tasks) => tasks[0]?.completed === true);
  await expect(
    `Change task ${id} to 'Call mom tonight'`,
    'rename the task',
    (tasks) => tasks[0]?.title === 'Call mom tonight',
  );
  await expect(`Delete task ${id}`, 'delete the task', (tasks) => tasks.length === 0);
  return findings;
};

const byApi = async (guest: Guest): Promise<readonly Finding[]> => {
  const made = agreed(await guest.call('POST', '/tasks', 201, { title: 'Water the plants' }), isTask);
  await guest.call('PATCH', `/tasks/${made.id}/complete`, 200);
  await guest.call('PUT', `/tasks/${made.id}`, 200, { title: 'Water all plants' });
  const seen = agreed(await guest.call('GET', `/tasks/${made.id}`, 200), isTask);
  const findings =
    seen.completed && seen.title === 'Water all plants' ? [] : [unlike('A task is not as it was changed to', seen)];
  await guest.call('DELETE', `/tasks/${made.id}`, 204);
  await guest.call('GET', `/tasks/${made.id}`, 404);
  return findings;
};

type Account = { readonly id: string; readonly cookie: string };

const signIn = async ({ http, config }: World, base: string): Promise<Account> => {
  const answer = await http(`${base}/api/auth/guest`, { method: 'POST', json: {}, deadline: 10_000 });
  const body = jsonOf(answer) as { readonly id?: string } | undefined;
  const cookie = answer.cookies.map((one) => one.split(';')[0] ?? '').find((one) => one.startsWith('todo_session='));
  if (answer.status === 0)
    throw problem('service/unreachable', 'The frontend does not answer', {
      evidence: [shown('/api/auth/guest', answer)],
    });
  if (answer.status === 502) throw upstreamAway(config.namespace, '/api/auth/guest', answer);
  if (answer.status !== 201 || !body?.id || !cookie)
    throw problem('service/bad-answer', `Nobody can sign in as a guest: ${answer.status}, not 201`, {
      evidence: [shown('/api/auth/guest', answer)],
    });
  return { id: body.id, cookie };
};

/** Nothing of the guest stays: its account answers no more. */
const removed = async ({ http }: World, base: string, { cookie }: Account): Promise<readonly Finding[]> => {
  await http(`${base}/api/auth/guest`, { method: 'DELETE', headers: { cookie }, deadline: 10_000 });
  const after = await http(`${base}/api/auth/me`, { headers: { cookie } });
  if (after.status === 401) return [];
  const evidence = [shown('/api/auth/me', after)];
  return after.status === 0
    ? [finding('service/unreachable', 'The frontend does not answer after the removal of the guest', { evidence })]
    : [finding('service/bad-answer', 'The throw-away guest is still there after its removal', { evidence })];
};

const guestOf = ({ http, config }: World, base: string, { id, cookie }: Account): Guest => {
  const call: Guest['call'] = async (method, path, status, json) => {
    const answer = await http(`${base}/api/${id}${path}`, {
      method,
      headers: { cookie },
      deadline: 30_000,
      ...(json === undefined ? {} : { json }),
    });
    if (answer.status === 502) throw upstreamAway(config.namespace, path, answer);
    if (answer.status !== status)
      throw problem(
        'service/bad-answer',
        `${method} /api/{user_id}${path} answers ${answer.status || 'nothing'}, not ${status}`,
        {
          evidence: [shown(path, answer)],
        },
      );
    return jsonOf(answer);
  };
  return {
    id,
    call,
    say: async (message) => agreed(await call('POST', '/chat', 200, { message }), isChatAnswer),
    tasks: async () => agreed(await call('GET', '/tasks', 200), isTaskList),
  };
};

/** The frontend passes answers on, and says so itself, with 502, when it got none. */
const upstreamAway = (namespace: string, path: string, answer: Answer): Problem =>
  problem('service/upstream-away', `The frontend answers ${path} with 502: it got no answer from the backend`, {
    evidence: [shown(path, answer)],
    remedy: `See whether the backend has endpoints, \`kubectl get services,endpointslices -n ${namespace}\`, and whether frontend.config.NEXT_PUBLIC_API_URL in the values is its address.`,
  });

/** The body of an answer, when it has the members that are relied on here. */
const agreed = <T>(body: unknown, fits: (body: unknown) => body is T): T => {
  if (fits(body)) return body;
  throw new Problem(unlike('An answer lacks what its contract names', body));
};

const isMap = (body: unknown): body is Readonly<Record<string, unknown>> => typeof body === 'object' && body !== null;

const isTask = (body: unknown): body is TodoTask =>
  isMap(body) && typeof body.id === 'number' && typeof body.title === 'string' && typeof body.completed === 'boolean';

const isTaskList = (body: unknown): body is readonly TodoTask[] => Array.isArray(body) && body.every(isTask);

const isChatAnswer = (body: unknown): body is ChatAnswer =>
  isMap(body) && typeof body.response === 'string' && Array.isArray(body.tool_calls) && body.tool_calls.every(isMap);

const unlike = (message: string, seen: unknown): Finding =>
  finding('service/bad-answer', message, {
    evidence: [{ source: 'answer', text: JSON.stringify(seen, null, 2) ?? 'no JSON' }],
  });
