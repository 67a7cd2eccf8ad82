import type { ChatStep } from './chatStream.ts';
import { type Failure, stopped } from './failure.ts';
import type { Answer, Page, StoredMessage, ToolCall } from './model.ts';

/** A message on the page; `failure` says why one of the user's, or the part of an answer below it, has no end. */
export type ChatMessage = {
  readonly key: string;
  /** The number under which it is stored, when that is known. */
  readonly id: number | undefined;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
  readonly notice: string | undefined;
  readonly failure: Failure | undefined;
};

/** An answer that is being written. */
export type Turn = { readonly text: string; readonly toolCalls: readonly ToolCall[] };

/** All the page knows about the conversation. */
export type ChatState = {
  readonly history: 'loading' | 'ready' | Failure;
  readonly conversationId: number | undefined;
  readonly messages: readonly ChatMessage[];
  /** Asks for the messages before these; absent when there are none. */
  readonly earlier: string | undefined;
  /** Undefined while nobody is answering. */
  readonly turn: Turn | undefined;
};

/** What can happen to a conversation. */
export type ChatEvent =
  | ChatStep
  | { readonly type: 'loading'; readonly conversationId: number | undefined }
  | { readonly type: 'cleared' }
  | { readonly type: 'loaded'; readonly conversationId: number; readonly page: Page<StoredMessage> }
  | { readonly type: 'earlier' | 'refreshed'; readonly page: Page<StoredMessage> }
  | { readonly type: 'load-failed' | 'answer-failed'; readonly failure: Failure }
  | { readonly type: 'sent'; readonly text: string }
  | { readonly type: 'sent-again' }
  | { readonly type: 'answered'; readonly answer: Answer };

/** A conversation whose history has not arrived yet. */
export const initialChat: ChatState = {
  history: 'loading',
  conversationId: undefined,
  messages: [],
  earlier: undefined,
  turn: undefined,
};

/** The conversation after an event. */
export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'loading':
      return { ...initialChat, conversationId: event.conversationId };
    case 'cleared':
      return { ...initialChat, history: 'ready' };
    case 'loaded': {
      const { conversationId, page } = event;
      return { ...initialChat, history: 'ready', conversationId, messages: shown(page), earlier: page.next };
    }
    case 'earlier':
      return {
        ...state,
        messages: [...onceEach(event.page.items).map(asShown), ...state.messages],
        earlier: event.page.next,
      };
    case 'refreshed':
      return state.turn ? state : { ...state, messages: refreshed(state.messages, event.page) };
    case 'load-failed':
      return { ...state, history: event.failure };
    case 'sent':
      return { ...state, turn: blankTurn, messages: appended(state, { role: 'user', content: event.text }) };
    case 'sent-again':
      return { ...state, turn: blankTurn, messages: withoutFailure(state.messages) };
    case 'opened':
      // A second beginning means that another assistant has taken over: what the first one wrote is void.
      return { ...inTurn(state, () => blankTurn), conversationId: event.conversationId };
    case 'tool':
      return inTurn(state, (turn) => ({ ...turn, toolCalls: [...turn.toolCalls, event.call] }));
    case 'delta':
      return inTurn(state, (turn) => ({ ...turn, text: turn.text + event.text }));
    case 'answered': {
      const { conversationId, messageId: id, response: content, toolCalls, notice } = event.answer;
      const messages = appended(state, { role: 'assistant', id, content, toolCalls, notice });
      return { ...state, turn: undefined, conversationId, messages };
    }
    case 'answer-failed': {
      const { text: content, toolCalls } = state.turn ?? blankTurn;
      const { failure } = event;
      const messages =
        content === '' && toolCalls.length === 0
          ? withLastFailure(state.messages, failure)
          : appended(state, { role: 'assistant', content, toolCalls, failure });
      return { ...state, turn: undefined, messages };
    }
  }
}

/** The message that can be sent again, and why it should be: the user's newest, when it has no whole answer. */
export function unanswered(state: ChatState): { readonly text: string; readonly failure: Failure } | undefined {
  const failure = state.messages.at(-1)?.failure;
  const asked = state.messages.findLast((message) => message.role === 'user');
  return failure && asked && !state.turn ? { text: asked.content, failure } : undefined;
}

/** Whether the failure is the reader's own wish. */
export function wasStopped(failure: Failure): boolean {
  return failure.code === stopped;
}

const blankTurn: Turn = { text: '', toolCalls: [] };

const blank = { id: undefined, toolCalls: [], notice: undefined, failure: undefined } as const;

const interrupted: Failure = { code: 'interrupted', message: 'This message was not answered.', retryAt: undefined };

function inTurn(state: ChatState, change: (turn: Turn) => Turn): ChatState {
  return state.turn ? { ...state, turn: change(state.turn) } : state;
}

function appended(
  { messages }: ChatState,
  part: Pick<ChatMessage, 'role' | 'content'> & Partial<ChatMessage>,
): readonly ChatMessage[] {
  return [...messages, { ...blank, key: `new-${messages.length}`, ...part }];
}

function asShown({ id, role, content, toolCalls }: StoredMessage): ChatMessage {
  return { ...blank, key: `stored-${id}`, id, role, content, toolCalls };
}

function shown({ items }: Page<StoredMessage>): readonly ChatMessage[] {
  const messages = onceEach(items).map(asShown);
  return messages.at(-1)?.role === 'user' ? withLastFailure(messages, interrupted) : messages;
}

/** A message that was sent again after its answer was interrupted is stored twice and shown once. */
function onceEach(stored: readonly StoredMessage[]): readonly StoredMessage[] {
  return stored.filter((message, index) => {
    const next = stored[index + 1];
    return message.role !== 'user' || next?.role !== 'user' || next.content !== message.content;
  });
}

/** The stored messages, each under the key it has on the page already; the page knows best what became of its newest. */
function refreshed(before: readonly ChatMessage[], page: Page<StoredMessage>): readonly ChatMessage[] {
  const begin = page.items[0]?.id ?? 0;
  const older = before.filter(({ id }) => id !== undefined && id < begin);
  const known = before.slice(older.length);
  const after = shown(page).map((message, index) => {
    const same = known[index]?.role === message.role && known[index]?.content === message.content;
    return same && known[index] ? { ...message, key: known[index].key, notice: known[index].notice } : message;
  });
  const asked = known.findLastIndex((message) => message.role === 'user');
  const answered = !known.at(-1)?.failure || after.length > asked + 1;
  return [...older, ...(answered ? after : [...after.slice(0, asked), ...known.slice(asked)])];
}

function withoutFailure(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const asked = messages.findLastIndex((message) => message.role === 'user');
  return withLastFailure(messages.slice(0, asked + 1), undefined);
}

function withLastFailure(messages: readonly ChatMessage[], failure: Failure | undefined): readonly ChatMessage[] {
  const last = messages.at(-1);
  return last ? [...messages.slice(0, -1), { ...last, failure }] : messages;
}
