import { assistantName } from '../lib/assistants.ts';
import { unanswered } from '../lib/chatState.ts';
import { conversationTitle } from '../lib/conversationName.ts';
import { sessionEnded } from '../lib/failure.ts';
import type { Chat } from '../lib/useChat.ts';
import { useFollow } from '../lib/useFollow.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { ChatComposer } from './ChatComposer.tsx';
import { ChatMessageView } from './ChatMessageView.tsx';
import { ChatTurn } from './ChatTurn.tsx';
import { Icon } from './Icon.tsx';
import { Suggestions } from './Suggestions.tsx';

type Props = {
  readonly chat: Chat;
  readonly assistant: string | undefined;
  readonly online: boolean;
  readonly className: string;
};

/** The conversation with the assistant. */
export function ChatPanel({ chat, assistant, online, className }: Props) {
  const { history, messages, earlier, turn } = chat.state;
  const follow = useFollow(messages, turn, messages[0]?.key);
  const again = unanswered(chat.state);
  const sent = messages.findLast((message) => message.role === 'user')?.content;
  const send = (text: string) => {
    follow.toEnd();
    void chat.send(text);
  };

  return (
    <section
      aria-labelledby="chat-heading"
      className={`${className} relative min-h-0 min-w-0 flex-1 flex-col bg-surface`}
    >
      <div className="flex h-14 shrink-0 items-center gap-3 border-b border-line px-4 sm:px-6">
        <div className="min-w-0">
          <h2 id="chat-heading" className="truncate text-sm leading-5 font-semibold">
            {conversationTitle(messages)}
          </h2>
          {assistant && (
            <p className="flex items-center gap-1.5 truncate text-xs text-muted">
              <span aria-hidden="true" className="size-1.5 shrink-0 rounded-full bg-accent" />
              <span className="truncate">{assistantName(assistant)}</span>
            </p>
          )}
        </div>
      </div>
      <div
        ref={follow.box}
        role="log"
        aria-label="Conversation"
        aria-busy={turn !== undefined || history === 'loading'}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard.
        tabIndex={0}
        onScroll={follow.onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain px-4 [overflow-anchor:none] focus-visible:-outline-offset-2 sm:px-6"
      >
        <div className="mx-auto flex w-full max-w-2xl flex-1 flex-col gap-6 py-6">
          {history === 'loading' && <Skeleton />}
          {typeof history === 'object' && history.code !== sessionEnded && (
            <Alert failure={history} action="Try again" onAction={() => void chat.open(chat.state.conversationId)} />
          )}
          {history === 'ready' && messages.length === 0 && <Suggestions onChoose={send} />}
          {earlier && (
            <Button look="ghost" className="self-center" onClick={() => void chat.loadEarlier()}>
              Show earlier messages
            </Button>
          )}
          {messages.map((message, index) => (
            <ChatMessageView
              key={message.key}
              message={message}
              onRetry={again && index === messages.length - 1 ? () => void chat.retry() : undefined}
            />
          ))}
          {turn && <ChatTurn turn={turn} />}
        </div>
      </div>
      {follow.behind && (
        <div className="relative">
          <Button
            look="quiet"
            className="absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full shadow-float"
            onClick={follow.toEnd}
          >
            <Icon name="down" className="size-4" />
            Newest
          </Button>
        </div>
      )}
      <ChatComposer
        answering={turn !== undefined}
        ready={online && history !== 'loading'}
        retryAt={again?.failure.retryAt}
        last={sent}
        onSend={send}
        onStop={chat.stop}
      />
    </section>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label="Loading the conversation" className="appear-late flex flex-col gap-6">
      <div className="h-10 w-1/2 self-end rounded-2xl bg-raised" />
      <div className="flex flex-col gap-2.5">
        <div className="h-4 w-4/5 rounded bg-raised" />
        <div className="h-4 w-3/5 rounded bg-raised" />
      </div>
    </div>
  );
}
