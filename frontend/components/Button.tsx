import type { ComponentProps } from 'react';

const looks = {
  primary: 'bg-accent px-4 font-medium text-on-accent hover:opacity-90',
  quiet: 'border border-line bg-surface px-4 font-medium text-ink hover:bg-raised',
  link: 'px-2 font-medium text-accent underline underline-offset-4 hover:no-underline',
  icon: 'w-11 text-muted hover:bg-raised hover:text-ink',
} as const;

type Props = ComponentProps<'button'> & { readonly look?: keyof typeof looks };

/** A button in one of the page's four looks, at least 44 pixels high. */
export function Button({ look = 'primary', className = '', ...rest }: Props) {
  const base =
    'inline-flex min-h-11 shrink-0 items-center justify-center gap-2 rounded-xl text-sm transition disabled:opacity-50';
  return <button type="button" className={`${base} ${looks[look]} ${className}`} {...rest} />;
}
