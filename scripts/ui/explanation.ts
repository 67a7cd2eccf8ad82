import type { Explanation } from '../core/explanation.ts';
import { type Look, painter } from './text.ts';

/** What `--explain` shows to people. */
export const explanationText = (explanation: Explanation, look: Look): string => {
  const { code, area, exitCode, title, means, remedy } = explanation;
  const paint = painter(look);
  const width = Math.max(20, Math.min(look.width, 100) - 2);
  return [
    `${paint.bold(code)}  ${title}`,
    ...wrapped(means, width),
    ...wrapped(`fix: ${remedy}`, width),
    ...wrapped(`A run that it fails exits with ${exitCode}, as for everything of the area ${area}.`, width),
  ].join('\n');
};

/** Lines of at most this many characters, each indented; a word that is longer stands alone. */
const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `  ${line}`);
};
