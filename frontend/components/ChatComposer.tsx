import { type KeyboardEvent, useState } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** The longest message that the backend takes, in characters. */
const longest = 2000;

type Props = { readonly busy: boolean; readonly onSend: (text: string) => void };

/** Where a message is written; Enter sends it, Shift+Enter begins a line. While busy, writing goes on and sending waits. */
export function ChatComposer({ busy, onSend }: Props) {
  const [text, setText] = useState('');

  const send = () => {
    const message = text.trim();
    if (message === '' || busy) return;
    onSend(message);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends a composition (Japanese, Chinese, Korean) belongs to the text.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="flex items-end gap-2 border-t border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor="message" className="sr-only">
        Message
      </label>
      <textarea
        id="message"
        rows={1}
        maxLength={longest}
        value={text}
        placeholder="Write a message…"
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field field-sizing-content max-h-40 min-h-11 min-w-0 flex-1 resize-none px-3.5 py-2.25"
      />
      <Button type="submit" aria-disabled={busy || text.trim() === ''} className="aria-disabled:opacity-50">
        <Icon name="send" className="size-4" />
        Send
      </Button>
    </form>
  );
}
