import { membersOf } from './decode.ts';
import type { ToolCall } from './model.ts';

/** A task that a tool call deleted, with what is needed to offer its return. */
export type RemovedTask = { readonly id: number; readonly title: string };

/** The drawing that stands for a tool. */
export type ToolIcon = 'plus' | 'search' | 'check' | 'trash' | 'edit';

type Wording = { readonly done: (call: ToolCall) => string; readonly attempt: string; readonly icon: ToolIcon };

const wordings: Readonly<Record<string, Wording>> = {
  add_task: { done: (call) => `Added ${subject(call)}`, attempt: 'add a task', icon: 'plus' },
  list_tasks: { done: listed, attempt: 'list the tasks', icon: 'search' },
  complete_task: { done: (call) => `Completed ${subject(call)}`, attempt: 'complete a task', icon: 'check' },
  delete_task: { done: (call) => `Deleted ${subject(call)}`, attempt: 'delete a task', icon: 'trash' },
  update_task: { done: (call) => `Updated ${subject(call)}`, attempt: 'update a task', icon: 'edit' },
};

/** One line that says what a tool call did, or what it tried to do. */
export function describeToolCall(call: ToolCall): string {
  const wording = wordings[call.name];
  if (!wording) return call.ok ? call.name : `${call.name} failed`;
  return call.ok ? wording.done(call) : `Could not ${wording.attempt}`;
}

/** The drawing for what a tool call did. */
export function iconOf(call: ToolCall): ToolIcon {
  return wordings[call.name]?.icon ?? 'check';
}

/** Whether the task list is another one after the call. */
export function changesTasks(call: ToolCall): boolean {
  return call.ok && call.name !== 'list_tasks';
}

/** The tasks that the given tool calls deleted, in their order. */
export function removedBy(calls: readonly ToolCall[]): readonly RemovedTask[] {
  return calls.flatMap((call) => {
    const id = membersOf(call.result)?.task_id;
    if (call.name !== 'delete_task' || !call.ok || typeof id !== 'number') return [];
    return [{ id, title: titleOf(call) ?? `task ${id}` }];
  });
}

function listed(call: ToolCall): string {
  const status = call.arguments.status;
  return status === 'pending' || status === 'completed' ? `Looked at ${status} tasks` : 'Looked at all tasks';
}

function subject(call: ToolCall): string {
  const title = titleOf(call);
  if (title !== undefined) return `“${title}”`;
  const id = call.arguments.task_id;
  return typeof id === 'number' ? `task ${id}` : 'a task';
}

function titleOf(call: ToolCall): string | undefined {
  const title = membersOf(call.result)?.title ?? call.arguments.title;
  return typeof title === 'string' ? title : undefined;
}
