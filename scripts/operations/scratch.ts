import type { Config } from '../core/config.ts';
import { errorsOf, Problem, problem } from '../core/finding.ts';
import type { World } from '../core/world.ts';

/** The namespace in which things are proved. */
const proofNamespace = (namespace: string): string => `${namespace}-proof`;

/** Runs `use` with a copy of its own, which is taken away afterwards. Throws a Problem where it cannot have one. */
export const inProof = async <T>(world: World, use: (copy: World) => Promise<T>): Promise<T> => {
  const namespace = proofNamespace(world.config.namespace);
  const copy = await world.otherwise({ namespace, config: ofItsOwn });
  try {
    const { platform, releases, strangers } = await copy.target.observe();
    const [trouble] = errorsOf(platform.findings);
    if (trouble) throw new Problem(trouble);
    if (strangers.some(({ kind }) => kind === 'namespace'))
      throw problem('target/scratch-foreign', `The namespace ${namespace} was not made by us`);
    if (releases.length > 0)
      throw problem('target/scratch-occupied', `The namespace ${namespace} has releases already`, {
        remedy: `Take them away: \`npx tsx scripts/cleanup.ts --namespace ${namespace} --data --yes\`.`,
      });
    try {
      return await use(copy);
    } finally {
      await copy.target.down({ data: true, images: false, cache: false, cluster: false });
    }
  } finally {
    await copy.target.close();
  }
};

/** A copy has a database of its own, and no provider: neither is asked for what is only tried out. */
const ofItsOwn = ({ databaseUrl, databasePassword, openaiApiKey, ...rest }: Config): Config => ({
  ...rest,
  env: 'dev',
  force: false,
});
