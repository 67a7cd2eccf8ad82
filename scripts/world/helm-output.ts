import type { Chart, Coalesced } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { placer } from '../values/position.ts';

/** Why `helm template` failed, at the deepest template it names. */
export const renderFinding = (chart: Chart, stderr: string): Finding => {
  const text = stderr
    .replace(/^.*^Error: /ms, '')
    .replace(/\n+Use --debug flag.*$/s, '')
    .trim();
  return complaint(chart, 'chart/render', text);
};

/** What `helm lint --strict` complains about: warnings count like errors there. */
export const lintFindings = (chart: Chart, stdout: string): readonly Finding[] => {
  const entries = stdout
    .replace(/\n\n?(?:Error: )?\d+ chart\(s\) linted.*$/s, '')
    .split(/^(?=\[(?:INFO|WARNING|ERROR)\] )/m)
    .flatMap((entry) => /^\[(?:WARNING|ERROR)\] (.+)$/s.exec(entry)?.[1]?.trim() ?? []);
  const complaints = [...new Set(entries)].map((entry) => complaint(chart, 'chart/lint', entry));
  return complaints.length > 0 ? complaints : [complaint(chart, 'chart/lint', lastLine(stdout))];
};

/**
 * Values that Helm left out while it merged layers: it says so and goes on (`skipped value for CHART.a.b: Not a table.`,
 * `cannot overwrite table with non table for CHART.a.b (map[…])`, `destination for CHART.a.b is a table`).
 */
export const coalesceFindings = (stderr: string, placeOf: Coalesced['placeOf']): readonly Finding[] =>
  [
    ...new Set(stderr.match(/(?:skipped value|cannot overwrite table with non table|destination) for [^\s:(]+/g) ?? []),
  ].map((text) => {
    const [, ...path] = text.replace(/^.* for /, '').split('.');
    const at = placeOf(path);
    return finding(
      'chart/coalesce',
      `Helm leaves out a value of ${path.join('.')}: a layer has a map where another has none`,
      {
        ...(at ? { at } : {}),
        evidence: [{ source: 'helm template', text }],
      },
    );
  });

const complaint = (chart: Chart, code: Code, text: string): Finding => {
  const command = `helm ${code === 'chart/lint' ? 'lint --strict' : 'template'} ${chart.directory}`;
  const cause = causeOf(text);
  const known = explained.find(({ says }) => says.test(text));
  const at = known?.place(chart, cause) ?? placeOf(chart, text);
  return finding(code, known?.message(chart, text) ?? `${chart.directory}: ${cause}`, {
    ...(at ? { at } : {}),
    remedy:
      known?.remedy ??
      `Correct ${at ? 'the template at the place shown' : 'the chart'}; \`${command}\` shows the rest.`,
  });
};

/** An error of helm that can be told better than helm does. */
type Explained = {
  readonly says: RegExp;
  readonly place: (chart: Chart, cause: string) => Place | undefined;
  readonly message: (chart: Chart, text: string) => string | undefined;
  readonly remedy?: string;
};

const explained: readonly Explained[] = [
  {
    says: /nil pointer evaluating/,
    place: () => undefined,
    message: (chart, text) => {
      const [, expression = '', member = ''] =
        /at <([^<>]+)>:\s+nil pointer evaluating interface \{\}\.(\S+)\s*$/.exec(text) ?? [];
      const owner = expression.slice(0, Math.max(0, expression.lastIndexOf(`.${member}`)));
      return owner === '' ? undefined : `${chart.directory}: ${owner} is not set, so it has no ${member}`;
    },
    remedy: 'Give it a value in values.yaml, or ask for it first: `{{ with … }}`.',
  },
  {
    says: /requires kubeVersion/,
    place: (chart) => lineOf(chart, 'Chart.yaml', /^kubeVersion:\s*/m),
    message: () => undefined,
    remedy: 'Write the versions that the templates need, for example ">=1.30.0-0".',
  },
  {
    says: /^(?:\[\w+\] )?Chart\.yaml: /,
    place: (chart, cause) => {
      const field = /: (?:chart |invalid )?(\w+)/.exec(cause)?.[1] ?? 'name';
      const start = { file: `${chart.directory}/Chart.yaml`, line: 1, column: 1 };
      return lineOf(chart, 'Chart.yaml', new RegExp(`^${field}:\\s*`, 'm')) ?? start;
    },
    message: () => undefined,
    remedy: 'Correct the field of Chart.yaml.',
  },
  {
    says: /nested reference name/,
    place: () => undefined,
    message: (chart, text) => {
      const name = /nested reference name: (\S+?):/.exec(text)?.[1];
      return name === undefined
        ? undefined
        : `${chart.directory}: the template ${name} includes itself, without an end`;
    },
    remedy: 'Take the include out, or let a condition end it.',
  },
  {
    // Helm names the outermost template; the words stand where they are said.
    says: /^execution error at/,
    place: (chart, cause) => spoken(chart, cause),
    message: () => undefined,
    remedy: 'Give the value that the template asks for, or take its condition out.',
  },
];

/** Where a file of a chart has a pattern once: behind what it matches. */
const lineOf = ({ directory, files }: Chart, path: string, pattern: RegExp): Place | undefined => {
  const text = files.get(path) ?? '';
  const found = pattern.exec(text);
  return found
    ? placer(`${directory}/${path}`, text)(found.index + found[0].length, endOfLine(text, found.index))
    : undefined;
};

const endOfLine = (text: string, from: number): number => (text.indexOf('\n', from) + 1 || text.length + 1) - 1;

/** The only `fail` or `required` of a chart that says these words. */
const spoken = ({ directory, files }: Chart, words: string): Place | undefined => {
  const calls = [...files].flatMap(([path, text]) =>
    [...text.matchAll(/\b(?:fail|required)\s+\(?(?:printf\s+)?("(?:\\.|[^"\\])*"|`[^`]*`)/g)]
      .filter(([, quoted = '']) => quoted.slice(1, -1) === words)
      .map(({ index, 0: call }) => placer(`${directory}/${path}`, text)(index, index + call.length)),
  );
  return calls.length === 1 ? calls[0] : undefined;
};

/** The last sentence of a chain of calls: before it stands only where the calls came from. */
const causeOf = (text: string): string => {
  const after = /.*(?:>: ?|\.(?:yaml|yml|tpl|txt)(?::\d+)+\): )\s*(.+)$/s.exec(text)?.[1] ?? text;
  return after
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ');
};

/** Templates are named as CHART/templates/FILE with a line and the 0-based byte of the column, in lint without the chart. */
const placeOf = (chart: Chart, text: string): Place | undefined => {
  const named = [...text.matchAll(/((?:[\w.-]+\/)?templates\/[\w./-]+\.(?:yaml|yml|tpl|txt))(?::(\d+))?(?::(\d+))?/g)];
  const deepest = named.findLast((one) => one[2] !== undefined) ?? named.at(-1);
  if (!deepest) return undefined;
  const path = (deepest[1] ?? '').replace(/^.*?(?=templates\/)/, '');
  const line = Number(deepest[2] ?? 1);
  const source = chart.files.get(path)?.split('\n')[line - 1] ?? '';
  // An error of syntax has no column; the word that it names may stand once in the line.
  const word = deepest[3] === undefined ? (/"([^"\s]+)"/.exec(text)?.[1] ?? '') : '';
  const at = source.indexOf(word);
  if (word !== '' && at >= 0 && source.indexOf(word, at + 1) < 0)
    return { file: `${chart.directory}/${path}`, line, column: at + 1, endLine: line, endColumn: at + word.length + 1 };
  const before = Buffer.from(source)
    .subarray(0, Number(deepest[3] ?? 0))
    .toString();
  return { file: `${chart.directory}/${path}`, line, column: before.length + 1 };
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
