import { type ReactNode, useId } from 'react';
import { Modal } from './Modal.tsx';

type Props = {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** A titled box in the middle of the page. */
export function Dialog({ open, title, onClose, children }: Props) {
  const id = useId();
  return (
    <Modal
      open={open}
      onClose={onClose}
      aria-labelledby={id}
      className="pop m-auto w-104 max-w-[calc(100vw-2rem)] rounded-2xl border border-line"
    >
      <div className="p-6">
        <h2 id={id} className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {children}
      </div>
    </Modal>
  );
}
