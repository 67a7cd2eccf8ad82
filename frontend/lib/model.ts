/** Who this browser is; a guest has no e-mail. */
export type User = {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly guest: boolean;
};

/** Who the server takes this browser for; `ended` when it showed a session that is no longer good. */
export type Visitor = { readonly user: User | undefined; readonly ended: boolean };

/** One task of the user's list. */
export type Task = {
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly completed: boolean;
};

/** One call of a tool that the assistant made while answering. */
export type ToolCall = {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  readonly ok: boolean;
};

/** What the assistant answered to one message, stored under `messageId`; `notice` is the code of why another assistant had to. */
export type Answer = {
  readonly conversationId: number;
  readonly messageId: number | undefined;
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly notice: string | undefined;
};

/** A part of a long list; `next` asks for the part after it, and is absent at the end. */
export type Page<T> = { readonly items: readonly T[]; readonly next: string | undefined };

/** One stored message of a conversation. */
export type StoredMessage = {
  readonly id: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
};

/** A conversation without its messages; `usedAt` is ISO 8601. */
export type Conversation = { readonly id: number; readonly title: string | undefined; readonly usedAt: string };

/** What the backend says about itself. */
export type Meta = { readonly assistant: string };
