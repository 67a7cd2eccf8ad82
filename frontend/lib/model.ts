/** Who this browser is; a guest has no e-mail. */
export type User = { readonly id: string; readonly name: string; readonly guest: boolean };

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

/** What the assistant answered to one message. */
export type Answer = {
  readonly conversationId: number;
  readonly response: string;
  readonly toolCalls: readonly ToolCall[];
  readonly assistant: string;
  readonly notice: string | undefined;
};

/** One stored message of a conversation. */
export type StoredMessage = {
  readonly id: number;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
};

/** A conversation, by its number only: its messages are asked for separately. */
export type Conversation = { readonly id: number };

/** What the backend says about itself. */
export type Meta = { readonly assistant: string };
