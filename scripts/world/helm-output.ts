import type { Chart, Coalesced } from '../core/charts.ts';
import type { Code } from '../core/codes.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';

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
  const at = placeOf(chart, text);
  return finding(code, `${chart.directory}: ${causeOf(text)}`, {
    ...(at ? { at } : {}),
    remedy: `Correct ${at ? 'the template at the place shown' : 'the chart'}; \`helm ${code === 'chart/lint' ? 'lint --strict' : 'template'} ${chart.directory}\` shows the rest.`,
  });
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
  const before = Buffer.from(source)
    .subarray(0, Number(deepest[3] ?? 0))
    .toString();
  return { file: `${chart.directory}/${path}`, line, column: before.length + 1 };
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
