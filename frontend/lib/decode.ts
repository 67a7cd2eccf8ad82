import type { Conversation, Meta, StoredMessage, Task, ToolCall, User, Visitor } from './model.ts';

/** Reads a JSON value as T; undefined when it has another shape. */
export type Decode<T> = (value: unknown) => T | undefined;

/** The members of a JSON object; undefined for anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
}

/** A text, or the empty one in place of anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A decoder of lists; one element of another shape refuses the whole list. */
export function listOf<T>(decode: Decode<T>): Decode<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const items: T[] = [];
    for (const element of value) {
      const item = decode(element);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  };
}

/** The number of a task, a conversation or a message. */
export const decodeId: Decode<number> = (value) => (Number.isSafeInteger(value) ? Number(value) : undefined);

/** A user; without a guest flag it is somebody with an account. */
export const decodeUser: Decode<User> = (value) => {
  const user = membersOf(value);
  if (typeof user?.id !== 'string') return undefined;
  return { id: user.id, name: textOf(user.name), email: textOf(user.email) || undefined, guest: user.guest === true };
};

/** The user of this browser's session, or nobody. */
export const decodeVisitor: Decode<Visitor> = (value) => {
  const visitor = membersOf(value);
  if (visitor?.user === null) return { user: undefined, ended: visitor.ended === true };
  const user = decodeUser(visitor?.user);
  return user && { user, ended: false };
};

/** A task; a missing description is empty. */
export const decodeTask: Decode<Task> = (value) => {
  const task = membersOf(value);
  if (typeof task?.id !== 'number' || typeof task.title !== 'string') return undefined;
  return {
    id: task.id,
    title: task.title,
    description: textOf(task.description),
    completed: task.completed === true,
  };
};

/** A tool call; one without an `ok` succeeded. */
export const decodeToolCall: Decode<ToolCall> = (value) => {
  const call = membersOf(value);
  if (typeof call?.name !== 'string') return undefined;
  return {
    name: call.name,
    arguments: membersOf(call.arguments) ?? {},
    result: call.result,
    ok: call.ok !== false,
  };
};

/** A stored message; only the two roles of a conversation are known. */
export const decodeMessage: Decode<StoredMessage> = (value) => {
  const message = membersOf(value);
  const role = message?.role;
  if (typeof message?.id !== 'number' || (role !== 'user' && role !== 'assistant')) return undefined;
  return {
    id: message.id,
    role,
    content: textOf(message.content),
    toolCalls: listOf(decodeToolCall)(message.tool_calls) ?? [],
  };
};

/** A conversation; one without a title is called by its time. */
export const decodeConversation: Decode<Conversation> = (value) => {
  const conversation = membersOf(value);
  if (typeof conversation?.id !== 'number') return undefined;
  return {
    id: conversation.id,
    title: textOf(conversation.title) || undefined,
    usedAt: textOf(conversation.updated_at),
  };
};

/** What the backend says about itself. */
export const decodeMeta: Decode<Meta> = (value) => {
  const meta = membersOf(value);
  return typeof meta?.assistant === 'string' ? { assistant: meta.assistant } : undefined;
};
