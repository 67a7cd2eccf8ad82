import { useEffect, useState } from 'react';
import { addressedConversation, addressOf } from '../lib/address.ts';
import type { Api } from '../lib/api.ts';
import type { Channel } from '../lib/channel.ts';
import { unanswered } from '../lib/chatState.ts';
import { keepDraft } from '../lib/draft.ts';
import { sessionEnded } from '../lib/failure.ts';
import { changesTasks, removedBy } from '../lib/toolCalls.ts';
import { useChat } from '../lib/useChat.ts';
import { useConversations } from '../lib/useConversations.ts';
import { useLatest } from '../lib/useLatest.ts';
import { useOnline } from '../lib/useOnline.ts';
import { useReturn } from '../lib/useReturn.ts';
import type { Session } from '../lib/useSession.ts';
import { useTasks } from '../lib/useTasks.ts';
import { AccountMenu } from './AccountMenu.tsx';
import { Banner } from './Banner.tsx';
import { Button } from './Button.tsx';
import { ChatPanel } from './ChatPanel.tsx';
import { ConversationList } from './ConversationList.tsx';
import { Drawer } from './Drawer.tsx';
import { Header } from './Header.tsx';
import { Icon } from './Icon.tsx';
import { SkipLinks } from './SkipLinks.tsx';
import { TaskPanel } from './TaskPanel.tsx';
import { UndoBar } from './UndoBar.tsx';
import { type View, ViewTabs } from './ViewTabs.tsx';

type Props = {
  readonly api: Api;
  readonly channel: Channel;
  readonly session: Extract<Session, { readonly phase: 'open' }>;
  readonly onSessionEnded: () => void;
  readonly onLeft: () => void;
};

/** Conversations, chat and tasks of one user. What the assistant or another tab changes shows here by itself. */
export function Workspace({ api, channel, session, onSessionEnded, onLeft }: Props) {
  const { user, account, assistant } = session;
  const [view, setView] = useState<View>('chat');
  const [drawer, setDrawer] = useState(false);
  const online = useOnline();
  const tasks = useTasks(api, account, () => channel.tell('tasks'));
  const conversations = useConversations(api, account);
  const chat = useChat(api, account, conversations, {
    onTool: (calls) => {
      const newest = calls.slice(-1);
      if (removedBy(newest).length > 0) tasks.offerUndo(removedBy(calls));
      if (!newest.some(changesTasks)) return;
      void tasks.reload();
      channel.tell('tasks');
    },
    onEnd: (whole) => {
      void conversations.reload();
      // What was done last may have been done without a word of it arriving here.
      if (!whole) void tasks.reload();
      channel.tell('chat');
    },
  });

  const refresh = useLatest({
    tasks: () => void tasks.reload(),
    chat: () => void Promise.all([conversations.reload(), chat.refresh()]),
    session: () => {},
  });
  useReturn(() => {
    refresh.current.tasks();
    refresh.current.chat();
  });
  useEffect(() => channel.listen((news) => refresh.current[news]()), [channel, refresh]);

  const { conversationId, history, messages } = chat.state;
  const visit = useAddress(conversationId, chat.open);
  const failures = [tasks.failure, messages.at(-1)?.failure, typeof history === 'object' ? history : undefined];
  const ended = failures.some((failure) => failure?.code === sessionEnded);
  const unsent = ended ? unanswered(chat.state)?.text : undefined;
  const pending = tasks.tasks?.filter((task) => !task.completed).length ?? 0;

  const leave = () => {
    if (unsent !== undefined) keepDraft(unsent);
    onSessionEnded();
  };

  const list = (
    <ConversationList
      conversations={conversations}
      current={conversationId}
      firstMessage={messages.find((message) => message.role === 'user')?.content}
      onOpen={(id) => {
        setDrawer(false);
        setView('chat');
        if (id !== conversationId) visit(id);
      }}
      onBegin={() => {
        setDrawer(false);
        setView('chat');
        window.history.pushState(null, '', addressOf(undefined));
        chat.begin();
        document.getElementById('message')?.focus();
      }}
    />
  );

  return (
    <div className="relative flex h-dvh flex-col">
      <SkipLinks onSkip={setView} />
      <Header
        before={
          <Button
            look="icon"
            className="xl:hidden"
            aria-label="Conversations"
            title="Conversations"
            aria-haspopup="dialog"
            onClick={() => setDrawer(true)}
          >
            <Icon name="menu" />
          </Button>
        }
      >
        <AccountMenu
          api={api}
          user={user}
          hasTasks={(tasks.tasks?.length ?? 0) > 0}
          onLeft={() => {
            keepDraft('');
            onLeft();
          }}
        />
      </Header>
      {!online && (
        <Banner icon="offline">You are offline. What you see may be old; sending goes on when you are back.</Banner>
      )}
      {ended && (
        <Banner icon="warning" action="Log in" onAction={leave}>
          {user?.guest ? 'Your guest session has ended.' : 'Your session has ended.'}
          {unsent !== undefined && ' What you wrote was not sent; it will be in the message field.'}
        </Banner>
      )}
      <div className="flex min-h-0 flex-1">
        <nav aria-label="Conversations" className="hidden w-64 shrink-0 border-r border-line xl:flex">
          {list}
        </nav>
        <main className="flex min-h-0 min-w-0 flex-1">
          <h1 className="sr-only">Todo chatbot</h1>
          <ChatPanel
            chat={chat}
            assistant={assistant}
            online={online}
            className={view === 'chat' ? 'flex' : 'max-lg:hidden lg:flex'}
          />
          <TaskPanel tasks={tasks} className={view === 'tasks' ? 'flex' : 'max-lg:hidden lg:flex'} />
        </main>
      </div>
      <UndoBar removed={tasks.removed} onUndo={tasks.undo} onDismiss={() => tasks.offerUndo([])} />
      <ViewTabs view={view} pending={pending} onChoose={setView} />
      <Drawer open={drawer} label="Conversations" onClose={() => setDrawer(false)}>
        {list}
      </Drawer>
    </div>
  );
}

/** Keeps the page's address and the conversation that is shown the same; returns how to go to another one. */
function useAddress(shown: number | undefined, open: (id?: number) => Promise<void>): (id: number) => void {
  const latest = useLatest(open);
  useEffect(() => {
    const back = () => void latest.current(addressedConversation());
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, [latest]);
  useEffect(() => {
    if (shown !== undefined && addressedConversation() !== shown) {
      window.history.replaceState(null, '', addressOf(shown));
    }
  }, [shown]);
  return (id) => {
    window.history.pushState(null, '', addressOf(id));
    void open(id);
  };
}
