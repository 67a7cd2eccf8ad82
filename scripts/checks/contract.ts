import { type Finding, finding } from '../core/finding.ts';
import { asGuest, type ChatAnswer, type Guest } from './guest.ts';

/** The tools that a sentence stands for, with the arguments that the contract names; `N` is the guest's Nth task. */
type Golden = readonly [
  message: string,
  ...calls: readonly (readonly [name: string, own: Readonly<Record<string, unknown>>])[],
];

/** What the guest has to do before the first sentence. */
const before = ['Prepare slides', 'Team meeting', 'Water plants'] as const;

/** The eight sentences of the contract; the backend's own tests ask them of either assistant, this asks what is deployed. */
const golden = ([first, second, third]: readonly number[]): readonly Golden[] => [
  ['Add a task to buy groceries', ['add_task', { title: 'Buy groceries' }]],
  ['Show me all my tasks', ['list_tasks', { status: 'all' }]],
  ["What's pending?", ['list_tasks', { status: 'pending' }]],
  [`Mark task ${third} as complete`, ['complete_task', { task_id: third }]],
  ['Delete the meeting task', ['list_tasks', { status: 'all' }], ['delete_task', { task_id: second }]],
  [`Change task ${first} to 'Call mom tonight'`, ['update_task', { task_id: first, title: 'Call mom tonight' }]],
  ['I need to remember to pay bills', ['add_task', { title: 'Pay bills' }]],
  ['What have I completed?', ['list_tasks', { status: 'completed' }]],
];

/** The deployed assistant uses the tools that the contract names for each of its eight sentences. */
export const contractHolds = asGuest(async (guest) => {
  const ids: number[] = [];
  for (const title of before) ids.push(await made(guest, title));
  const findings: Finding[] = [];
  for (const [message, ...calls] of golden(ids)) {
    const answer = await guest.say(message);
    const used = answer.tool_calls.map(callText);
    const wanted = calls.map(([name, own]) => callText({ name, arguments: own }));
    if (used.join() !== wanted.join())
      findings.push(
        finding(
          'service/bad-answer',
          `"${message}" came to ${used.join(', then ') || 'no tool'}, not ${wanted.join(', then ')}`,
          {
            evidence: [{ source: `${answer.assistant} answered`, text: answer.response.slice(0, 2000) }],
          },
        ),
      );
  }
  return findings;
});

const made = async (guest: Guest, title: string): Promise<number> => {
  await guest.call('POST', '/tasks', 201, { title });
  return (await guest.tasks()).find((one) => one.title === title)?.id ?? Number.NaN;
};

/** As it is written, but for the case of letters and what was not given: a model may write `buy groceries`. */
const callText = ({ name, arguments: own = {} }: ChatAnswer['tool_calls'][number]): string => {
  const words = Object.entries(own)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${key} ${value}`.toLowerCase())
    .toSorted();
  return `${name}(${words.join(', ')})`;
};
