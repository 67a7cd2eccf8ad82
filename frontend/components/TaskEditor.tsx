import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { TaskText } from '../lib/api.ts';
import { longestDescription, longestTitle } from '../lib/limits.ts';
import type { Task } from '../lib/model.ts';
import { Button } from './Button.tsx';

type Props = {
  readonly task: Task;
  /** Resolves to whether the server took the text. */
  readonly onSave: (text: TaskText) => Promise<boolean>;
  readonly onClose: () => void;
};

/** A task while its text is changed, in the task's own place. Enter saves, Escape leaves it as it was. */
export function TaskEditor({ task, onSave, onClose }: Props) {
  const id = useId();
  const [title, setTitle] = useState(task.title);
  const [description, setDescription] = useState(task.description);
  const [saving, setSaving] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);

  const save = async () => {
    const text = { title: title.trim(), description: description.trim() };
    if (text.title === '' || saving) return;
    if (text.title === task.title && text.description === task.description) return onClose();
    setSaving(true);
    const saved = await onSave(text);
    setSaving(false);
    if (saved) onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    const sends = event.target === field.current || event.ctrlKey || event.metaKey;
    if (event.key !== 'Enter' || !sends) return;
    event.preventDefault();
    void save();
  };

  return (
    <li className="my-1 rounded-xl border border-line bg-surface p-2 shadow-soft">
      <form
        aria-label={`Edit ${task.title}`}
        className="flex flex-col gap-2"
        onKeyDown={onKeyDown}
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <label htmlFor={`${id}-title`} className="sr-only">
          Title
        </label>
        <input
          ref={field}
          id={`${id}-title`}
          value={title}
          maxLength={longestTitle}
          autoComplete="off"
          onChange={(event) => setTitle(event.target.value)}
          className="field min-h-11 px-3"
        />
        <label htmlFor={`${id}-description`} className="sr-only">
          Notes
        </label>
        <textarea
          id={`${id}-description`}
          rows={1}
          value={description}
          maxLength={longestDescription}
          placeholder="Notes"
          onChange={(event) => setDescription(event.target.value)}
          className="field field-sizing-content max-h-40 min-h-11 resize-none px-3 py-2.25 text-sm"
        />
        <div className="flex justify-end gap-2">
          <Button look="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" aria-disabled={title.trim() === '' || saving}>
            Save
          </Button>
        </div>
      </form>
    </li>
  );
}
