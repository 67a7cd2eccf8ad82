import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = { readonly message: string; readonly action?: string; readonly onAction?: () => void };

/** Says at once what did not succeed, and offers what to do about it. */
export function Alert({ message, action, onAction }: Props) {
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-xl bg-danger-soft px-3 py-1.5 text-sm text-danger"
    >
      <Icon name="warning" className="size-4" />
      <p className="min-w-0 flex-1 py-1.5">{message}</p>
      {action && onAction && (
        <Button look="link" className="text-danger" onClick={onAction}>
          {action}
        </Button>
      )}
    </div>
  );
}
