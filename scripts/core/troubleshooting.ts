import type { CodeEntry } from './codes/entry.ts';
import { areaOf, type Code, codes, exitCodeOf } from './codes.ts';
import { prose } from './markdown.ts';
import type { Files } from './world.ts';

/** The page that tells of each code what it means and what to do. */
export const troubleshootingPage = 'docs/troubleshooting.md';

/** What the examples of that page are kept in, as `npm run generate` writes it. */
export const examplesFile = 'docs/examples.json';

/** When a code is found: a condition of the files with the place that it points to, or what is said of a cluster. */
export type Example =
  | { readonly when: string; readonly file?: string; readonly text?: string }
  | { readonly says: string };

/** Examples by code; not every code has one. */
export type Examples = Readonly<Partial<Record<Code, Example>>>;

/** The part of that page which is written from the catalogue: a chapter for each area, a heading for each code. */
export const troubleshooting = async ({ read }: Pick<Files, 'read'>): Promise<string> => {
  const examples: Examples = JSON.parse((await read(examplesFile)) ?? '{}');
  const all = Object.keys(codes) as readonly Code[];
  const areas = Object.entries(Object.groupBy(all, areaOf));
  return [
    areas.map(([area, some = []]) => `[${area}](#${area}) (${some.length})`).join(' · '),
    ...areas.flatMap(([area, some = []]) => [
      `## ${area}`,
      ...some.slice(0, 1).map((code) => `A run that one of these fails exits with ${exitCodeOf(code)}.`),
      ...some.flatMap((code) => section(code, examples[code])),
    ]),
  ].join('\n\n');
};

const section = (code: Code, example: Example | undefined): readonly string[] => {
  const { title, means, remedy }: CodeEntry = codes[code];
  return [
    `### ${code}`,
    `**${prose(title)}.** ${prose(means)}`,
    ...(example ? [exampleText(example)] : []),
    `What to do: ${prose(remedy)}`,
  ];
};

const exampleText = (example: Example): string => {
  if ('says' in example) return `For example: ${prose(example.says)}.`;
  const { when, file, text } = example;
  const place = file === undefined ? '' : `, found in \`${file}\`${text ? ` at ${codeOf(text)}` : ''}`;
  return `For example, ${prose(when)}${place}.`;
};

/** A text as code, also where it holds a backquote. */
const codeOf = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
