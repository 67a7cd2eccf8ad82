import type { Chart } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';

/** The files of a chart that are not there, and every link in it: what it leads to is part of the chart for helm alone. */
export const layoutFaults = (chart: Chart, paths: readonly string[]): readonly Finding[] => {
  const { directory, files, links = [] } = chart;
  const shown = (path: string) => `${directory}/${path}`;
  return [
    ...links.map((path) =>
      finding('chart/layout', `${shown(path)} is a symbolic link: helm follows it, and nothing behind it was checked`, {
        at: { file: shown(path), line: 1, column: 1 },
        remedy: `Put what it leads to in its place, or remove it: \`rm ${shown(path)}\`.`,
      }),
    ),
    ...paths
      .filter((path) => !files.has(path) && !links.includes(path))
      .map((path) =>
        finding('chart/layout', `${directory} lacks ${path}`, {
          remedy: `Restore it: \`git checkout -- ${shown(path)}\`.`,
        }),
      ),
  ];
};
