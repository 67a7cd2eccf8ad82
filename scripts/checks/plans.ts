import { type Finding, finding } from '../core/finding.ts';
import { readWords, wordsFile } from '../core/runbook.ts';
import type { Check } from '../core/task.ts';

/** The tasks of a pipeline are those of tasks.md, up to the phase of that number, and no other. */
export const pipelineHas =
  (pipeline: string, idsOf: () => readonly string[], last = Number.POSITIVE_INFINITY): Check =>
  async ({ files }): Promise<readonly Finding[]> => {
    const text = (await files.read(wordsFile)) ?? '';
    const numbers = new Map(
      [...text.matchAll(/^## Phase (\d+): (\S.*)$/gm)].map(([, number, name]) => [name, Number(number)]),
    );
    const wanted = readWords(text).lines.filter(({ phase }) => (numbers.get(phase) ?? 0) <= last);
    const ids = idsOf();
    const others = ids.filter((id) => !wanted.some((line) => line.id === id));
    return [
      ...wanted
        .filter(({ id }) => !ids.includes(id))
        .map(({ id, at }) => finding('runbook/pipeline', `The pipeline ${pipeline} has no ${id}`, { at })),
      ...(others.length > 0
        ? [
            finding(
              'runbook/pipeline',
              `The pipeline ${pipeline} has ${others.join(', ')}, which its phases of ${wordsFile} do not`,
            ),
          ]
        : []),
    ];
  };
