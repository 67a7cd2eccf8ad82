import type { Chart, ChartName, Coalesced, Document } from '../../core/charts.ts';
import type { Finding } from '../../core/finding.ts';
import type { Dockerfile } from '../../images/dockerfile.ts';

/** A chart with what it renders in the run's environment. */
export type Release = { readonly chart: Chart; readonly documents: readonly Document[]; readonly values: Coalesced };

/** Everything that has to fit together: all releases, both Dockerfiles, and texts of the source by path. */
export type Whole = {
  readonly namespace: string;
  readonly releases: Readonly<Record<ChartName, Release>>;
  readonly dockerfiles: Readonly<Record<'backend' | 'frontend', Dockerfile>>;
  readonly source: ReadonlyMap<string, string>;
};

/** A rule about the whole; pure. */
export type FitRule = (whole: Whole) => readonly Finding[];

/** The applications, each with a chart, an image and a folder of its name. */
export const applications = ['backend', 'frontend'] as const;
