import { type ComponentProps, useEffect, useRef } from 'react';

type Props = Omit<ComponentProps<'dialog'>, 'open' | 'onClose'> & {
  readonly open: boolean;
  readonly onClose: () => void;
};

/** A box in front of the page. Escape and a click beside it close it; then the focus is where it was before. */
export function Modal({ open, onClose, className = '', children, ...rest }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Escape.
    <dialog
      ref={dialog}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={`bg-surface text-ink shadow-float ${className}`}
      {...rest}
    >
      {open && children}
    </dialog>
  );
}
