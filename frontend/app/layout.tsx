import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { applyStoredTheme } from '../lib/theme.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Todo chatbot', template: '%s · Todo chatbot' },
  description: 'Keep your tasks by talking to an assistant, or by ticking them off.',
  icons: { icon: '/icon.svg' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  // The keyboard of a phone makes the page smaller, so that it covers no field.
  interactiveWidget: 'resizes-content',
  colorScheme: 'light dark',
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={GeistSans.variable} suppressHydrationWarning>
      <body className="font-sans">
        <script>{applyStoredTheme}</script>
        {children}
      </body>
    </html>
  );
}
