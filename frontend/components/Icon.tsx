const paths = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  stop: 'M7 7h10v10H7z',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 12.5h9l1-12.5M10 11v5M14 11v5',
  edit: 'M4 20l1-4L16.5 4.5l3 3L8 19z',
  search: 'M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L20 20',
  warning: 'M12 4l9 15.5H3zM12 10v4.5M12 17v.01',
  offline: 'M3 3l18 18M8.5 15.5a5 5 0 016 -.6M5 12a10 10 0 014-2.4M12.5 9.1A10 10 0 0119 12M12 19v.01',
  close: 'M6 6l12 12M18 6L6 18',
  compose: 'M4 20h16M14.5 4.5l4 4L9 18H5v-4z',
  chat: 'M4 5.5h16v11H10l-4 3.5v-3.5H4z',
  list: 'M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.01M4.5 12v.01M4.5 17.5v.01',
  menu: 'M4 7h16M4 12h16M4 17h16',
  person: 'M12 4.5a3.75 3.75 0 100 7.5 3.75 3.75 0 000-7.5zM4.5 20a7.5 7.5 0 0115 0',
  enter: 'M14 4.5h5v15h-5M10.5 8l4 4-4 4M14.5 12H4.5',
  leave: 'M10 4.5H5v15h5M15.5 8l4 4-4 4M19.5 12H9.5',
  keyboard: 'M3 6.5h18v11H3zM7 10v.01M11 10v.01M15 10v.01M8 14h8',
  down: 'M12 5v14M5.5 12.5L12 19l6.5-6.5',
  show: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 100 5 2.5 2.5 0 000-5z',
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  light:
    'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 119.5 4a7 7 0 0010.5 10.5z',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof paths;

type Props = { readonly name: IconName; readonly className?: string };

/** A drawing beside a text that says the same, so screen readers pass over it. */
export function Icon({ name, className = 'size-5' }: Props) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={paths[name]} />
    </svg>
  );
}
