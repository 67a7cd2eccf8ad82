import { noticeText } from '../lib/assistants.ts';
import type { ChatMessage } from '../lib/chatState.ts';
import { Alert } from './Alert.tsx';
import { RichText } from './RichText.tsx';
import { ToolChip } from './ToolChip.tsx';

type Props = { readonly message: ChatMessage; readonly onRetry: () => void };

/** One message with what was done for it, and a way to send it again when it has no answer. */
export function ChatMessageView({ message, onRetry }: Props) {
  if (message.role === 'user') {
    return (
      <article aria-label="You" className="flex flex-col items-end gap-2">
        <p className="max-w-[85%] rounded-2xl rounded-br-md bg-mine px-4 py-2.5 wrap-anywhere whitespace-pre-wrap text-on-mine">
          {message.content}
        </p>
        {message.failure && <Alert message={message.failure.message} action="Retry" onAction={onRetry} />}
      </article>
    );
  }
  return (
    <article aria-label="Assistant" className="flex flex-col items-start gap-2">
      <div className="max-w-[85%] rounded-2xl rounded-bl-md bg-raised px-4 py-2.5">
        <RichText source={message.content} />
      </div>
      {message.toolCalls.length > 0 && (
        <ul aria-label="What was done" className="flex flex-wrap gap-1.5">
          {message.toolCalls.map((call, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls are never reordered and have no id of their own.
            <ToolChip key={index} call={call} />
          ))}
        </ul>
      )}
      {message.notice && <p className="text-xs text-muted">{noticeText(message.notice)}</p>}
    </article>
  );
}
