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
  if (/[.-](?:example|sample|template|dist|defaults?)$/i.test(name)) return undefined;
  return kinds.find(({ form }) => form.test(path))?.file;
};

type Kind = { readonly form: RegExp; readonly file: SecretFile };

/** A file of one name, in whatever folder. */
const named = (name: string, what: string, more: Pick<SecretFile, 'ifItHolds'> = {}): Kind => ({
  form: new RegExp(`(?:^|/)${name.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`),
  file: { what, pattern: `**/${name}`, ...more },
});

const ifItHolds = { ifItHolds: true } as const;

const kinds: readonly Kind[] = [
  named('.env', 'settings with their secrets'),
  named('.env.*', 'settings with their secrets'),
  named('*.pem', 'a key or certificate'),
  named('*.key', 'a private key'),
  ...['*.p12', '*.pfx', '*.jks', '*.keystore', '*.ppk', '*.kdbx'].map((name) => named(name, 'a store of private keys')),
  ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519'].map((name) => named(name, 'a private key of SSH')),
  ...['.netrc', '_netrc'].map((name) => named(name, 'logins')),
  named('.pypirc', 'a login of PyPI'),
  named('.pgpass', 'passwords of PostgreSQL'),
  named('.git-credentials', 'logins of Git'),
  named('.htpasswd', 'hashes of passwords'),
  named('*credentials*.json', 'credentials'),
  ...['*service-account*.json', '*service_account*.json'].map((name) => named(name, 'the key of a service account')),
  named('.aws/credentials', 'credentials of AWS'),
  ...['kubeconfig', '*.kubeconfig', '.kube/config'].map((name) => named(name, 'the credentials of a cluster')),
  ...['*.tfvars', '*.tfvars.json'].map((name) => named(name, 'variables of Terraform')),
  ...['*.tfstate', '*.tfstate.backup'].map((name) => named(name, 'the state of Terraform')),
  ...['.npmrc', '.yarnrc.yml'].map((name) => named(name, 'a token of npm', ifItHolds)),
  ...['.dockercfg', '.docker/config.json'].map((name) => named(name, 'a login of a registry', ifItHolds)),
];
