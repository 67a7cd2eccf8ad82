import type { ComponentProps } from 'react';

const base =
  'inline-flex min-h-11 shrink-0 items-center justify-center gap-2 rounded-xl text-sm font-medium transition-colors aria-disabled:cursor-not-allowed';

const link = 'px-2 underline underline-offset-4 hover:no-underline aria-disabled:no-underline';

const looks = {
  primary:
    'bg-accent px-4 text-on-accent hover:bg-accent-strong aria-disabled:bg-raised aria-disabled:text-muted aria-disabled:hover:bg-raised',
  quiet:
    'border border-line bg-surface px-4 text-ink hover:bg-raised aria-disabled:bg-transparent aria-disabled:text-muted',
  ghost: 'px-3 text-accent hover:bg-raised',
  danger: 'bg-danger px-4 text-on-danger hover:opacity-90',
  link: `${link} text-accent aria-disabled:text-muted`,
  /** A link in a box that has its own colours. */
  inherit: link,
  icon: 'w-11 text-muted hover:bg-raised hover:text-ink',
} as const;

/** How a button may look. */
export type Look = keyof typeof looks;

type Props = ComponentProps<'button'> & { readonly look?: Look };

/** A button in one of the page's looks, at least 44 pixels high. One that has to wait is aria-disabled and keeps the focus. */
export function Button({ look = 'primary', className = '', ...rest }: Props) {
  return <button type="button" className={buttonClass(look, className)} {...rest} />;
}

/** The classes of a button, for links that look like one. */
export function buttonClass(look: Look, more = ''): string {
  return `${base} ${looks[look]} ${more}`;
}
