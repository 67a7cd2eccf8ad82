import { useCallback, useRef, useState } from 'react';
import type { Account } from './account.ts';
import type { Api } from './api.ts';
import type { Failure, Result } from './failure.ts';
import type { Conversation, Page } from './model.ts';

/** The user's conversations, newest first. */
export type Conversations = {
  /** Undefined until they have arrived once. */
  readonly list: readonly Conversation[] | undefined;
  readonly failure: Failure | undefined;
  /** Reads the newest ones again; there is nothing to see before the first time. */
  readonly reload: () => Promise<Result<readonly Conversation[]>>;
  /** Reads older ones; absent when there are none. */
  readonly loadOlder: (() => Promise<void>) | undefined;
};

/** Keeps the list of conversations. */
export function useConversations(api: Api, account: Account): Conversations {
  const [page, setPage] = useState<Page<Conversation>>();
  const [failure, setFailure] = useState<Failure>();
  const newest = useRef(0);

  const read = useCallback(
    async (cursor?: string): Promise<Result<Page<Conversation>>> => {
      newest.current += 1;
      const turn = newest.current;
      const userId = account.id();
      const answer: Result<Page<Conversation>> = userId
        ? await api.conversations(userId, cursor)
        : { ok: true, value: { items: [], next: undefined } };
      if (turn === newest.current) {
        if (answer.ok) setPage((before) => joined(before, answer.value, cursor === undefined));
        setFailure(answer.ok ? undefined : answer.failure);
      }
      return answer;
    },
    [api, account],
  );

  const reload = useCallback(async () => {
    const answer = await read();
    return answer.ok ? ({ ok: true, value: answer.value.items } as const) : answer;
  }, [read]);

  const next = page?.next;
  return {
    list: page?.items,
    failure,
    reload,
    loadOlder: next === undefined ? undefined : async () => void (await read(next)),
  };
}

/** Newest first, each once; older pages that were read stay below. */
function joined(before: Page<Conversation> | undefined, page: Page<Conversation>, first: boolean): Page<Conversation> {
  const [above, below] = first ? [page.items, before?.items ?? []] : [before?.items ?? [], page.items];
  const ids = new Set(above.map(({ id }) => id));
  const items = [...above, ...below.filter(({ id }) => !ids.has(id))];
  const kept = first && before && before.items.length > page.items.length;
  return { items, next: kept ? before.next : page.next };
}
