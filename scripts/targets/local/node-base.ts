import { problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import { type Dockerfile, finalStage } from '../../images/dockerfile.ts';
import type { Sources } from '../../images/image.ts';
import { digestOf, tagLength } from '../../images/tag.ts';
import { type ProgressReader, telling } from '../progress.ts';
import { type Base, buildDeadline } from './base.ts';
import { readNext, readNpm } from './install-progress.ts';
import { places } from './layout.ts';
import type { LocalPlatform } from './platform.ts';

/**
 * A workspace of the cache with the packages of one lock file, into which the context is brought and built there.
 * The packages stay for the next build; the file beside it says that they are complete.
 */
export const nodeBase = async (ground: Ground, { node }: LocalPlatform, sources: Sources): Promise<Base> => {
  if (node === undefined) throw problem('tool/missing', 'node is not on the PATH', { final: true });
  const { files, sh, say } = ground;
  const lock = await files.read(`${sources.directory}/package-lock.json`);
  const manifest = await files.read(`${sources.directory}/package.json`);
  const name = `npm-${digestOf([lock, node].join('\n')).slice(0, tagLength)}`;
  const workspace = `${places.cache}/${name}`;
  const installed = await files.exists(`${workspace}.json`);
  if (!installed) await files.remove(workspace);
  await bring(ground, sources, workspace);
  const npm = (read: ProgressReader) =>
    sh.with({
      cwd: workspace,
      deadline: buildDeadline,
      env: { NEXT_TELEMETRY_DISABLED: '1' },
      line: telling(say, sources.directory, read),
    });
  if (!installed) {
    say.progress(`${sources.directory}: installing packages`);
    await npm(readNpm()).write`npm ci --no-audit --no-fund --include=dev --loglevel=http`;
    await files.write(`${workspace}.json`, `${JSON.stringify({ node })}\n`);
  }
  if (hasBuild(manifest)) {
    say.progress(`${sources.directory}: building`);
    await npm(readNext()).write`npm run build`;
  }
  return { name, outputs: outputsOf(sources.dockerfile, workspace) };
};

/** What stays in a workspace from build to build. */
const kept: readonly string[] = ['node_modules', '.next'];

/** Makes the workspace hold exactly the context, beside the packages and Next's own cache. */
const bring = async ({ files }: Ground, sources: Sources, workspace: string): Promise<void> => {
  const wanted = new Set(sources.files.map((file) => `${workspace}/${file.path}`));
  const there = await files.list(workspace, (path) => kept.includes(path.slice(workspace.length + 1)));
  for (const { path } of there) if (!wanted.has(path)) await files.remove(path);
  for (const { path } of sources.files) await files.copy(`${sources.directory}/${path}`, `${workspace}/${path}`);
};

const hasBuild = (manifest: string | undefined): boolean => {
  const { scripts } = JSON.parse(manifest ?? '{}') as { readonly scripts?: Readonly<Record<string, string>> };
  return scripts?.build !== undefined;
};

/** What the last stage copies from the working directory of an earlier one, which here is the workspace. */
const outputsOf = (dockerfile: Dockerfile, workspace: string): Base['outputs'] => {
  const last = finalStage(dockerfile);
  const inside = (path: string, directory: string | undefined): string | undefined => {
    const home = `${directory ?? ''}/`;
    return `${path}/`.startsWith(home) ? path.slice(home.length) : undefined;
  };
  return (last?.steps ?? []).flatMap((step) => {
    if (step.kind === 'RUN' || step.from === undefined) return [];
    const origin = dockerfile.stages.find((stage) => stage.name === step.from);
    const to = step.destination.startsWith('/') ? inside(step.destination, last?.workdir?.value) : step.destination;
    return step.sources.flatMap((source) => {
      const from = inside(source, origin?.workdir?.value);
      return from === undefined || to === undefined ? [] : [{ from: `${workspace}/${from}`, to }];
    });
  });
};
