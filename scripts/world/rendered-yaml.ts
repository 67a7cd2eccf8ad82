import type { Chart } from '../core/charts.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { frame } from '../core/frame.ts';
import { readYaml } from '../values/yaml.ts';

/** The template whose rendered text Helm could not read as YAML; undefined for other errors. */
export const unreadTemplate = (stderr: string): string | undefined =>
  /YAML parse error on [^/\s]+\/(\S+?): /.exec(stderr)?.[1];

/**
 * What is wrong with the text that a template rendered: `helm template --debug` still prints it. The finding is placed at
 * the line of the template that is most like the broken one, and shows that one as it was rendered.
 */
export const renderedFinding = (chart: Chart, template: string, debug: string): Finding | undefined => {
  const file = `${chart.directory}/${template}`;
  for (const part of debug.split(/^---(?:[ \t].*)?$/m)) {
    if (!new RegExp(`^# Source: [^/\\s]+/${template.replaceAll('.', '\\.')}\\s*$`, 'm').test(part)) continue;
    const text = part.replace(/^\n/, '').replace(/^# Source: .*\n/m, '');
    const broken = readYaml(file, text).findings.find((one) => one.level === 'error');
    if (!broken?.at) continue;
    const line = text.split('\n')[broken.at.line - 1] ?? '';
    return finding('chart/render', `${file} renders YAML that cannot be read: ${broken.message}`, {
      at: likest(file, chart.files.get(template) ?? '', line),
      evidence: [
        { source: `rendered by ${file}, line ${broken.at.line}`, text: frame(text, broken.at, { context: 2 }) },
      ],
      remedy:
        'Correct the template so that this text is YAML: quote values (`| quote`) and indent what is included (`| nindent N`).',
    });
  }
  return undefined;
};

/** The line of a template that shares most words with a rendered one; the first line when none does. */
const likest = (file: string, template: string, rendered: string): Place => {
  const words = new Set(rendered.match(/[\w.-]+/g) ?? []);
  const lines = template.split('\n');
  const score = (line: string): number => {
    const own = line.replaceAll(/\{\{.*?\}\}/g, ' ').match(/[\w.-]+/g) ?? [];
    return own.filter((word) => words.has(word)).length - own.filter((word) => !words.has(word)).length / 10;
  };
  const best = lines.reduce((known, line, index) => (score(line) > score(lines[known] ?? '') ? index : known), 0);
  const text = lines[best] ?? '';
  const column = Math.max(text.search(/\S/), 0) + 1;
  return { file, line: best + 1, column, endLine: best + 1, endColumn: Math.max(text.length + 1, column + 1) };
};
