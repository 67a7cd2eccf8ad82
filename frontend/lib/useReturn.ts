import { useEffect } from 'react';
import { useLatest } from './useLatest.ts';

/** Milliseconds within which several signs of one return count as one. */
const together = 1_000;

/** Calls back when the visitor returns to this page or its connection does. */
export function useReturn(onReturn: () => void): void {
  const latest = useLatest(onReturn);
  useEffect(() => {
    let last = 0;
    const back = () => {
      const now = Date.now();
      if (document.visibilityState !== 'visible' || !navigator.onLine || now - last < together) return;
      last = now;
      latest.current();
    };
    document.addEventListener('visibilitychange', back);
    for (const sign of signs) window.addEventListener(sign, back);
    return () => {
      document.removeEventListener('visibilitychange', back);
      for (const sign of signs) window.removeEventListener(sign, back);
    };
  }, [latest]);
}

const signs = ['focus', 'online', 'pageshow'] as const;
