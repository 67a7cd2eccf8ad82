import { finding } from '../core/finding.ts';
import type { Check } from '../core/task.ts';

/** The entry points and the pipeline that each runs. */
const entries: readonly (readonly [file: string, pipeline: string])[] = [
  ['scripts/deploy.ts', 'deploy'],
  ['scripts/validate.ts', 'validate'],
  ['scripts/cleanup.ts', 'cleanup'],
  ['scripts/ai-devops-examples.ts', 'ai'],
];

/** Each entry point runs the pipeline of its name, and that pipeline exists. */
export const entryPoints: Check = async ({ files }) => {
  const pipelines = (await files.read('scripts/pipelines.ts')) ?? '';
  const texts = await Promise.all(entries.map(([file]) => files.read(file)));
  return entries.flatMap(([file, pipeline], index) => {
    const text = texts[index];
    const remedy = `Restore it: \`git checkout -- ${file} scripts/pipelines.ts\`.`;
    if (text === undefined) return [finding('source/missing', `${file} is missing`, { remedy })];
    return new RegExp(`main\\(pipelines\\.${pipeline}\\b`).test(text) &&
      new RegExp(`name: '${pipeline}'`).test(pipelines)
      ? []
      : [
          finding('source/unlike', `${file} does not run the pipeline ${pipeline}`, {
            at: { file, line: 1, column: 1 },
            remedy,
          }),
        ];
  });
};
