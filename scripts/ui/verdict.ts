import type { Report } from './report.ts';

/** How a run ended, as people read it. */
export type Verdict = 'ok' | 'not ok' | 'interrupted';

/** The verdict of a report; a run that a signal ended did not fail of itself. */
export const verdictOf = ({ ok, findings, outcomes }: Report): Verdict => {
  if (ok) return 'ok';
  const all = [...findings, ...outcomes.flatMap((outcome) => outcome.findings)];
  return all.some(({ code }) => code === 'interrupted/signal') ? 'interrupted' : 'not ok';
};
