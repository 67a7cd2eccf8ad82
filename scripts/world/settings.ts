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

/** Names that look like settings and are not, with what to do instead. */
export const notSettings: Readonly<Record<string, string>> = {
  AUTH_SECRET: 'Remove the line: deploy makes this secret once and keeps it where it runs.',
  PGPASSWORD: 'Remove the line and write the password into DATABASE_URL: deploy splits it off into a Secret.',
  POSTGRES_PASSWORD:
    'Remove the line: deploy makes the password of the development database once and keeps it where it runs.',
};
