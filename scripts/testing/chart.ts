import type { Chart, ChartName } from '../core/charts.ts';
import { projectTexts } from './project.ts';

/** A chart of these files, as if it were the backend's. */
export const chartOf = (files: Readonly<Record<string, string>>, name: ChartName = 'backend'): Chart => ({
  name,
  directory: `helm/${name}`,
  files: new Map(Object.entries(files)),
});

/** A chart of the project. */
export const projectChart = (name: ChartName): Chart => {
  const directory = `helm/${name}`;
  const files = Object.entries(projectTexts(directory)).map(([path, text]) => [path.slice(directory.length + 1), text]);
  return chartOf(Object.fromEntries(files), name);
};
