import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Api, Result } from './api.ts';
import { type ChatEvent, type ChatState, initialChat, reduceChat } from './chatState.ts';
import type { Answer } from './model.ts';

/** A conversation and what can be done with it. */
export type Chat = {
  readonly state: ChatState;
  readonly send: (text: string) => Promise<void>;
  /** Sends the last message again, which had no answer. */
  readonly retry: () => Promise<void>;
  readonly reload: () => Promise<void>;
  /** Leaves this conversation; the next message begins another. */
  readonly begin: () => void;
};

/** Continues the user's newest conversation; `onAnswer` hears of every answer as it arrives. */
export function useChat(api: Api, userId: string, onAnswer: (answer: Answer) => void): Chat {
  const [state, dispatch] = useReducer(reduceChat, initialChat);
  const { conversationId, messages, thinking } = state;
  const sending = useRef(false);

  const load = useCallback(
    async (wanted: () => boolean = () => true) => {
      dispatch({ type: 'loading' });
      const event = await history(api, userId);
      if (wanted()) dispatch(event);
    },
    [api, userId],
  );

  useEffect(() => {
    let here = true;
    void load(() => here);
    return () => {
      here = false;
    };
  }, [load]);

  const exchange = async (text: string, first: ChatEvent) => {
    if (sending.current) return;
    sending.current = true;
    dispatch(first);
    const answer: Result<Answer> = await api.chat(userId, text, conversationId);
    sending.current = false;
    if (!answer.ok) return dispatch({ type: 'answer-failed', failure: answer.failure });
    dispatch({ type: 'answered', answer: answer.value });
    onAnswer(answer.value);
  };

  return {
    state,
    send: (text) => exchange(text, { type: 'sent', text }),
    retry: async () => {
      const last = messages.at(-1);
      if (last?.failure) await exchange(last.content, { type: 'sent-again' });
    },
    reload: () => load(),
    begin: () => {
      if (!thinking) dispatch({ type: 'cleared' });
    },
  };
}

async function history(api: Api, userId: string): Promise<ChatEvent> {
  const conversations = await api.conversations(userId);
  if (!conversations.ok) return { type: 'load-failed', failure: conversations.failure };
  const newest = conversations.value[0];
  if (!newest) return { type: 'loaded', messages: [] };
  const messages = await api.messages(userId, newest.id);
  if (!messages.ok) return { type: 'load-failed', failure: messages.failure };
  return { type: 'loaded', conversationId: newest.id, messages: messages.value };
}
