/** What changed: tasks, conversations, or who is signed in. */
export type News = 'tasks' | 'chat' | 'session';

/** Joins this page with the other tabs of the same browser. */
export type Channel = {
  readonly tell: (news: News) => void;
  /** Hears what other tabs tell; returns how to stop. */
  readonly listen: (hear: (news: News) => void) => () => void;
};

const kinds: readonly News[] = ['tasks', 'chat', 'session'];

/** The channel of this page; a browser without BroadcastChannel (old Safari) hears of changes on its return only. */
export function openChannel(): Channel {
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('todo-chatbot');
  return {
    tell: (news) => channel?.postMessage(news),
    listen: (hear) => {
      const onMessage = ({ data }: MessageEvent<unknown>) => {
        const news = kinds.find((kind) => kind === data);
        if (news) hear(news);
      };
      channel?.addEventListener('message', onMessage);
      return () => channel?.removeEventListener('message', onMessage);
    },
  };
}

let opened: Channel | undefined;

/** The one channel of this page, opened when it is first used: a page that is rendered on the server has none. */
export const pageChannel: Channel = {
  tell: (news) => {
    opened ??= openChannel();
    opened.tell(news);
  },
  listen: (hear) => {
    opened ??= openChannel();
    return opened.listen(hear);
  },
};
