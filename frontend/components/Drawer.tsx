import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Modal } from './Modal.tsx';

type Props = {
  readonly open: boolean;
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** Slides in from the side of a narrow page. */
export function Drawer({ open, label, onClose, children }: Props) {
  return (
    <Modal
      open={open}
      onClose={onClose}
      aria-label={label}
      className="drawer m-0 h-dvh max-h-none w-72 max-w-[85vw] border-r border-line"
    >
      <div className="flex h-full flex-col bg-canvas">
        <div className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-2 pl-4">
          <h2 className="font-semibold">{label}</h2>
          <Button look="icon" aria-label="Close" title="Close" onClick={onClose}>
            <Icon name="close" />
          </Button>
        </div>
        <div className="flex min-h-0 flex-1">{children}</div>
      </div>
    </Modal>
  );
}
