import type { Failure } from '../lib/failure.ts';
import { useCountdown } from '../lib/useCountdown.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  readonly failure: Failure;
  readonly action?: string;
  readonly onAction?: () => void;
  /** Something that was wished, not something that went wrong. */
  readonly calm?: boolean;
};

/** Says at once what did not succeed and offers what to do about it, as soon as the server will listen. */
export function Alert({ failure, action, onAction, calm = false }: Props) {
  const seconds = useCountdown(failure.retryAt);
  const look = calm ? 'text-muted' : 'rounded-xl bg-danger-soft py-0.5 pr-1.5 pl-3 text-danger';
  return (
    <div className={`flex max-w-full items-center gap-x-2 text-sm ${look}`}>
      {!calm && <Icon name="warning" className="size-4" />}
      <p role="alert" className="min-w-0 flex-1 py-2.5">
        {failure.message}
      </p>
      {action && onAction && (
        <Button
          look={calm ? 'link' : 'inherit'}
          className="tabular-nums"
          aria-disabled={seconds > 0}
          onClick={() => seconds === 0 && onAction()}
        >
          {seconds > 0 ? `${action} in ${seconds} s` : action}
        </Button>
      )}
    </div>
  );
}
