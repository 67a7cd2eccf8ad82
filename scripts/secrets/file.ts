/** A file that is a secret by its name: what it holds, and the line of .dockerignore that keeps it out. */
export type SecretFile = {
  readonly what: string;
  readonly pattern: string;
  /** Only a secret when its text holds one: it may have harmless settings as well. */
  readonly ifItHolds?: true;
};

/** What a path says of its file; undefined when the name is no secret's. Examples and public keys are none. */
export const secretFile = (path: string): SecretFile | undefined => {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/[.-](example|sample|template|dist|defaults?)$/i.test(name)) return undefined;
  return kinds.find(({ path: form }) => form.test(path))?.file;
};

const kind = (path: RegExp, pattern: string, what: string, more: Pick<SecretFile, 'ifItHolds'> = {}) => ({
  path,
  file: { what, pattern, ...more },
});

const kinds: readonly { readonly path: RegExp; readonly file: SecretFile }[] = [
  kind(/(^|\/)\.env$/, '**/.env', 'settings with their secrets'),
  kind(/(^|\/)\.env\.[^/]+$/, '**/.env.*', 'settings with their secrets'),
  kind(/\.pem$/i, '**/*.pem', 'a key or certificate'),
  kind(/\.key$/i, '**/*.key', 'a private key'),
  kind(/\.(p12|pfx)$/i, '**/*.p12', 'a private key with its certificate'),
  kind(/\.(jks|keystore)$/i, '**/*.jks', 'a key store'),
  kind(/\.(ppk|kdbx)$/i, '**/*.ppk', 'a private key'),
  kind(/(^|\/)id_(rsa|dsa|ecdsa|ed25519)[^/.]*$/, '**/id_*', 'a private key of SSH'),
  kind(/(^|\/)[._]netrc$/, '**/.netrc', 'logins'),
  kind(/(^|\/)\.pypirc$/, '**/.pypirc', 'a login of PyPI'),
  kind(/(^|\/)\.pgpass$/, '**/.pgpass', 'passwords of PostgreSQL'),
  kind(/(^|\/)\.git-credentials$/, '**/.git-credentials', 'logins of Git'),
  kind(/(^|\/)\.htpasswd$/, '**/.htpasswd', 'password hashes'),
  kind(/(^|\/)[^/]*credentials[^/]*\.json$/i, '**/*credentials*.json', 'credentials'),
  kind(/(^|\/)[^/]*service[-_]?account[^/]*\.json$/i, '**/*service*account*.json', 'the key of a service account'),
  kind(/(^|\/)\.aws\/credentials$/, '**/.aws', 'credentials of AWS'),
  kind(/(^|\/)(\.kube\/config|kubeconfig|[^/]+\.kubeconfig)$/, '**/*kubeconfig', 'the credentials of a cluster'),
  kind(/\.tfvars(\.json)?$/, '**/*.tfvars', 'variables of Terraform'),
  kind(/\.tfstate(\.backup)?$/, '**/*.tfstate*', 'the state of Terraform'),
  kind(/(^|\/)\.npmrc$/, '**/.npmrc', 'a token of npm', { ifItHolds: true }),
  kind(/(^|\/)\.yarnrc\.yml$/, '**/.yarnrc.yml', 'a token of npm', { ifItHolds: true }),
  kind(/(^|\/)(\.dockercfg|\.docker\/config\.json)$/, '**/.docker', 'a login of a registry', { ifItHolds: true }),
];
