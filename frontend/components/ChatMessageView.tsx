import { noticeText } from '../lib/assistants.ts';
import { type ChatMessage, wasStopped } from '../lib/chatState.ts';
import { sessionEnded } from '../lib/failure.ts';
import { Alert } from './Alert.tsx';
import { Brand } from './Brand.tsx';
import { RichText } from './RichText.tsx';
import { ToolChips } from './ToolChips.tsx';

type Props = {
  readonly message: ChatMessage;
  /** Sends again what has no whole answer. */
  readonly onRetry: (() => void) | undefined;
};

/** One message with what was done for it, and a way to send it again when it has no whole answer. */
export function ChatMessageView({ message, onRetry }: Props) {
  return message.role === 'user' ? (
    <Mine message={message} onRetry={onRetry} />
  ) : (
    <Answer message={message} onRetry={onRetry} />
  );
}

function Mine({ message, onRetry }: Props) {
  return (
    <article aria-label="You" className="flex flex-col items-end gap-2">
      <p className="max-w-[85%] rounded-2xl rounded-br-md bg-mine px-4 py-2.5 wrap-anywhere whitespace-pre-wrap text-on-mine">
        {message.content}
      </p>
      <Unfinished message={message} onRetry={onRetry} />
    </article>
  );
}

function Answer({ message, onRetry }: Props) {
  return (
    <article aria-label="Assistant" className="flex items-start gap-3">
      <Brand className="size-7 rounded-lg max-sm:hidden" />
      <div className="flex min-w-0 flex-1 flex-col items-start gap-2.5 pt-0.5">
        <ToolChips calls={message.toolCalls} />
        <RichText source={message.content} />
        {message.notice && <p className="text-xs text-muted">{noticeText(message.notice)}</p>}
        <Unfinished message={message} onRetry={onRetry} />
      </div>
    </article>
  );
}

function Unfinished({ message: { failure }, onRetry }: Props) {
  if (!failure) return null;
  // The page says at its top what has happened and what to do.
  if (failure.code === sessionEnded) return <p className="text-xs text-muted">Not sent</p>;
  return (
    <Alert failure={failure} calm={wasStopped(failure)} {...(onRetry ? { action: 'Retry', onAction: onRetry } : {})} />
  );
}
