/** A variable of the user's that children may see, and why. */
type Passed = { readonly name: RegExp; readonly why: string };

/** Everything else stays outside: children must not change their behaviour, nor see keys, by accident. */
const passed: readonly Passed[] = [
  { name: /^PATH$/, why: 'programs are found' },
  { name: /^(?:HOME|USER|LOGNAME)$/, why: 'programs keep their settings below the home of their user' },
  { name: /^(?:LANG|LC_ALL|LC_CTYPE|TZ)$/, why: 'text is read as UTF-8 and times are those of the user' },
  { name: /^TERM$/, why: 'programs know what the terminal can show' },
  { name: /^(?:TMPDIR|XDG_.+)$/, why: 'temporary files, caches and settings lie where the user wants them' },
  {
    name: /^(?:SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$/,
    why: 'a proxy with its own certificate authority is trusted',
  },
  { name: /^(?:https?|all|no)_proxy$/i, why: 'users behind a proxy reach their registries' },
  { name: /^(?:npm_config_.+|PIP_.+)$/i, why: 'npm and pip use the mirrors the user chose' },
  { name: /^PYENV_.+$/, why: 'python3 may be a shim that chooses by these' },
  { name: /^DOCKER_.+$/, why: 'docker reaches the engine the user chose' },
  {
    name: /^MINIKUBE_(?!PROFILE$|IN_STYLE$|.*UPDATENOTIFICATION$).+$/,
    why: 'start options of Minikube; the profile is always named with -p',
  },
  {
    name: /^KUBECONFIG$/,
    why: 'Minikube writes its context where the user keeps it; helm and kubectl get a private copy',
  },
];

/** What every child is told besides: plain output without adverts. */
const added: Readonly<Record<string, string>> = {
  MINIKUBE_IN_STYLE: 'false',
  MINIKUBE_WANTUPDATENOTIFICATION: 'false',
  MINIKUBE_WANTBETAUPDATENOTIFICATION: 'false',
  NO_UPDATE_NOTIFIER: '1',
  NO_COLOR: '1',
};

/** Variables by name, as `process.env` gives them. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The environment of a child: the few variables of the user's that it needs, then what this command adds or removes; of one
 * that is `alone`, what the command gives and nothing else.
 */
export const childEnvironment = (user: Variables, own: Variables = {}, alone = false): Record<string, string> => {
  const kept = Object.entries(user).filter(([name]) => passed.some((one) => one.name.test(name)));
  const all = alone ? own : { ...Object.fromEntries(kept), ...added, ...own };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
};
