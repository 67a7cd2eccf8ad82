import type { Failure } from './api.ts';
import type { Answer, StoredMessage, ToolCall } from './model.ts';

/** A message on the page; `failure` says why one of the user's has no answer. */
export type ChatMessage = {
  readonly key: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly toolCalls: readonly ToolCall[];
  readonly notice: string | undefined;
  readonly failure: Failure | undefined;
};

/** All the page knows about the conversation. */
export type ChatState = {
  readonly history: 'loading' | 'ready' | Failure;
  readonly conversationId: number | undefined;
  readonly messages: readonly ChatMessage[];
  readonly thinking: boolean;
};

/** What can happen to a conversation. */
export type ChatEvent =
  | { readonly type: 'loading' | 'cleared' }
  | { readonly type: 'loaded'; readonly conversationId?: number; readonly messages: readonly StoredMessage[] }
  | { readonly type: 'load-failed' | 'answer-failed'; readonly failure: Failure }
  | { readonly type: 'sent'; readonly text: string }
  | { readonly type: 'sent-again' }
  | { readonly type: 'answered'; readonly answer: Answer };

/** A conversation whose history has not arrived yet. */
export const initialChat: ChatState = { history: 'loading', conversationId: undefined, messages: [], thinking: false };

const interrupted: Failure = { code: 'interrupted', message: 'This message was not answered.' };

/** The conversation after an event. */
export function reduceChat(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'loading':
      return initialChat;
    case 'cleared':
      return { ...initialChat, history: 'ready' };
    case 'loaded':
      return {
        ...initialChat,
        history: 'ready',
        conversationId: event.conversationId,
        messages: stored(event.messages),
      };
    case 'load-failed':
      return { ...state, history: event.failure };
    case 'sent': {
      const message = { ...blank, key: keyAfter(state), role: 'user', content: event.text } as const;
      return { ...state, thinking: true, messages: [...state.messages, message] };
    }
    case 'sent-again':
      return { ...state, thinking: true, messages: withLastFailure(state.messages, undefined) };
    case 'answer-failed':
      return { ...state, thinking: false, messages: withLastFailure(state.messages, event.failure) };
    case 'answered': {
      const { conversationId, response, toolCalls, notice } = event.answer;
      const message = {
        ...blank,
        key: keyAfter(state),
        role: 'assistant',
        content: response,
        toolCalls,
        notice,
      } as const;
      return { ...state, thinking: false, conversationId, messages: [...state.messages, message] };
    }
  }
}

const blank = { toolCalls: [], notice: undefined, failure: undefined } as const;

function stored(messages: readonly StoredMessage[]): readonly ChatMessage[] {
  const shown = messages.map(
    ({ id, role, content, toolCalls }): ChatMessage => ({ ...blank, key: `stored-${id}`, role, content, toolCalls }),
  );
  return shown.at(-1)?.role === 'user' ? withLastFailure(shown, interrupted) : shown;
}

function withLastFailure(messages: readonly ChatMessage[], failure: Failure | undefined): readonly ChatMessage[] {
  const last = messages.at(-1);
  return last ? [...messages.slice(0, -1), { ...last, failure }] : messages;
}

function keyAfter(state: ChatState): string {
  return `new-${state.messages.length}`;
}
