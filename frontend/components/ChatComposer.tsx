import { type KeyboardEvent, useState } from 'react';
import { keepDraft, readDraft } from '../lib/draft.ts';
import { longestMessage } from '../lib/limits.ts';
import { useCountdown } from '../lib/useCountdown.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** Below so many characters left, they are counted. */
const few = 200;

type Props = {
  readonly answering: boolean;
  /** Whether a message could be sent now at all. */
  readonly ready: boolean;
  /** When the server will take a message again, in milliseconds since 1970. */
  readonly retryAt: number | undefined;
  /** The message that was sent last. */
  readonly last: string | undefined;
  readonly onSend: (text: string) => void;
  readonly onStop: () => void;
};

/** Where a message is written; Enter sends it, Shift+Enter begins a line. Writing goes on while an answer arrives. */
export function ChatComposer({ answering, ready, retryAt, last, onSend, onStop }: Props) {
  const [text, setText] = useState(readDraft);
  const seconds = useCountdown(retryAt);
  const left = longestMessage - text.length;
  const sendable = ready && !answering && seconds === 0 && text.trim() !== '';

  const write = (draft: string) => {
    setText(draft);
    keepDraft(draft);
  };
  const send = () => {
    if (!sendable) return;
    onSend(text.trim());
    write('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys of a composition (Japanese, Chinese, Korean) belong to the text.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      send();
    }
    if (event.key === 'Escape' && answering) onStop();
    if (event.key === 'ArrowUp' && text === '' && last) {
      event.preventDefault();
      write(last);
    }
  };

  return (
    <form
      className="shrink-0 px-3 pb-3 sm:px-6 sm:pb-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="field mx-auto flex max-w-2xl items-end gap-1 rounded-2xl p-1 pl-3 shadow-soft">
        <label htmlFor="message" className="sr-only">
          Message
        </label>
        <textarea
          id="message"
          rows={1}
          maxLength={longestMessage}
          value={text}
          placeholder="Write a message…"
          autoComplete="off"
          aria-describedby="message-note"
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none bg-transparent py-2.25 outline-none"
        />
        {/* One button throughout, so that the focus stays on it. */}
        <Button
          type={answering ? 'button' : 'submit'}
          look={answering ? 'quiet' : 'primary'}
          aria-disabled={!answering && !sendable}
          onClick={answering ? onStop : undefined}
        >
          <Icon name={answering ? 'stop' : 'send'} className="size-4" />
          {answering ? 'Stop' : 'Send'}
        </Button>
      </div>
      <p
        id="message-note"
        className="mx-auto mt-1.5 flex max-w-2xl justify-between gap-3 px-3 text-xs text-muted max-sm:not-data-told:sr-only"
        data-told={seconds > 0 || left < few || undefined}
      >
        <span>{seconds > 0 ? `You can send again in ${seconds} s.` : 'Enter sends, Shift+Enter begins a line.'}</span>
        {left < few && <span className="tabular-nums">{left} left</span>}
      </p>
    </form>
  );
}
