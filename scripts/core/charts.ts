import type { Environment } from './config.ts';
import type { Finding, Place } from './finding.ts';

/** Plain data as JSON knows it: what YAML values and rendered documents become. */
export type Json = string | number | boolean | null | readonly Json[] | JsonMap;
export type JsonMap = { readonly [key: string]: Json };

export type ChartName = 'backend' | 'frontend' | 'database';

/** The charts of the project, in the order they are installed. */
export const chartNames: readonly ChartName[] = ['database', 'backend', 'frontend'];

/** A chart as its files: paths relative to `directory`. */
export type Chart = {
  readonly name: ChartName;
  /** Relative to the root, for example `helm/backend`. */
  readonly directory: string;
  readonly files: ReadonlyMap<string, string>;
  /** Symbolic links among them, which helm follows and nothing here does. */
  readonly links?: readonly string[];
};

/** The values of one chart in one environment, after all layers, and where each came from. */
export type Coalesced = {
  /** What the templates see. */
  readonly values: JsonMap;
  /** All layers above values.yaml merged into one, nulls kept: the one file helm is given. */
  readonly overlay: JsonMap;
  /** Where the value at a path (keys and list indexes) was set; undefined when nowhere. */
  readonly placeOf: (path: readonly (string | number)[]) => Place | undefined;
};

/** A rendered Kubernetes document and the template it came from. */
export type Document = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** The template, relative to the root. */
  readonly source: string;
  readonly body: JsonMap;
};

export type Rendered = {
  readonly documents: readonly Document[];
  /** Errors of rendering; `documents` is then empty. */
  readonly findings: readonly Finding[];
};

/** The charts of this run: read once, validated by ajv before any helm process. */
export type Charts = {
  readonly all: readonly Chart[];
  readonly of: (name: ChartName) => Chart;
  /** Values of a chart in an environment with the run's --values and --set, and `own` (what deploy adds) below --set. */
  readonly values: (name: ChartName, env: Environment, own?: JsonMap) => Coalesced;
  /** What the values gate found for the run's environment (all charts, each mistake once, with places). */
  readonly findings: readonly Finding[];
  /** Validates one chart's values in one environment, or values.yaml alone; empty when they pass. */
  readonly validate: (name: ChartName, env: Environment | undefined) => readonly Finding[];
  /** `helm lint --strict` through the door. */
  readonly lint: (name: ChartName, env: Environment) => Promise<readonly Finding[]>;
  /** `helm template` through the door, with values passed in a private file. */
  readonly render: (name: ChartName, env: Environment, own?: JsonMap) => Promise<Rendered>;
};
