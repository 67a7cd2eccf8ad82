import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { Account } from './account.ts';
import { addressedConversation } from './address.ts';
import type { Api } from './api.ts';
import { type ChatEvent, type ChatState, initialChat, reduceChat, unanswered } from './chatState.ts';
import type { ChatStep } from './chatStream.ts';
import { type Failure, takenBefore, uncertain } from './failure.ts';
import { idempotencyKey } from './idempotencyKey.ts';
import type { ToolCall } from './model.ts';
import type { Conversations } from './useConversations.ts';
import { useLatest } from './useLatest.ts';

/** A conversation and what can be done with it. */
export type Chat = {
  readonly state: ChatState;
  readonly send: (text: string) => Promise<void>;
  /** Sends the newest message again, which had no whole answer. */
  readonly retry: () => Promise<void>;
  /** Ends the answer that is being written. */
  readonly stop: () => void;
  /** Shows a conversation; without a number, the one of the page's address or else the newest. */
  readonly open: (conversationId?: number) => Promise<void>;
  /** Puts the messages before those that are shown before them. */
  readonly loadEarlier: () => Promise<void>;
  /** Leaves this conversation; the next message begins another. */
  readonly begin: () => void;
  /** Reads the conversation again, without a sign of it unless something is new. */
  readonly refresh: () => Promise<void>;
};

/** Who wants to know what happens in a conversation. */
export type ChatListeners = {
  /** Hears of each tool call; `calls` are all of this answer so far, the newest last. */
  readonly onTool: (calls: readonly ToolCall[]) => void;
  /** Hears that nobody answers any more, and whether the answer came to its end. */
  readonly onEnd: (whole: boolean) => void;
};

type Tell = (event: ChatEvent) => void;

/** Keeps one conversation of the user's; answers appear as they are written. */
export function useChat(api: Api, account: Account, conversations: Conversations, listeners: ChatListeners): Chat {
  const [state, dispatch] = useReducer(reduceChat, initialChat);
  const latest = useLatest(state);
  const hear = useLatest(listeners);
  const answering = useRef<AbortController>(undefined);
  const visit = useRef(0);
  // The key of a message of which nobody knows whether the server has got it.
  const unsettledKey = useRef('');
  const { reload } = conversations;

  /** Tells what happens on this visit; what arrives after the next one has begun is not shown. */
  const visitor = useCallback((): Tell => {
    const here = visit.current;
    return (event) => {
      if (here === visit.current) dispatch(event);
    };
  }, []);

  const leave = useCallback((): Tell => {
    answering.current?.abort();
    answering.current = undefined;
    unsettledKey.current = '';
    visit.current += 1;
    return visitor();
  }, [visitor]);

  const open = useCallback(
    async (conversationId?: number) => {
      const tell = leave();
      tell({ type: 'loading', conversationId });
      tell(await history(api, account, conversationId, reload));
    },
    [api, account, leave, reload],
  );

  useEffect(() => {
    void open();
    return () => void leave();
  }, [open, leave]);

  const readAgain = async (tell: Tell, conversationId: number | undefined) => {
    const userId = account.id();
    if (userId === undefined || conversationId === undefined) return;
    const page = await api.messages(userId, conversationId);
    if (page.ok && !answering.current) tell({ type: 'refreshed', page: page.value });
  };

  const exchange = async (text: string, key: string, first: ChatEvent) => {
    if (answering.current) return;
    const tell = leave();
    const stopping = new AbortController();
    answering.current = stopping;
    tell(first);
    let arrived = false;
    const calls: ToolCall[] = [];
    let { conversationId } = latest.current;
    const onStep = (step: ChatStep) => {
      arrived = true;
      if (step.type === 'opened') conversationId = step.conversationId;
      tell(step);
      if (step.type !== 'tool') return;
      calls.push(step.call);
      hear.current.onTool([...calls]);
    };
    const user = await account.enter();
    const message = { text, key, conversationId, signal: stopping.signal };
    const answer = user.ok ? await api.chat(user.value, message, onStep) : user;
    if (answering.current === stopping) answering.current = undefined;
    if (answer.ok) tell({ type: 'answered', answer: answer.value });
    else {
      tell({ type: 'answer-failed', failure: answer.failure });
      if (uncertain.has(answer.failure.code) && !arrived) unsettledKey.current = key;
      if (mayBeAnswered(answer.failure)) await readAgain(tell, conversationId);
    }
    hear.current.onEnd(answer.ok);
  };

  return {
    state,
    open,
    send: (text) => exchange(text, idempotencyKey(), { type: 'sent', text }),
    retry: async () => {
      const again = unanswered(latest.current);
      if (again) await exchange(again.text, unsettledKey.current || idempotencyKey(), { type: 'sent-again' });
    },
    stop: () => answering.current?.abort(),
    loadEarlier: async () => {
      const { conversationId, earlier } = latest.current;
      const userId = account.id();
      if (userId === undefined || conversationId === undefined || earlier === undefined) return;
      const tell = visitor();
      const page = await api.messages(userId, conversationId, earlier);
      // A second click on its way would bring the same messages again.
      if (page.ok && latest.current.earlier === earlier) tell({ type: 'earlier', page: page.value });
    },
    begin: () => leave()({ type: 'cleared' }),
    refresh: async () => {
      if (latest.current.history === 'ready' && !answering.current) {
        await readAgain(visitor(), latest.current.conversationId);
      }
    },
  };
}

function mayBeAnswered({ code }: Failure): boolean {
  return uncertain.has(code) || takenBefore.has(code);
}

async function history(
  api: Api,
  account: Account,
  wanted: number | undefined,
  reload: Conversations['reload'],
): Promise<ChatEvent> {
  const userId = account.id();
  let conversationId = wanted;
  if (userId === undefined || conversationId === undefined) {
    const newest = await reload();
    if (!newest.ok) return { type: 'load-failed', failure: newest.failure };
    const addressed = addressedConversation();
    conversationId = (newest.value.find(({ id }) => id === addressed) ?? newest.value[0])?.id;
    if (userId === undefined || conversationId === undefined) return { type: 'cleared' };
  }
  const page = await api.messages(userId, conversationId);
  if (!page.ok) return { type: 'load-failed', failure: page.failure };
  return { type: 'loaded', conversationId, page: page.value };
}
