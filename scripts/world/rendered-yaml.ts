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
    return finding('chart/render', `${file} renders YAML that cannot be read: ${broken.message}`, {
      at: originOf(file, chart.files.get(template) ?? '', text.split('\n'), broken.at.line - 1),
      evidence: [
        { source: `rendered by ${file}, line ${broken.at.line}`, text: frame(text, broken.at, { context: 2 }) },
      ],
      remedy:
        'Correct the template so that this text is YAML: quote values (`| quote`) and indent what is included (`| nindent N`).',
    });
  }
  return undefined;
};

/**
 * The line of a template that wrote a rendered one. Where that line stands in the template as it is and the one before it
 * does not, an action wrote the lines before, and is to blame: most often its indentation is missing.
 */
const originOf = (file: string, template: string, rendered: readonly string[], broken: number): Place => {
  const lines = template.split('\n');
  const forms = lines.map(formOf);
  const writerOf = (index: number): number => {
    const text = rendered[index] ?? '';
    return forms.findIndex((form) => form?.test(text));
  };
  const own = writerOf(broken);
  if (own >= 0 && (broken === 0 || writerOf(broken - 1) >= 0)) return placeOf(file, lines, own);
  let above = broken - 1;
  while (own < 0 && above >= 0 && writerOf(above) < 0) above -= 1;
  const action =
    own >= 0
      ? lines.findLastIndex((line, index) => index < own && isAction(line))
      : lines.findIndex((line, index) => index > (above < 0 ? -1 : writerOf(above)) && isAction(line));
  return placeOf(file, lines, action >= 0 ? action : Math.max(own, 0));
};

/** What a line of a template renders to, when it has words of its own; undefined for actions alone and for nothing. */
const formOf = (line: string): RegExp | undefined => {
  const parts = line.split(/\{\{.*?\}\}/);
  return parts.join('').trim() === '' ? undefined : new RegExp(`^${parts.map(escaped).join('.*')}\\s*$`);
};

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** An action that writes, alone on its line. */
const isAction = (line: string): boolean =>
  /^\s*\{\{-?\s*(?!(?:if|else|end|with|range|define|block)\b|\/\*|\$\w*\s*:?=).*\}\}\s*$/.test(line);

const placeOf = (file: string, lines: readonly string[], index: number): Place => {
  const text = lines[index] ?? '';
  const column = Math.max(text.search(/\S/), 0) + 1;
  return { file, line: index + 1, column, endLine: index + 1, endColumn: Math.max(text.length + 1, column + 1) };
};
