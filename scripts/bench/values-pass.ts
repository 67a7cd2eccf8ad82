import '../world/ready.js';
import '../world/compile-cache.ts';

const { dirname, basename, resolve } = await import('node:path');
const { openFiles } = await import('../world/files.ts');
const { keepValidators, loadValidators } = await import('../world/validators.ts');
const { gate } = await import('../values/gate.ts');
const { noLayers } = await import('../values/layers.ts');

import type { Chart } from '../core/charts.ts';

/** The values gate of charts in folders, as a process: what a run does before its first task. Prints what it found and how long that took. */
const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
const folders = process.argv.slice(2).map((folder) => resolve(folder));
const project = openFiles({ root: resolve(import.meta.dirname, '..', '..'), dryRun: false, say });
const began = performance.now();
const charts = await Promise.all(
  folders.map(async (folder): Promise<Chart> => {
    const files = openFiles({ root: dirname(folder), dryRun: false, say });
    const directory = basename(folder);
    const paths = (await files.list(directory, (path) => path.endsWith('/templates'))).map(({ path }) => path);
    const texts = await Promise.all(
      paths.map(async (path) => [path.slice(directory.length + 1), (await files.read(path)) ?? ''] as const),
    );
    return { name: 'backend', directory, files: new Map(texts) };
  }),
);
await loadValidators(project, charts);
const findings = gate(charts, 'dev', noLayers);
const ms = performance.now() - began;
await keepValidators(project, charts);
console.log(JSON.stringify({ charts: charts.length, findings: findings.length, ms: Math.round(ms * 10) / 10 }));
process.exitCode = findings.length > 0 ? 40 : 0;
