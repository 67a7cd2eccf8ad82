import type { CodeEntry } from './entry.ts';

/** Comments that silence a finding. */
export const suppressionCodes = {
  'suppression/without-reason': {
    title: 'A comment silences a finding without a reason',
    remedy: 'Write `validate-ignore CODE: reason`, or remove the comment.',
  },
  'suppression/unused': { title: 'A comment silences nothing', remedy: 'Remove the comment.' },
} as const satisfies Record<string, CodeEntry>;
