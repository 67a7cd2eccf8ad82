import { asGuest, type Guest } from '../checks/guest.ts';
import { errorsOf, Problem, problem } from '../core/finding.ts';
import type { Said, World } from '../core/world.ts';
import { clusterOf } from './look.ts';
import { placeOf } from './rival.ts';
import { inProof } from './scratch.ts';

/** What a run of a clone wrote down about itself. */
export type RunFiles = {
  readonly report: string;
  readonly events: string;
  readonly junit: string;
  readonly commands: string;
};

/** What became of a fresh clone: installed, deployed, asked, refused wrong values, brought to another version, removed. */
export type CloneStory = {
  /** The commit here and in the clone; nothing of the clone was changed then. */
  readonly commits: readonly [here: string, clone: string];
  readonly deployed: RunFiles;
  /** The exit code of a deploy with wrong values, and what it wrote down. */
  readonly refused: { readonly code: number; readonly files: RunFiles };
  readonly upgrade: Upgrade;
  /** What carries our label afterwards. */
  readonly left: readonly string[];
};

/** What was seen from inside the cluster and by a guest while another version was deployed. */
export type Upgrade = {
  readonly answered: number;
  readonly failed: number;
  readonly kept: readonly [before: string, after: string];
  readonly images: readonly [before: string, after: string];
};

/** Where the clone lies, out of Git's sight. */
const folder = '.local/clone';

const told = new WeakMap<World, Promise<CloneStory>>();

/** The clone of this run; throws a Problem at the first command that fails in it. */
export const cloneStoryOf = (world: World): Promise<CloneStory> => {
  const known = told.get(world) ?? inProof(world, (copy) => live(world, copy));
  told.set(world, known);
  return known;
};

const live = async (world: World, copy: World): Promise<CloneStory> => {
  const { files } = world;
  const place = placeOf(copy);
  const script = (name: string, ...more: readonly string[]) => ['npx', 'tsx', `scripts/${name}.ts`, ...place, ...more];
  try {
    await files.remove(folder);
    await must(world, '.', ['git', 'clone', '--quiet', files.absolute('.'), files.absolute(folder)]);
    const commits = [await headOf(world, '.'), await headOf(world, folder)] as const;
    await must(world, folder, ['npm', 'ci', '--no-audit', '--no-fund']);
    await must(world, folder, script('deploy'));
    const deployed = await lastRun(world);
    await must(world, folder, script('validate', '--phase', 'deployment'));
    const { code } = await run(world, folder, script('deploy', '--set', 'backend.replicaCount=many'));
    const refused = { code, files: await lastRun(world) };
    copy.target.forget();
    const upgrade = await upgraded(world, copy, () => must(world, folder, script('deploy')));
    await must(world, folder, script('cleanup', '--data', '--yes'));
    copy.target.forget();
    const left = (await copy.target.remnants()).filter(({ kind }) => !elsewhere.includes(kind));
    return { commits, deployed, refused, upgrade, left: left.map(({ kind, name }) => `${kind} ${name}`) };
  } finally {
    await files.remove(folder);
  }
};

/** Kinds that are not of the namespace. */
const elsewhere: readonly string[] = ['image', 'cluster', 'cache'];

/** A command of the clone, with nothing but what this machine gives everybody. */
const run = ({ sh, config }: World, cwd: string, words: readonly string[]): Promise<Said> =>
  sh.with({ cwd, changes: true, deadline: 900_000, env: { CI: 'true', MINIKUBE_PROFILE: config.minikubeProfile } })
    .stream`${words}`.ended;

const must = async (world: World, cwd: string, words: readonly string[]): Promise<void> => {
  world.say.progress(`in a fresh clone: ${words.slice(0, 3).join(' ')}`);
  const { code, stdout, stderr } = await run(world, cwd, words);
  if (code === 0) return;
  throw problem(
    'release/clone-failed',
    `In a fresh clone \`${words.slice(0, 3).join(' ')}\` ended with exit code ${code}`,
    {
      evidence: [{ source: words.join(' '), text: `${stdout}\n${stderr}`.trim().slice(-4000) }],
    },
  );
};

/** The commit, and after it what differs from it. */
const headOf = async ({ sh }: World, cwd: string): Promise<string> => {
  const at = sh.with({ cwd, fresh: true });
  const [head, status] = [await at.read`git rev-parse HEAD`, await at.read`git status --porcelain`];
  return `${head.stdout.trim()}${cwd === '.' ? '' : status.stdout.trim()}`;
};

const lastRun = async ({ files }: World): Promise<RunFiles> => {
  const all = await files.list(`${folder}/.deploy/runs`);
  const last = all.at(-1)?.path.replace(/^(.*\/runs\/[^/]+)\/.*$/, '$1') ?? folder;
  const text = async (name: string): Promise<string> => (await files.read(`${last}/${name}`)) ?? '';
  return {
    report: await text('report.json'),
    events: await text('events.ndjson'),
    junit: await text('junit.xml'),
    commands: await text('commands.log'),
  };
};

/** Another version of the backend: one more line, locked as a change that was meant. */
const changed = async (world: World): Promise<void> => {
  const file = `${folder}/backend/app/main.py`;
  await world.files.write(file, `${(await world.files.read(file)) ?? ''}\n# Another version.\n`);
  await must(world, folder, ['npm', 'run', '-s', 'freeze']);
};

const upgraded = async (world: World, copy: World, deploy: () => Promise<void>): Promise<Upgrade> => {
  const found = clusterOf(copy);
  if ('trouble' in found) throw new Problem(found.trouble);
  const { ask } = found.cluster;
  const inFrontend = ['kubectl', 'exec', '-q', '-n', copy.config.namespace, 'deployment/frontend', '--', 'sh', '-c'];
  let upgrade: Upgrade | undefined;
  const verdict = await asGuest(async (guest) => {
    await guest.say('Add a task to outlive this version');
    const [before, image] = [await keptBy(guest), await imageOf(copy)];
    const load = ask([...inFrontend, loop], { fresh: true, deadline: 600_000 });
    await changed(world);
    await deploy().finally(() => ask([...inFrontend, `touch ${stopFile}`], { fresh: true }));
    const [answered = 0, failed = 0] = (await load).stdout.trim().split(' ').map(Number);
    copy.target.forget();
    upgrade = { answered, failed, kept: [before, await keptBy(guest)], images: [image, await imageOf(copy)] };
    return [];
  })(copy);
  const [trouble] = 'skip' in verdict ? [] : errorsOf(verdict);
  if (trouble) throw new Problem(trouble);
  if (!upgrade) throw problem('service/bad-answer', 'Nothing was seen of the new version');
  return upgrade;
};

const stopFile = '/app/.next/cache/stop';

/** Asks without a pause until it is told to stop, ten minutes at most; then how many answers came, and how many did not. */
const loop = `
answered=0; failed=0; left=6000
while [ ! -e ${stopFile} ] && [ $left -gt 0 ]; do
  if wget -q -T 5 -O /dev/null "$NEXT_PUBLIC_API_URL/ready"; then answered=$((answered+1)); else failed=$((failed+1)); fi
  left=$((left-1)); sleep 0.1
done
echo $answered $failed
`;

/** Tasks and conversations of a guest. */
const keptBy = async (guest: Guest): Promise<string> =>
  JSON.stringify([await guest.tasks(), await guest.call('GET', '/conversations', 200)]);

const imageOf = async ({ target, config }: World): Promise<string> => {
  const words = ['kubectl', 'get', 'deployment', 'backend', '-n', config.namespace, '-o'];
  const said = await target.cluster?.ask([...words, 'jsonpath={.spec.template.spec.containers[0].image}'], {
    fresh: true,
  });
  return said?.stdout.trim() ?? '';
};
