import { Icon } from './Icon.tsx';

/** The product's mark. */
export function Brand({ className = 'size-8 rounded-[0.6rem]' }: { readonly className?: string }) {
  return (
    <span className={`flex shrink-0 items-center justify-center bg-brand text-on-mine ${className}`}>
      <Icon name="check" className="size-[62%]" />
    </span>
  );
}
