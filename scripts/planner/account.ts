import { type Finding, finding } from '../core/finding.ts';

/** The name of the account, of its role and of the binding between them. */
export const accountName = 'todo-planner';

/** The label that everything of ours carries, so that cleanup removes it. */
const labels = { 'app.kubernetes.io/part-of': 'todo-chatbot', 'app.kubernetes.io/component': 'planner' } as const;

/** A rule of RBAC. */
type Rule = { readonly apiGroups: readonly string[]; readonly resources: readonly string[] };

/**
 * What a diagnosis reads, and nothing else: no Secrets, no ConfigMaps, no exec or proxy of a pod, and nothing outside of the
 * namespace. Nodes are left out: what is to be known of them stands in the findings of the rules, so no ClusterRole is needed.
 */
const rules: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      'pods',
      'pods/log',
      'services',
      'endpoints',
      'events',
      'persistentvolumeclaims',
      'resourcequotas',
      'limitranges',
    ],
  },
  { apiGroups: ['events.k8s.io'], resources: ['events'] },
  { apiGroups: ['apps'], resources: ['deployments', 'replicasets', 'statefulsets', 'controllerrevisions'] },
  { apiGroups: ['batch'], resources: ['jobs'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'] },
];

/** The account, its role and the binding between them, in the order to apply them. */
export const accountManifests = (namespace: string): readonly Readonly<Record<string, unknown>>[] => {
  const metadata = { name: accountName, namespace, labels };
  const api = { apiGroup: 'rbac.authorization.k8s.io' } as const;
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false },
    {
      apiVersion: `${api.apiGroup}/v1`,
      kind: 'Role',
      metadata,
      rules: rules.map((rule) => ({ ...rule, verbs: ['get', 'list', 'watch'] })),
    },
    {
      apiVersion: `${api.apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { ...api, kind: 'Role', name: accountName },
      subjects: [{ kind: 'ServiceAccount', name: accountName, namespace }],
    },
  ];
};

/** The words after `kubectl` that give a token of the account, good for ten minutes, the least that Kubernetes gives. */
export const tokenWords = (namespace: string): readonly string[] => [
  'create',
  'token',
  accountName,
  '-n',
  namespace,
  '--duration=10m',
];

type Named<T> = readonly ({ readonly name: string } & T)[];
type Config = {
  readonly clusters?: Named<{ readonly cluster: object }>;
  readonly contexts?: Named<{ readonly context: { readonly cluster: string; readonly namespace?: string } }>;
  readonly 'current-context'?: string;
};

/**
 * The kubeconfig (JSON) of the account: the cluster of the run's private one, the token, and nothing of the user who runs
 * it. Undefined where that one has no current context.
 */
export const accountKubeconfig = (own: string, token: string, namespace: string): string | undefined => {
  const config = JSON.parse(own) as Config;
  const context = config.contexts?.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster;
  if (!cluster) return undefined;
  const name = accountName;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: { token: token.trim() } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  });
};

/** The words after `kubectl` that list what the account may do, asked with its own kubeconfig. */
export const rightsWords = (namespace: string): readonly string[] => ['auth', 'can-i', '--list', '-n', namespace];

/** A row of `kubectl auth can-i --list`. */
export type Right = {
  readonly resources: string;
  readonly urls: string;
  readonly names: string;
  readonly verbs: readonly string[];
};

/** The table that `kubectl auth can-i --list` prints: columns begin where their heads do. Undefined where it is none. */
export const rightsOf = (text: string): readonly Right[] | undefined => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const head = lines.findIndex((line) => /^Resources +Non-Resource URLs +Resource Names +Verbs/.test(line));
  if (head < 0 || head === lines.length - 1) return undefined;
  const starts = ['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'].map((one) =>
    (lines[head] ?? '').indexOf(one),
  );
  return lines.slice(head + 1).map((line) => {
    const [resources = '', urls = '', names = '', verbs = ''] = starts.map((start, at) =>
      line.slice(start, starts[at + 1]).trim(),
    );
    return { resources, urls, names, verbs: verbs.replace(/[[\]]/g, '').split(/\s+/).filter(Boolean) };
  });
};

/** Reviews of one's own rights: `create` there asks a question and keeps nothing. Every account may. */
const reviews = /^self(?:subjectreviews\.authentication|subject(?:access|rules)reviews\.authorization)\.k8s\.io$/;

const reads: readonly string[] = ['get', 'list', 'watch'];

/** Subresources of a pod that read by the name of their verb and act all the same: `get pods/exec` starts programs. */
const acting = /^(?:pods|nodes|services)\/(?:exec|attach|portforward|proxy|ephemeralcontainers)$/;

/** What is wrong with the rights of the account, from what `kubectl auth can-i --list` said; none where it only reads, and no Secret. */
export const rightsFindings = (text: string): readonly Finding[] => {
  const rights = rightsOf(text);
  if (!rights)
    return [
      finding('ai/account-unknown', `The rights of ${accountName} could not be listed`, {
        evidence: [{ source: 'kubectl auth can-i --list', text: text.trim().slice(0, 1000) }],
        final: true,
      }),
    ];
  return rights.flatMap((right) => {
    const why = excess(right);
    if (!why) return [];
    const what = `${right.resources || right.urls} [${right.verbs.join(' ')}]`;
    return [
      finding('ai/account-wide', `${accountName} may do more than read: ${why}`, {
        evidence: [{ source: 'kubectl auth can-i --list', text: what }],
        final: true,
      }),
    ];
  });
};

const excess = ({ resources, urls, verbs }: Right): string | undefined => {
  const beyond = verbs.filter((verb) => !reads.includes(verb));
  if (resources === '') return beyond.length > 0 ? `${beyond.join(', ')} of ${urls}` : undefined;
  if (/^(?:\*|secrets)(?:[./]|$)/.test(resources)) return `it reads Secrets by way of ${resources}`;
  if (acting.test(resources)) return `it acts by way of ${resources}`;
  if (reviews.test(resources) && beyond.every((verb) => verb === 'create')) return undefined;
  return beyond.length > 0 ? `${beyond.join(', ')} of ${resources}` : undefined;
};
