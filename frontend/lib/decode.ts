import type { Answer, Conversation, Meta, StoredMessage, Task, ToolCall, User } from './model.ts';

/** Reads a JSON value as T; undefined when it has another shape. */
export type Decode<T> = (value: unknown) => T | undefined;

/** The members of a JSON object; undefined for anything else. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>;
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

/** A user; without a guest flag it is somebody with an account. */
export const decodeUser: Decode<User> = (value) => {
  const user = membersOf(value);
  if (typeof user?.id !== 'string') return undefined;
  return { id: user.id, name: textOf(user.name), guest: user.guest === true };
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

/** The assistant's answer to one message. */
export const decodeAnswer: Decode<Answer> = (value) => {
  const answer = membersOf(value);
  if (typeof answer?.conversation_id !== 'number' || typeof answer.response !== 'string') return undefined;
  return {
    conversationId: answer.conversation_id,
    response: answer.response,
    toolCalls: listOf(decodeToolCall)(answer.tool_calls) ?? [],
    assistant: textOf(answer.assistant),
    notice: textOf(answer.notice) || undefined,
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

/** A conversation. */
export const decodeConversation: Decode<Conversation> = (value) => {
  const conversation = membersOf(value);
  return typeof conversation?.id === 'number' ? { id: conversation.id } : undefined;
};

/** What the backend says about itself. */
export const decodeMeta: Decode<Meta> = (value) => {
  const meta = membersOf(value);
  return typeof meta?.assistant === 'string' ? { assistant: meta.assistant } : undefined;
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
