import { Button } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';

type Props = {
  readonly icon: IconName;
  readonly children: React.ReactNode;
  readonly action?: string;
  readonly onAction?: () => void;
};

/** Something that concerns the whole page. */
export function Banner({ icon, children, action, onAction }: Props) {
  return (
    <div className="flex min-h-11 shrink-0 items-center justify-center gap-x-3 border-b border-line bg-note px-4 text-sm text-on-note">
      <Icon name={icon} className="size-4" />
      <p role="alert" className="py-2">
        {children}
      </p>
      {action && onAction && (
        <Button look="inherit" onClick={onAction}>
          {action}
        </Button>
      )}
    </div>
  );
}
