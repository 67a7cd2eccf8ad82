import type { Leak } from './leak.ts';

/**
 * The rules of secretlint's recommended preset that are asked, by their names: what each finds, and a sign that a text
 * must hold before the rule can find anything. Loading secretlint takes longer than all other rules together, so it is
 * loaded for a text that holds a sign; a test shows that each rule's examples do.
 */
export const providers: Readonly<Record<string, { readonly what: string; readonly sign: RegExp }>> = {
  aws: { what: 'an AWS secret access key', sign: /secret_?access_?key["']?\s*[:=]/ },
  npm: { what: 'an npm token', sign: /npm_\w{36}/ },
  slack: { what: 'a Slack token', sign: /xox[abopr]-\w|xapp-\w|hooks\.slack\.com\/services\/T\w/ },
  sendgrid: { what: 'a SendGrid key', sign: /SG\.\w+\.\w/ },
  shopify: { what: 'a Shopify token', sign: /shp(?:pa|ca|at|ss)_\w{32}/ },
  stripe: { what: 'a Stripe key', sign: /[sr]k_(?:live|test)_\w{24}/ },
  github: { what: 'a GitHub token', sign: /gh[opsur]_\w{10}|github_pat_\w{20}/ },
  gitlab: { what: 'a GitLab token', sign: /glpat-[\w-]{20}/ },
  grafana: { what: 'a Grafana token', sign: /glc_[\w+/]{32}|glsa_\w{32}/ },
  openai: { what: 'an OpenAI key', sign: /sk-[\w-]{20,90}T3BlbkFJ/ },
  anthropic: { what: 'an Anthropic key', sign: /sk-ant-api0\d-[\w-]{20}/ },
  groq: { what: 'a Groq key', sign: /gsk_\w{52}/ },
  huggingface: { what: 'a Hugging Face token', sign: /hf_[A-Za-z]{34}/ },
  linear: { what: 'a Linear key', sign: /lin_api_\w{32}/ },
  notion: { what: 'a Notion token', sign: /ntn_\d{11}/ },
  '1password': { what: 'a 1Password token', sign: /ops_ey[\w+/]{20}/ },
  'hashicorp-vault': { what: 'a Vault token', sign: /hv[bsr]\.[\w-]{40}/ },
  vercel: { what: 'a Vercel token', sign: /vc[aikpr]_\w{20}/ },
  databricks: { what: 'a Databricks token', sign: /dapi[A-Fa-f\d]{32}/ },
  docker: { what: 'a Docker token', sign: /dckr_pat_[\w-]{20}/ },
  figma: { what: 'a Figma token', sign: /figd_[\w-]{40}/ },
  cloudflare: { what: 'a Cloudflare token', sign: /cf(?:k|ut|at)_\w{40}/ },
  tailscale: { what: 'a Tailscale key', sign: /tskey-[a-z]{2,20}-\w{8}/ },
};

/**
 * Rules that are not asked: what they find is found here too and by more forms (user and password in a URL, private
 * keys, GCP's JSON of one), and the last is a way to silence findings without a reason.
 */
export const notAsked: readonly string[] = [
  'basicauth',
  'database-connection-string',
  'privatekey',
  'gcp',
  'filter-comments',
];

/** What secretlint finds in a text. */
export const providersIn = async (text: string): Promise<readonly Leak[]> => {
  if (!signs.test(text)) return [];
  const { lint, config } = await loaded();
  const { messages } = await lint({
    source: { filePath: 'text', content: text, contentType: 'text' },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  });
  return messages.flatMap(({ ruleId, messageId, range }): readonly Leak[] => {
    const provider = providers[ruleId.slice(prefix.length)];
    return provider && !misplaced.has(messageId)
      ? [{ code: 'secret/token', what: provider.what, start: range[0], end: range[1] }]
      : [];
  });
};

const prefix = '@secretlint/secretlint-rule-';

/** Messages of the npm rule whose place is not that of the token; both forms are found by rules of our own. */
const misplaced: ReadonlySet<string> = new Set(['Npmrc_authToken', 'PackageJSON_xOauthToken']);

/** Cases are one here, for some rules read so; what is found too often only loads secretlint for nothing. */
const signs = new RegExp(
  Object.values(providers)
    .map(({ sign }) => sign.source)
    .join('|'),
  'i',
);

let promised: ReturnType<typeof load> | undefined;

const loaded = (): ReturnType<typeof load> => {
  promised ??= load();
  return promised;
};

const load = async () => {
  const [{ lintSource }, { rules }] = await Promise.all([
    import('@secretlint/core'),
    import('@secretlint/secretlint-rule-preset-recommend'),
  ]);
  const asked = rules.filter(({ meta }) => meta.id.slice(prefix.length) in providers);
  return { lint: lintSource, config: { rules: asked.map((rule) => ({ id: rule.meta.id, rule })) } };
};
