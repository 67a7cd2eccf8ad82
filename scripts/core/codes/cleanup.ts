import type { CodeEntry } from './entry.ts';

/** What cleanup finds. */
export const cleanupCodes = {
  'cleanup/left-over': {
    title: 'Something of ours is still there',
    means: 'After cleanup something with our label, or a process of ours, is still there.',
    remedy: 'Run cleanup again.',
  },
  'cleanup/not-ours': {
    title: 'Something in the way is not ours',
    means: 'An object in the way does not carry our label. Cleanup removes only what deploy made.',
    remedy: 'Remove it yourself if you mean to.',
  },
} as const satisfies Record<string, CodeEntry>;
