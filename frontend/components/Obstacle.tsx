import type { Failure } from '../lib/failure.ts';
import { useCountdown } from '../lib/useCountdown.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = { readonly title: string; readonly failure: Failure; readonly onRetry: () => void };

/** A page that can show nothing but why, and the way to try again. */
export function Obstacle({ title, failure, onRetry }: Props) {
  const seconds = useCountdown(failure.retryAt);
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 p-6 text-center">
      <span className="flex size-12 items-center justify-center rounded-2xl bg-danger-soft text-danger">
        <Icon name="warning" className="size-6" />
      </span>
      <h1 className="mt-1 text-xl font-semibold tracking-tight">{title}</h1>
      <p role="alert" className="text-sm text-balance text-muted">
        {failure.message}
      </p>
      <Button className="mt-3 tabular-nums" aria-disabled={seconds > 0} onClick={() => seconds === 0 && onRetry()}>
        {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
      </Button>
    </div>
  );
}
