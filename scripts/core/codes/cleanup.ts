import type { CodeEntry } from './entry.ts';

/** What cleanup finds. */
export const cleanupCodes = {
  'cleanup/left-over': { title: 'Something of ours is still there', remedy: 'Run cleanup again.' },
  'cleanup/not-ours': { title: 'Something in the way is not ours', remedy: 'Remove it yourself if you mean to.' },
} as const satisfies Record<string, CodeEntry>;
