/** A setting that .env and the shell may give. */
export type Setting = {
  readonly about: string;
  /** The value is never shown. */
  readonly secret?: true;
  /** JSON schema of the text. */
  readonly schema: { readonly type: 'string'; readonly pattern: string; readonly maxLength?: number };
  /** The form of the value in words, for the finding. */
  readonly form: string;
};

/** All settings of .env; .env.example shows the same ones. */
export const settings = {
  DATABASE_URL: {
    about: 'PostgreSQL to use instead of the development database; the password is split off into a Secret',
    secret: true,
    schema: { type: 'string', pattern: '^postgres(ql)?://[^\\s/?#@]*(@[^\\s/?#@]+)?(/[^\\s#]*)?(\\?[^\\s#]*)?$' },
    form: 'postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters of the password percent-encoded',
  },
  OPENAI_API_KEY: {
    about: 'Key of the model provider; without it the built-in assistant answers',
    secret: true,
    schema: { type: 'string', pattern: '^[!-~]{8,}$' },
    form: 'the key alone, at least 8 characters without spaces',
  },
  ASSISTANT: {
    about: 'Who answers in the chat',
    schema: { type: 'string', pattern: '^(auto|builtin|openai)$' },
    form: 'auto, builtin or openai',
  },
  OPENAI_BASE_URL: {
    about: 'Another provider that speaks the protocol of OpenAI',
    schema: { type: 'string', pattern: '^https?://[^\\s]+$' },
    form: 'an address that begins with http:// or https:// and ends with the /v1 of the provider',
  },
  OPENAI_MODEL: {
    about: 'Name of the AI model',
    schema: { type: 'string', pattern: '^[!-~]+$' },
    form: 'a name without spaces',
  },
  OPENAI_API: {
    about: "Which of the provider's interfaces is spoken",
    schema: { type: 'string', pattern: '^(chat|responses)$' },
    form: 'chat or responses',
  },
  DEPLOY_TARGET: {
    about: 'Where it runs when no flag says so',
    schema: { type: 'string', pattern: '^(local|minikube)$' },
    form: 'local or minikube; another Kubernetes is named with --target context each time',
  },
  MINIKUBE_PROFILE: {
    about: 'Name of the Minikube cluster',
    schema: { type: 'string', pattern: '^[a-zA-Z0-9][a-zA-Z0-9.-]+$' },
    form: 'letters, digits, dots and hyphens, at least two characters',
  },
  NAMESPACE: {
    about: 'Kubernetes namespace of the application',
    schema: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$', maxLength: 57 },
    form: 'at most 57 lower-case letters, digits and hyphens, as <namespace>-chaos and <namespace>-proof are used too',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** Settings of .env that go to the backend as they are, under the same names. */
export const passedOn = [
  'ASSISTANT',
  'OPENAI_BASE_URL',
  'OPENAI_MODEL',
  'OPENAI_API',
] as const satisfies readonly SettingName[];

/** Names that look like settings and are not, with what to do instead. */
export const notSettings: Readonly<Record<string, string>> = {
  AUTH_SECRET: 'Remove the line: deploy makes this secret once and keeps it where it runs.',
  PGPASSWORD: 'Remove the line and write the password into DATABASE_URL: deploy splits it off into a Secret.',
  POSTGRES_PASSWORD:
    'Remove the line: deploy makes the password of the development database once and keeps it where it runs.',
};
