import type { Evidence } from '../core/finding.ts';
import type { Report } from './report.ts';
import { evidenceLines } from './text.ts';
import { toldOnce } from './told.ts';

/** Evidence that is too long to be shown whole in a terminal, as a file of the run's directory. */
export type EvidenceFile = { readonly name: string; readonly evidence: Evidence };

/** The files of a report's long evidence, in the order in which its findings are told. */
export const evidenceFiles = (report: Report): readonly EvidenceFile[] =>
  toldOnce(report).flatMap(({ finding }, at) =>
    (finding.evidence ?? []).flatMap((evidence, nth): readonly EvidenceFile[] => {
      if (evidence.text.trimEnd().split('\n').length <= evidenceLines) return [];
      const number = String(at + 1).padStart(2, '0');
      const words = `${finding.code} ${nth + 1} ${evidence.source}`.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80);
      return [{ name: `evidence/${number}-${words.replace(/-$/, '')}.txt`, evidence }];
    }),
  );
