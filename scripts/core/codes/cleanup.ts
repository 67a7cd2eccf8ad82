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
  'cleanup/unread': {
    title: 'What is left after cleanup could not be read',
    means: 'Whether anything of ours is left is asked of the cluster, for every kind that it has. It did not tell.',
    remedy: 'Look by hand: `kubectl get all,configmaps,secrets -l app.kubernetes.io/part-of=todo-chatbot`.',
  },
} as const satisfies Record<string, CodeEntry>;
