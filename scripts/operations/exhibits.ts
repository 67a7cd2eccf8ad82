import type { Finding } from '../core/finding.ts';
import { timeOf } from '../diagnosis/case.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import type { Exhibit } from '../planner/prompt.ts';

/** Lines of each log, and warnings, that a model is shown. */
const lines = 40;

/** What a model is shown as data: what the rules found, the warnings, and the logs of what is not well. */
export const exhibitsOf = ({ events, logs }: ClusterSnapshot, findings: readonly Finding[]): readonly Exhibit[] => [
  {
    source: 'What the rules of diagnosis found',
    text: findings.map(({ code, level, message }) => `${level} ${code}: ${message}`).join('\n') || 'nothing',
  },
  {
    source: 'The last warnings of the namespace',
    text: events
      .filter(({ type }) => type === 'Warning')
      .toSorted((a, b) => timeOf(a) - timeOf(b))
      .slice(-lines)
      .map(
        ({ reason, message, involvedObject }) =>
          `${reason} ${involvedObject?.kind}/${involvedObject?.name}: ${message}`,
      )
      .join('\n'),
  },
  ...Object.entries(logs).flatMap(([name, { previous, current }]) => {
    const text = (previous || current || '').trim().split('\n').slice(-lines).join('\n');
    return text === '' ? [] : [{ source: `The log of ${name}${previous ? ', the run before' : ''}`, text }];
  }),
];
