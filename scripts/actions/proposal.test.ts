import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../core/action.ts';
import { readProposal } from './proposal.ts';
import { actionSchema, readAction } from './schema.ts';

const backend = { kind: 'Deployment', name: 'backend' } as const;
const frontend = { kind: 'Deployment', name: 'frontend' } as const;
const database = { kind: 'StatefulSet', name: 'database' } as const;
const read = (text: string) => readProposal(text, 'todo');

describe('a command that says one of the actions', () => {
  const rows: readonly (readonly [string, Action])[] = [
    ['kubectl scale deployment/backend --replicas=3', { action: 'Scale', object: backend, replicas: 3 }],
    ['kubectl scale deployment backend --replicas 3', { action: 'Scale', object: backend, replicas: 3 }],
    ['kubectl scale --replicas=3 deploy/backend -n todo', { action: 'Scale', object: backend, replicas: 3 }],
    [
      'kubectl scale deployments.apps/frontend -n=todo --replicas=1',
      { action: 'Scale', object: frontend, replicas: 1 },
    ],
    ['kubectl scale sts database --namespace todo --replicas=2', { action: 'Scale', object: database, replicas: 2 }],
    ['kubectl  scale deployment.apps backend -ntodo --replicas=0 ', { action: 'Scale', object: backend, replicas: 0 }],
    [`kubectl scale "deployment/backend" '--replicas=3'`, { action: 'Scale', object: backend, replicas: 3 }],
    [
      'kubectl set resources deployment/backend --limits=memory=512Mi --requests=cpu=250m',
      { action: 'SetResources', object: backend, requests: { cpu: '250m' }, limits: { memory: '512Mi' } },
    ],
    [
      'kubectl set resources deployment backend -c backend --limits cpu=1,memory=1Gi --namespace=todo',
      { action: 'SetResources', object: backend, container: 'backend', limits: { cpu: '1', memory: '1Gi' } },
    ],
    [
      'kubectl set resources deploy/frontend -c=frontend --requests=memory=128Mi',
      { action: 'SetResources', object: frontend, container: 'frontend', requests: { memory: '128Mi' } },
    ],
    ['kubectl rollout restart deployment/backend -n todo', { action: 'RolloutRestart', object: backend }],
    ['kubectl rollout restart statefulset database', { action: 'RolloutRestart', object: database }],
    ['kubectl rollout undo deployment/frontend', { action: 'RolloutUndo', object: frontend }],
    ['helm rollback backend', { action: 'RolloutUndo', object: backend }],
    ['helm rollback backend 0 -n todo', { action: 'RolloutUndo', object: backend }],
    ['helm rollback database 3', { action: 'RolloutUndo', object: database, revision: 3 }],
    [
      'helm upgrade backend helm/backend --set config.LOG_LEVEL=debug -n todo',
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'debug' },
    ],
    [
      'helm upgrade frontend ./helm/frontend/ --reuse-values --set=preStopSleepSeconds=8',
      { action: 'SetHelmValue', release: 'frontend', path: ['preStopSleepSeconds'], value: 8 },
    ],
    ['helm upgrade backend helm/backend --set replicaCount=3', { action: 'Scale', object: backend, replicas: 3 }],
    [
      'helm upgrade backend helm/backend --set resources.limits.memory=1Gi',
      { action: 'SetResources', object: backend, limits: { memory: '1Gi' } },
    ],
    [
      'helm upgrade backend helm/backend --set resources.requests.cpu=1',
      { action: 'SetResources', object: backend, requests: { cpu: '1' } },
    ],
    [
      'helm upgrade backend helm/backend --set secrets.OPENAI_API_KEY=canary-value',
      { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
    ],
    [
      'kubectl set env deployment/backend OPENAI_API_KEY=canary-value',
      { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
    ],
    [
      'kubectl set env deployment/backend DATABASE_URL=postgresql://todo@db:5432/todo',
      {
        action: 'SetHelmValue',
        release: 'backend',
        path: ['config', 'DATABASE_URL'],
        value: 'postgresql://todo@db:5432/todo',
      },
    ],
    [
      'kubectl set env deployment/backend --from=secret/backend-secret --keys=AUTH_SECRET',
      { action: 'SetSecretKey', key: 'AUTH_SECRET' },
    ],
    [
      'kubectl set env deploy backend -n todo --keys PGPASSWORD --from secret/backend-secret',
      { action: 'SetSecretKey', key: 'DATABASE_URL' },
    ],
    [
      'kubectl set image deployment/backend backend=backend:0123456789ab',
      { action: 'SetHelmValue', release: 'backend', path: ['image', 'tag'], value: '0123456789ab' },
    ],
    [
      'kubectl set image deploy frontend frontend=frontend:17 -n todo',
      { action: 'SetHelmValue', release: 'frontend', path: ['image', 'tag'], value: '17' },
    ],
    [
      'kubectl set env deploy backend -c backend PGPASSWORD=canary-value',
      { action: 'SetSecretKey', key: 'DATABASE_URL' },
    ],
    [
      'kubectl set env deployment/backend LOG_LEVEL=warning -n todo',
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'LOG_LEVEL'], value: 'warning' },
    ],
    [
      'kubectl set env deployment/backend LIMIT_CHAT=40',
      { action: 'SetHelmValue', release: 'backend', path: ['config', 'LIMIT_CHAT'], value: 40 },
    ],
  ];

  it.each(rows)('%s', (text, action) => {
    const said = read(text);
    expect(said).toEqual({ action });
    expect(JSON.stringify(said)).not.toContain('canary-value');
  });
});

describe('everything else is shown and not run', () => {
  const rows: readonly (readonly [string, string])[] = [
    // Text that a shell acts upon.
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['kubectl scale deployment/backend --replicas=$X', 'it holds $,'],
    ['kubectl scale deployment/${NAME} --replicas=3', 'it holds $,'],
    ['kubectl scale deployment/backend --replicas=$(cat /etc/passwd)', 'it holds $,'],
    ['kubectl scale deployment/backend --replicas=`id`', 'it holds a backquote'],
    ['kubectl scale deployment/backend --replicas=3\nkubectl delete ns todo', 'it holds a line break'],
    ['kubectl scale deployment/backend --replicas=3\n', 'it holds a line break'],
    ['kubectl scale deployment/backend --replicas=3\r', 'it holds a line break'],
    ['kubectl scale\tdeployment/backend --replicas=3', 'it holds a tab'],
    ['kubectl scale deployment/backend --replicas=3; kubectl delete ns todo', 'it holds ;,'],
    ['kubectl scale deployment/backend --replicas=3 | sh', 'it holds |,'],
    ['kubectl scale deployment/backend --replicas=3 && id', 'it holds &,'],
    ['kubectl scale deployment/backend --replicas=3 > /tmp/kubectl', 'it holds >,'],
    ['kubectl scale deployment/backend --replicas=3 < /etc/passwd', 'it holds <,'],
    ['kubectl scale deployment/* --replicas=3', 'it holds *,'],
    ['kubectl scale deployment/backen? --replicas=3', 'it holds ?,'],
    ['kubectl scale deployment/[a-z]ackend --replicas=3', 'it holds [,'],
    ['kubectl scale deployment/{backend,frontend} --replicas=3', 'it holds {,'],
    ['kubectl scale deployment/backend --replicas=3 # harmless', 'it holds #,'],
    ['kubectl scale deployment/backend --replicas=\\3', 'it holds \\,'],
    ['kubectl scale ~/backend --replicas=3', 'it holds ~,'],
    ['!! kubectl scale deployment/backend --replicas=3', 'it holds !,'],
    ['kubectl scale deployment/bаckend --replicas=3', 'it holds the character U+0430'],
    ['kubectl scale deployment/backend\u0000 --replicas=3', 'it holds the character U+0000'],
    ['kubectl scale deployment/backend\u001b[2K --replicas=3', 'it holds the character U+001B'],
    ['kubectl scale deployment/backend "--replicas=3', 'a quote in it is not closed'],
    ["kubectl scale deployment/backend '--replicas=3", 'a quote in it is not closed'],
    [`kubectl scale deployment/backend --replicas=3${' '.repeat(500)}`, 'longer than 500 characters'],
    // Another program, or flags where none are expected.
    ['/usr/bin/kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['./kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['/tmp/kubectl/helm rollback backend', 'neither kubectl nor helm'],
    ['KUBECONFIG=/tmp/k kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['sudo kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['bash -c "kubectl scale deployment/backend --replicas=3"', 'neither kubectl nor helm'],
    ['"" kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['I would run kubectl scale deployment/backend --replicas=3', 'neither kubectl nor helm'],
    ['kubectl', 'kubectl alone does nothing'],
    ['helm', 'helm alone does nothing'],
    ['kubectl -n todo scale deployment/backend --replicas=3', 'a flag stands before the verb of kubectl'],
    ['kubectl --kubeconfig=/tmp/k scale deployment/backend --replicas=3', 'a flag stands before the verb of kubectl'],
    ['helm -n todo rollback backend', 'a flag stands before the verb of helm'],
    ['kubectl set -n todo resources deployment/backend --limits=cpu=1', 'a flag stands before the verb of kubectl set'],
    // Flags that say who asks, which cluster, or that nothing is meant.
    ['kubectl scale deployment/backend --replicas=3 --kubeconfig=/tmp/k', '--kubeconfig is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --context other', '--context is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --server=https://example.com', '--server is no flag'],
    ['kubectl scale deployment/backend --replicas=3 -s https://example.com', '-s is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --token=abc', '--token is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --as=system:admin', '--as is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --as-group=system:masters', '--as-group is no flag'],
    [
      'kubectl scale deployment/backend --replicas=3 --insecure-skip-tls-verify',
      '--insecure-skip-tls-verify is no flag',
    ],
    ['kubectl scale deployment/backend --replicas=3 --dry-run=none', '--dry-run is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --dry-run=server', '--dry-run is no flag'],
    ['kubectl scale deployment --all --replicas=3', '--all is no flag'],
    ['kubectl scale deployment -l app=backend --replicas=3', '-l is no flag'],
    ['kubectl scale -f /tmp/x.yaml --replicas=3', '-f is no flag'],
    ['kubectl scale deployment/backend --replicas=3 -A', '-A is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --all-namespaces', '--all-namespaces is no flag'],
    ['kubectl scale deployment/backend --replicas=3 -- x', '-- is no flag'],
    ['kubectl scale deployment/backend --replicas=3 --constructor=1', '--constructor is no flag'],
    ['helm rollback backend --dry-run=none', '--dry-run is no flag'],
    ['helm rollback backend --force', '--force is no flag'],
    ['helm upgrade backend helm/backend --set replicaCount=3 --post-renderer /tmp/x', '--post-renderer is no flag'],
    ['helm upgrade backend helm/backend --set replicaCount=3 --kube-context other', '--kube-context is no flag'],
    ['helm upgrade backend helm/backend --set-file config=/etc/passwd', '--set-file is no flag'],
    ['helm upgrade backend helm/backend -f /tmp/values.yaml', '-f is no flag'],
    // Namespaces.
    ['kubectl scale deployment/backend --replicas=3 -n kube-system', 'another namespace than todo'],
    ['kubectl scale deployment/backend --replicas=3 -nkube-system', 'another namespace than todo'],
    ['kubectl scale deployment/backend --replicas=3 --namespace=todo-chaos', 'another namespace than todo'],
    ['kubectl scale deployment/backend --replicas=3 -n todo -n kube-system', '-n is given twice'],
    ['kubectl scale deployment/backend --replicas=3 -n todo --namespace=kube-system', '--namespace is given twice'],
    ['kubectl scale deployment/backend -n --replicas=3', '-n has no value'],
    ['kubectl scale deployment/backend --replicas=3 -n', '-n has no value'],
    ['kubectl scale deployment/backend --replicas=3 -n=', '-n has no value'],
    // Verbs that are none of the repairs.
    ['kubectl delete namespace todo', 'kubectl delete is none of the repairs'],
    ['kubectl get secret backend-secret -o yaml', 'kubectl get is none of the repairs'],
    ['kubectl get pods', 'kubectl get is none of the repairs'],
    ['kubectl apply -f x.yaml', 'kubectl apply is none of the repairs'],
    ['kubectl auth reconcile -f x.yaml', 'kubectl auth is none of the repairs'],
    ['kubectl config use-context other', 'kubectl config is none of the repairs'],
    ['kubectl proxy --address=0.0.0.0', 'kubectl proxy is none of the repairs'],
    ['kubectl set serviceaccount deployment/backend admin', 'kubectl set is none of the repairs'],
    ['kubectl rollout pause deployment/backend', 'kubectl rollout is none of the repairs'],
    ['kubectl patch deployment backend -p spec:', 'a patch may change anything'],
    ['kubectl patch deployment backend -p \'{"spec":{"replicas":3}}\'', 'it holds {,'],
    ['kubectl __proto__', 'this verb of kubectl is none of the repairs'],
    ['helm uninstall backend', 'helm uninstall is none of the repairs'],
    ['helm install backend helm/backend', 'helm install is none of the repairs'],
    // Objects.
    ['kubectl scale backend --replicas=3', 'no Deployment and no StatefulSet'],
    ['kubectl scale --replicas=3', 'no Deployment and no StatefulSet'],
    ['kubectl scale constructor/backend --replicas=3', 'no Deployment and no StatefulSet'],
    ['kubectl scale replicaset/backend-1 --replicas=3', 'no Deployment and no StatefulSet'],
    ['kubectl scale deployment/backend,deployment/frontend --replicas=3', 'not exactly one object'],
    ['kubectl scale deployment/../kube-system/coredns --replicas=3', 'not exactly one object'],
    ['kubectl scale deployment --replicas=3', 'not exactly one object'],
    ['kubectl scale deployment/Backend --replicas=3', 'not exactly one object'],
    ['kubectl scale deployment backend frontend --replicas=3', 'more than one object'],
    ['kubectl scale deployment/backend deployment/frontend --replicas=3', 'more than one object'],
    ['kubectl rollout restart deployment', 'not exactly one object'],
    [
      'kubectl rollout undo deployment/backend --to-revision=2',
      'the revisions of kubectl are not those of the releases',
    ],
    // Numbers and amounts.
    ['kubectl scale deployment/backend', 'does not say how many replicas'],
    ['kubectl scale deployment/backend --replicas=-1', 'no whole number'],
    ['kubectl scale deployment/backend --replicas=03', 'no whole number'],
    ['kubectl scale deployment/backend --replicas=1e3', 'no whole number'],
    ['kubectl scale deployment/backend --replicas=99999', 'no whole number'],
    ['kubectl scale deployment/backend --replicas=3 --current-replicas=1', '--current-replicas is no flag'],
    ['kubectl set resources deployment/backend', 'neither requests nor limits'],
    ['kubectl set resources deployment/backend --limits=memory', 'each once'],
    ['kubectl set resources deployment/backend --limits=memory=1Gi,memory=2Gi', 'each once'],
    ['kubectl set resources deployment/backend --limits=nvidia.com/gpu=1', 'each once'],
    ['kubectl set resources deployment/backend --limits=memory=1Gi=2', 'each once'],
    ['kubectl set resources deployment/backend --limits=memory=1Gi -c Backend', 'a form that no repair has'],
    ['kubectl set resources deployment/backend --limits=memory=1Gi --local -o yaml', '--local is no flag'],
    // Variables and values.
    ['kubectl set env deployment/backend', 'not exactly one variable'],
    ['kubectl set env deployment/backend LOG_LEVEL-', 'not exactly one variable'],
    ['kubectl set env deployment/backend LOG_LEVEL=debug ASSISTANT=builtin', 'not exactly one variable'],
    ['kubectl set env deployment/backend LOG_LEVEL=debug,ENVIRONMENT=dev', 'not exactly one value'],
    ['kubectl set env deployment/backend --from=secret/other', 'from another place than secret/backend-secret'],
    ['kubectl set env deployment/backend --from=configmap/backend-config --keys=AUTH_SECRET', 'from another place'],
    ['kubectl set env deployment/backend --keys=AUTH_SECRET', 'from another place'],
    ['kubectl set env deployment/backend --from=secret/backend-secret', 'not exactly one key'],
    ['kubectl set env deployment/backend --from=secret/backend-secret --keys=a,b', 'not exactly one key'],
    ['kubectl set env deployment/backend --from=secret/backend-secret --keys=constructor', 'not exactly one key'],
    [
      'kubectl set env deployment/backend --from=secret/backend-secret --keys=AUTH_SECRET AUTH_SECRET=canary-value',
      'more than one object',
    ],
    [
      'kubectl set env deployment/frontend --from=secret/backend-secret --keys=AUTH_SECRET',
      'the backend alone takes its secrets from there',
    ],
    [
      'kubectl set env deployment/backend DATABASE_URL=postgresql://todo:canary-value@db/todo',
      'an address without a password',
    ],
    ['kubectl set env deployment/backend DATABASE_URL=', 'an address without a password'],
    [
      'helm upgrade backend helm/backend --set config.DATABASE_URL=postgresql://:canary-value@db/todo',
      'an address without a password',
    ],
    [
      'kubectl set env deployment/backend MIGRATION_DATABASE_URL=postgresql://db/todo',
      'it sets MIGRATION_DATABASE_URL',
    ],
    // Images.
    ['kubectl set image deployment/backend backend=evil:1', 'the container and the image of backend are both called'],
    ['kubectl set image deployment/backend backend=example.com/backend:1', 'are both called backend'],
    ['kubectl set image deployment/backend migrate=backend:1', 'are both called backend'],
    ['kubectl set image deployment/backend backend=backend', 'not exactly one image, with its tag'],
    ['kubectl set image deployment/backend backend=backend:1 migrate=evil:1', 'not exactly one image, with its tag'],
    ['kubectl set image deployment/backend backend=backend@sha256:00', 'are both called backend'],
    ['kubectl set image statefulset/database database=database:1', 'the application has no image there'],
    ['kubectl set image deployment/other other=other:1', 'the application has no image there'],
    ['kubectl set env deployment/other LOG_LEVEL=debug', 'no chart of the project makes this object'],
    ['kubectl set env statefulset/backend LOG_LEVEL=debug', 'no chart of the project makes this object'],
    ['kubectl set env deployment/backend AUTH_SECRET=canary-value', 'AUTH_SECRET is made by deploy itself'],
    ['kubectl set env deployment/backend STRIPE_TOKEN=canary-value', 'it sets STRIPE_TOKEN'],
    ['kubectl set env deployment/backend OPENAI_BASE_URL=https://example.com/v1', 'it sets OPENAI_BASE_URL'],
    ['helm rollback other 1', 'no release of the project'],
    ['helm rollback', 'no release of the project'],
    ['helm rollback backend one', 'the revision is no number'],
    ['helm rollback backend 1 2', 'the revision is no number'],
    ['helm upgrade other helm/backend --set a=1', 'no release of the project'],
    ['helm upgrade backend helm/frontend --set replicaCount=3', 'another chart than helm/backend'],
    ['helm upgrade backend https://example.com/backend.tgz --set replicaCount=3', 'another chart than helm/backend'],
    ['helm upgrade backend oci://example.com/backend --set replicaCount=3', 'another chart than helm/backend'],
    ['helm upgrade backend --set replicaCount=3', 'another chart than helm/backend'],
    ['helm upgrade backend helm/backend', 'it sets no value'],
    ['helm upgrade backend helm/backend --set replicaCount=3,config.LOG_LEVEL=debug', 'not exactly one value'],
    ['helm upgrade backend helm/backend --set replicaCount=3 --set config.LOG_LEVEL=debug', '--set is given twice'],
    ['helm upgrade backend helm/backend --set replicaCount', 'not exactly one value'],
    ['helm upgrade backend helm/backend --set config=null', 'it sets a list, or deletes a value'],
    ['helm upgrade backend helm/backend --set replicaCount=many', 'replicaCount is a whole number'],
    ['helm upgrade backend helm/backend --set resources.limits=1', 'resources are requests and limits'],
    ['helm upgrade backend helm/backend --set secrets.other=canary-value', 'the value of a secret'],
    [
      'helm upgrade backend helm/backend --set secrets.AUTH_SECRET=canary-value',
      'AUTH_SECRET is made by deploy itself',
    ],
  ];

  it.each(rows)('%j: %s', (text, why) => {
    const said = read(text);
    expect(said).toMatchObject({ finding: { code: 'ai/not-runnable', level: 'warning' } });
    const message = 'finding' in said ? said.finding.message : '';
    expect(message).toContain(why);
    expect(message).toMatch(/^[ -~]+$/);
    expect(message).not.toContain('canary-value');
  });

  it('has a row for each attack, and no row twice', () => {
    expect(new Set(rows.map(([text]) => text)).size).toBe(rows.length);
  });
});

describe('whatever the text', () => {
  const nameIn = (form: object) => (form as { properties: { action: { const: string } } }).properties.action.const;
  const words = [
    ...['kubectl', 'helm', 'scale', 'set', 'resources', 'env', 'rollout', 'restart', 'undo', 'rollback', 'upgrade'],
    ...['deployment/backend', 'deployment', 'backend', 'sts/database', 'helm/backend', '-n', 'todo', '-ntodo', '-c'],
    ...['--replicas=3', '--replicas', '9', '--limits=cpu=1', '--requests', 'memory=1Gi', '--set', 'replicaCount=2'],
    ...['config.LOG_LEVEL=debug', 'resources.limits.cpu=2', 'secrets.A=b', 'LOG_LEVEL=info', '"', "'", '=', '--'],
    ...['a[0]=1', '__proto__.x=1', 'constructor=1', '$X', '`id`', '\n', ';', '*', '#'],
  ];
  const heads = [
    ...['kubectl scale', 'kubectl set resources', 'kubectl set env', 'kubectl rollout restart', 'kubectl rollout undo'],
    ...['helm rollback', 'helm upgrade'],
  ];
  const objects = [
    ...[
      'deployment/backend',
      'deploy frontend',
      'sts/database',
      'backend',
      'backend helm/backend',
      'database 3',
      'pod/x',
    ],
  ];
  const tails = [
    ...[
      '--replicas=3',
      '--limits=cpu=1',
      '--requests memory=1Gi',
      '--set replicaCount=2',
      '--set config.LOG_LEVEL=debug',
    ],
    ...['--set=resources.limits.cpu=2', 'LOG_LEVEL=info', 'OPENAI_API_KEY=x', '-n todo', '-n other', '-c backend'],
    ...['--reuse-values', '--set a[0]=1', '--set __proto__.x=1', '--dry-run=none', '$X', '"', ''],
  ];
  const likely = fc
    .tuple(
      fc.constantFrom(...heads),
      fc.constantFrom(...objects),
      fc.array(fc.constantFrom(...tails), { minLength: 1, maxLength: 2 }),
    )
    .map((pieces) => pieces.flat().join(' '));
  const texts = fc.oneof(
    { arbitrary: fc.string({ maxLength: 80 }), weight: 1 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 40 }), weight: 1 },
    {
      arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((some) => some.join(' ')),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(fc.constantFrom('kubectl scale deployment/', 'helm upgrade backend helm/backend --set '), fc.string())
        .map((both) => both.join('')),
      weight: 1,
    },
    { arbitrary: likely, weight: 6 },
  );

  it('reading it gives an action of the closed union or a reason, and throws never', () => {
    const accepted = new Map<string, number>();
    fc.assert(
      fc.property(texts, (text) => {
        const said = read(text);
        if ('finding' in said) return said.finding.code === 'ai/not-runnable';
        accepted.set(said.action.action, (accepted.get(said.action.action) ?? 0) + 1);
        expect(readAction(said.action)).toEqual({ action: said.action });
        return /^[A-Za-z0-9 _.,:=/@%+"'-]+$/.test(text);
      }),
      { numRuns: 3000, seed: 7 },
    );
    expect([...accepted.keys()].toSorted()).toEqual(actionSchema.oneOf.map(nameIn).toSorted());
    expect(Math.min(...accepted.values())).toBeGreaterThan(3);
  });

  it('one more character that a shell acts upon takes what was accepted away', () => {
    const good = 'kubectl scale deployment/backend --replicas=3 -n todo';
    fc.assert(
      fc.property(fc.nat(good.length), fc.constantFrom(...'$`\n\r\t;|&<>*?[](){}#\\~!^'), (at, character) => {
        expect(read(good.slice(0, at) + character + good.slice(at))).toHaveProperty('finding');
      }),
    );
  });
});
