import { useState } from 'react';
import { longestTitle } from '../lib/limits.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** Adds a task without the chat; the text stays when the server does not take it. */
export function TaskComposer({ onAdd }: { readonly onAdd: (title: string) => Promise<boolean> }) {
  const [title, setTitle] = useState('');
  const [adding, setAdding] = useState(false);

  const add = async () => {
    const wanted = title.trim();
    if (wanted === '' || adding) return;
    setAdding(true);
    const added = await onAdd(wanted);
    setAdding(false);
    if (added) setTitle('');
  };

  return (
    <form
      className="flex gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label htmlFor="new-task" className="sr-only">
        New task
      </label>
      <input
        id="new-task"
        value={title}
        maxLength={longestTitle}
        placeholder="Add a task…"
        autoComplete="off"
        readOnly={adding}
        onChange={(event) => setTitle(event.target.value)}
        className="field min-h-11 min-w-0 flex-1 px-3.5"
      />
      <Button type="submit" look="quiet" aria-disabled={adding || title.trim() === ''} className="px-3.5">
        <Icon name="plus" className="size-4" />
        Add
      </Button>
    </form>
  );
}
