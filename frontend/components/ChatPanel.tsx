import { useEffect, useRef } from 'react';
import type { Chat } from '../lib/useChat.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { ChatComposer } from './ChatComposer.tsx';
import { ChatMessageView } from './ChatMessageView.tsx';
import { Icon } from './Icon.tsx';
import { Suggestions } from './Suggestions.tsx';

/** The conversation with the assistant. */
export function ChatPanel({ chat }: { readonly chat: Chat }) {
  const { history, messages, thinking } = chat.state;
  const log = useRef<HTMLDivElement>(null);
  const waiting = thinking || history === 'loading';

  // biome-ignore lint/correctness/useExhaustiveDependencies: the newest message is to be in sight whenever there is one.
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [messages, thinking]);

  return (
    <section aria-labelledby="chat-heading" className="card flex h-[72dvh] min-h-96 flex-col lg:h-auto lg:min-h-0">
      <div className="flex h-14 shrink-0 items-center justify-between gap-2 border-b border-line pr-2 pl-4">
        <h2 id="chat-heading" className="font-semibold">
          Chat
        </h2>
        {messages.length > 0 && (
          <Button look="icon" className="w-auto px-3" disabled={thinking} onClick={chat.begin}>
            <Icon name="compose" className="size-4" />
            New chat
          </Button>
        )}
      </div>
      <div
        ref={log}
        role="log"
        aria-label="Conversation"
        aria-busy={waiting}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard.
        tabIndex={0}
        className="flex flex-1 flex-col gap-4 overflow-y-auto overscroll-contain p-4 focus-visible:-outline-offset-2"
      >
        {history === 'loading' && <p className="m-auto animate-pulse text-sm text-muted">Loading the conversation…</p>}
        {typeof history === 'object' && <Alert message={history.message} action="Try again" onAction={chat.reload} />}
        {history === 'ready' && messages.length === 0 && <Suggestions onChoose={chat.send} />}
        {messages.map((message) => (
          <ChatMessageView key={message.key} message={message} onRetry={chat.retry} />
        ))}
        {thinking && <Thinking />}
      </div>
      <ChatComposer busy={waiting} onSend={chat.send} />
    </section>
  );
}

function Thinking() {
  return (
    <div aria-hidden="true" className="flex w-fit gap-1 rounded-2xl rounded-bl-md bg-raised px-4 py-3.5">
      {['0ms', '150ms', '300ms'].map((animationDelay) => (
        <span key={animationDelay} style={{ animationDelay }} className="size-2 animate-bounce rounded-full bg-muted" />
      ))}
    </div>
  );
}
