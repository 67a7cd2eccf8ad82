import type { Config } from '../core/config.ts';
import type { Outside } from '../core/outside.ts';
import type { Skip } from '../core/task.ts';
import type { Asking } from '../planner/ask.ts';

/** Where the model is, and how it is called. */
export type Model = Pick<Asking, 'endpoint' | 'hosts' | 'model'>;

/** The provider's own address, asked where only a key is given. */
const provider = 'https://api.openai.com/v1';

/** The model where none is named. */
const usual = 'gpt-4o-mini';

/** The model that the settings lead to, or why none is asked. Only the host that the user named is asked, or this machine. */
export const modelOf = ({ application, openaiApiKey }: Config): Model | Skip => {
  const { OPENAI_BASE_URL: url, OPENAI_MODEL: model = usual } = application;
  if (!url && !openaiApiKey) return { skip: 'no OPENAI_API_KEY and no OPENAI_BASE_URL in .env: the rules serve alone' };
  const address = url ?? provider;
  const host = URL.canParse(address) ? new URL(address).hostname : '';
  return { endpoint: { url: address, key: openaiApiKey?.reveal() ?? '' }, hosts: [host], model };
};

/** Why kubectl-ai is not asked; undefined where it is there. */
export const plannerSkip = async ({ find }: Outside): Promise<string | undefined> =>
  (await find('kubectl-ai')) === undefined
    ? 'kubectl-ai is not installed (`kubectl krew install ai`, or a release of GoogleCloudPlatform/kubectl-ai): the rules serve alone'
    : undefined;
