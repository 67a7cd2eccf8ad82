import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import { schemaFaults } from '../manifests/schema.ts';
import { accountKubeconfig, accountManifests, accountName, rightsFindings, rightsOf, tokenWords } from './account.ts';

/** As kubectl 1.35 prints it for an account with a role of its own. */
const table = (...rows: readonly string[]) =>
  [
    'Resources                                       Non-Resource URLs                      Resource Names   Verbs',
    'selfsubjectreviews.authentication.k8s.io        []                                     []               [create]',
    'selfsubjectaccessreviews.authorization.k8s.io   []                                     []               [create]',
    'selfsubjectrulesreviews.authorization.k8s.io    []                                     []               [create]',
    '                                                [/.well-known/openid-configuration/]   []               [get]',
    '                                                [/api/*]                               []               [get]',
    'pods/log                                        []                                     []               [get list watch]',
    'deployments.apps                                []                                     []               [get list watch]',
    ...rows,
    '',
  ].join('\n');
const row = (resources: string, verbs: string) =>
  `${resources.padEnd(48)}${'[]'.padEnd(39)}${'[]'.padEnd(17)}[${verbs}]`;

describe('the account', () => {
  const [account, role, binding] = accountManifests('todo');

  test('is bound to its role in the namespace and nowhere else, all with our label', () => {
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      roleRef: { kind: 'Role', name: role?.metadata && accountName },
      subjects: [{ kind: 'ServiceAccount', name: accountName, namespace: 'todo' }],
    });
    for (const one of [account, role, binding])
      expect(one?.metadata).toMatchObject({
        namespace: 'todo',
        name: accountName,
        labels: { 'app.kubernetes.io/part-of': 'todo-chatbot' },
      });
  });

  test('may only read, by name, and neither Secrets nor ConfigMaps nor into a pod', () => {
    const rules = role?.rules as readonly { readonly resources: string[]; readonly verbs: string[] }[];
    expect([...new Set(rules.flatMap(({ verbs }) => verbs))]).toEqual(['get', 'list', 'watch']);
    const resources = rules.flatMap((one) => one.resources);
    expect(resources.filter((one) => /\*|secret|configmap|exec|attach|forward|proxy|token/.test(one))).toEqual([]);
    expect(resources).toContain('pods/log');
  });

  test('and its role and binding are valid Kubernetes', async () => {
    for (const body of accountManifests('todo')) {
      const [apiVersion, kind] = [String(body.apiVersion), String(body.kind)];
      const document = { apiVersion, kind, name: accountName, source: 'account', body: body as JsonMap };
      expect(await schemaFaults(document)).toEqual([]);
    }
  });

  test('has a token that lives for minutes', () => {
    expect(tokenWords('todo').join(' ')).toBe('create token todo-planner -n todo --duration=10m');
  });
});

describe('the kubeconfig of the account', () => {
  const own = {
    clusters: [
      { name: 'other', cluster: { server: 'https://other' } },
      { name: 'minikube', cluster: { server: 'https://192.0.2.1:8443', 'certificate-authority-data': 'Y2E=' } },
    ],
    users: [{ name: 'admin', user: { 'client-key-data': 'admins-own-key' } }],
    contexts: [{ name: 'mk', context: { cluster: 'minikube', user: 'admin', namespace: 'x' } }],
    'current-context': 'mk',
  };

  test('has the cluster and the token, and nothing of the user', () => {
    const text = accountKubeconfig(JSON.stringify(own), 'the-token\n', 'todo') ?? '';
    expect(text).not.toContain('admins-own-key');
    expect(JSON.parse(text)).toMatchObject({
      clusters: [{ cluster: { server: 'https://192.0.2.1:8443', 'certificate-authority-data': 'Y2E=' } }],
      users: [{ user: { token: 'the-token' } }],
      contexts: [{ context: { namespace: 'todo', user: accountName } }],
      'current-context': accountName,
    });
  });

  test('is none where there is no current context', () => {
    expect(accountKubeconfig('{"contexts":null}', 't', 'todo')).toBeUndefined();
  });
});

describe('the rights of the account', () => {
  test('are read by the columns of the table', () => {
    expect(rightsOf(table())?.at(-1)).toEqual({
      resources: 'deployments.apps',
      urls: '[]',
      names: '[]',
      verbs: ['get', 'list', 'watch'],
    });
  });

  test('are right where it only reads', () => {
    expect(rightsFindings(table())).toEqual([]);
  });

  test.each([
    ['a write', row('deployments.apps', 'get patch'), 'patch of deployments.apps'],
    ['Secrets', row('secrets', 'list'), 'reads Secrets'],
    ['everything', row('*.*', 'get'), 'reads Secrets'],
    ['programs in pods', row('pods/exec', 'get'), 'acts by way of pods/exec'],
    ['tokens', row('serviceaccounts/token', 'create'), 'create of serviceaccounts/token'],
    ['other people', row('users', 'impersonate'), 'impersonate of users'],
    ['a write to a review', row('selfsubjectreviews.authentication.k8s.io', 'delete'), 'delete of selfsubjectreviews'],
    ['a write to a path', `${''.padEnd(48)}${'[/metrics]'.padEnd(39)}${'[]'.padEnd(17)}[post]`, 'post of [/metrics]'],
  ])('are too wide with %s', (_, line, why) => {
    expect(rightsFindings(table(line))).toMatchObject([
      { code: 'ai/account-wide', message: expect.stringContaining(why), final: true },
    ]);
  });

  test.each(['', 'error: You must be logged in', table().split('\n')[0] ?? ''])(
    'are unknown where kubectl says %j',
    (text) => {
      expect(rightsFindings(text)).toMatchObject([{ code: 'ai/account-unknown' }]);
    },
  );
});
