import type { CodeEntry } from './entry.ts';

/** Comments that silence a finding. */
export const suppressionCodes = {
  'suppression/without-reason': {
    title: 'A comment silences a finding without a reason',
    means:
      'To silence a finding is a decision, and the next reader has to know whether it still holds. Without its reason nobody dares to take the comment out.',
    remedy: 'Write `validate-ignore CODE: reason`, or remove the comment.',
  },
  'suppression/unused': {
    title: 'A comment silences nothing',
    means:
      'The finding that it was written for is gone, or the comment names another code or stands at another line. Left where it is, it would hide the next mistake there.',
    remedy: 'Remove the comment.',
  },
} as const satisfies Record<string, CodeEntry>;
