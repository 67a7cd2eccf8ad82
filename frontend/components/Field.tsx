import { type ComponentProps, useId, useState } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = ComponentProps<'input'> & {
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem?: string | undefined;
};

/** A labelled field; a password can be looked at. */
export function Field({ label, hint, problem, type = 'text', className = '', ...rest }: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  const note = problem ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          type={secret && shown ? 'text' : type}
          autoCapitalize="none"
          spellCheck={false}
          aria-invalid={problem !== undefined}
          aria-describedby={note ? `${id}-note` : undefined}
          className={`field min-h-11 w-full px-3.5 ${secret ? 'pr-12' : ''} ${className}`}
          {...rest}
        />
        {secret && (
          <Button
            look="icon"
            aria-pressed={shown}
            aria-label="Show password"
            title="Show password"
            className="absolute inset-y-0 right-0 aria-pressed:text-accent"
            onClick={() => setShown(!shown)}
          >
            <Icon name="show" className="size-4.5" />
          </Button>
        )}
      </div>
      {note && (
        <p id={`${id}-note`} className={`text-sm ${problem ? 'text-danger' : 'text-muted'}`}>
          {note}
        </p>
      )}
    </div>
  );
}
