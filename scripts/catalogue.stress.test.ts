import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceReady } from './checks/service.ts';
import type { Code } from './core/codes.ts';
import { errorsOf, type Finding } from './core/finding.ts';
import type { Image } from './core/target.ts';
import { isSkip } from './core/task.ts';
import type { World } from './core/world.ts';
import { kubernetes } from './targets/kubernetes.ts';
import { parseEnvironment } from './targets/minikube/images.ts';
import {
  type Copy,
  type Edit,
  failing,
  openWorkshop,
  small,
  smallEdits,
  type Told,
  type Workshop,
} from './testing/broken.ts';
import { openRealGround } from './testing/ground.ts';
import { sicknesses } from './testing/sick.ts';
import { openTools } from './world/tools.ts';

/** One thing that is broken, and what the product says of it. */
type Row = {
  readonly name: string;
  /** More than one where the machine decides: a registry is away, or does not know the image. */
  readonly codes: readonly Code[];
  /** The real object that the message names. */
  readonly says: string | RegExp;
  /** A command or a value that the remedy names. */
  readonly fix: string;
  /** No time heals it: it has to be told within ten seconds of helm's start. */
  readonly terminal?: true;
  /** Lasts as long as helm may wait, so it is begun before the others. */
  readonly long?: true;
  readonly run: (workshop: Workshop, namespace: string) => Promise<Told>;
};

const template = 'helm/backend/templates/deployment.yaml';
const service = 'helm/backend/templates/service.yaml';
const unreachable = 'postgresql://todo:pw@database.invalid/todo';
const database = (login: string, name: string) => `postgresql://${login}@database.cat-database:5432/${name}`;

/** The project's own charts, by its own command line; without a database of its own. */
const deploy =
  (sets: readonly string[], url = unreachable): Row['run'] =>
  ({ run }, namespace) =>
    run(
      'deploy',
      ['--target', 'minikube', '--namespace', namespace, '--only', 'T052', ...sets.flatMap((set) => ['--set', set])],
      { DATABASE_URL: url },
    );

/** A small server from the backend's chart, of which something was broken. */
const install =
  (edits: readonly Edit[], overlay: object = {}, before: readonly object[] = []): Row['run'] =>
  async ({ copy, kubectl }, namespace) => {
    for (const one of before) await kubectl(['apply', '-n', namespace, '-f', '-'], one);
    return (await copy(namespace)).fail({ edits: [...smallEdits(), ...edits], overlay: { ...small, ...overlay } });
  };

/** Asked seldom, since each answer is an event, at which the product looks again: five minutes long. */
const unhurried = (path: string): object => ({
  startup: null,
  liveness: { path: '/', failureThreshold: 1000 },
  readiness: { path, periodSeconds: 10 },
});

const running =
  (...command: readonly string[]): Row['run'] =>
  async ({ copy }, namespace) =>
    (await copy(namespace)).fail({ edits: smallEdits(command) });

/** Labels of the namespace, before anything else is done in it. */
const labelled =
  (label: string, run: Row['run']): Row['run'] =>
  async (workshop, namespace) => {
    await workshop.kubectl(['label', 'namespace', namespace, label]);
    return run(workshop, namespace);
  };

/** The first error of a check, asked until it has one. */
const checked = async (copy: Copy, check: (world: World) => Promise<unknown>): Promise<Told> => {
  const began = performance.now();
  const verdict = (await check({ target: copy.target, config: copy.ground.config } as World)) as readonly Finding[];
  const [finding] = isSkip(verdict) ? [] : errorsOf(verdict);
  if (!finding) throw new Error('The check holds');
  return { finding, seconds: (performance.now() - began) / 1000 };
};

const deadService =
  (before: string, after: string): Row['run'] =>
  async ({ copy }, namespace) => {
    const made = await copy(namespace);
    await made.install({ edits: [...smallEdits(), [service, before, after]] });
    return checked(made, serviceReady('backend-service'));
  };

const building =
  (dockerfile: string | undefined): Row['run'] =>
  async ({ copy }, namespace) => {
    const { root, target } = await copy(namespace);
    mkdirSync(join(root, 'backend'));
    if (dockerfile !== undefined) writeFileSync(join(root, 'backend/Dockerfile'), dockerfile);
    return failing(target.build(image));
  };

const image: Image = { name: 'backend', tag: 'cccccccccccc', directory: 'backend' };

/** A kubeconfig like the user's, with one context `elsewhere` that something is wrong with. */
const elsewhere =
  (
    breakIt: (cluster: Record<string, unknown>, user: Record<string, unknown>) => void,
    words: readonly string[],
  ): Row['run'] =>
  async ({ kubectl, run, folder }, namespace) => {
    const config = JSON.parse(await kubectl(['config', 'view', '--raw', '--flatten', '--minify', '-o', 'json']));
    config.contexts = [{ ...config.contexts[0], name: 'elsewhere' }];
    config['current-context'] = 'elsewhere';
    breakIt(config.clusters[0].cluster, config.users[0].user);
    const path = join(folder, `${namespace}.json`);
    writeFileSync(path, JSON.stringify(config));
    return run('validate', ['--target', 'context', ...words, '--namespace', namespace, '--only', 'T003'], {
      KUBECONFIG: path,
    });
  };

const memoryQuota = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'small' },
  spec: { hard: { 'requests.memory': '16Mi' } },
};
const limitRange = {
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'small' },
  spec: { limits: [{ type: 'Container', max: { memory: '64Mi' } }] },
};
const mapQuota = { ...memoryQuota, spec: { hard: { configmaps: '1' } } };

const refusing =
  (name: 'webhook-away' | 'policy-denied'): Row['run'] =>
  async (workshop, namespace) => {
    const rules = sicknesses[name]?.rules?.(namespace) ?? [];
    try {
      for (const rule of rules) await workshop.kubectl(['apply', '-f', '-'], rule);
      // The API server takes a moment to obey a rule of admission.
      await new Promise((wake) => setTimeout(wake, 5000));
      return await install([])(workshop, namespace);
    } finally {
      for (const rule of rules) await workshop.kubectl(['delete', '--ignore-not-found', '-f', '-'], rule);
    }
  };

/** The user is the one that the image names. */
const userOfImage = { runAsUser: null, runAsGroup: null };

const rows: readonly Row[] = [
  {
    name: 'wrong readiness path',
    codes: ['pod/probe-path'],
    says: /backend-\S+ runs and is not ready: its readiness probe \(GET \/nope at port http\) is answered with 404/,
    fix: 'backend.probes.readiness.path',
    run: install([], { probes: unhurried('/nope') }),
  },
  {
    name: 'application listens at another port',
    codes: ['pod/probe-refused'],
    says: /finds nobody who listens there/,
    fix: 'backend.containerPort',
    long: true,
    run: install([], { containerPort: 8001, probes: unhurried('/') }),
  },
  {
    name: 'image not in the node, policy Never',
    codes: ['pod/image-missing'],
    says: /The image backend:nope of container migrate of pod backend-/,
    fix: 'backend.image.repository',
    terminal: true,
    run: deploy(['backend.image.tag=nope', 'backend.image.pullPolicy=Never']),
  },
  {
    name: 'wrong tag',
    codes: ['pod/image-pull', 'pod/registry-unreachable', 'pod/registry-limit'],
    says: /backend:nope/,
    fix: 'npx tsx scripts/deploy.ts',
    run: deploy(['backend.image.tag=nope']),
  },
  {
    name: 'host of DATABASE_URL not known',
    codes: ['pod/database-host'],
    says: /container migrate of pod backend-\S+ ends because no host has the name database\.invalid/i,
    fix: 'DATABASE_URL of .env',
    run: deploy([]),
  },
  {
    name: 'nobody listens at DATABASE_URL',
    codes: ['pod/database-unreachable'],
    says: /does not answer at port 1: connection refused/,
    fix: 'DATABASE_URL in .env',
    run: deploy([], 'postgresql://todo:pw@database.cat-database:1/todo'),
  },
  {
    name: 'wrong database password',
    codes: ['pod/database-login'],
    says: 'refuses the password of user todo',
    fix: 'DATABASE_URL of .env',
    run: deploy([], database('todo:wrong', 'todo')),
  },
  {
    name: 'database that the server does not have',
    codes: ['pod/database-absent'],
    says: 'the server has no database todos',
    fix: 'createdb todos',
    run: deploy([], database('todo:right', 'todos')),
  },
  {
    name: 'memory limit too low',
    codes: ['pod/out-of-memory'],
    says: /its limit of memory, 24Mi/,
    fix: 'backend.resources.limits.memory',
    run: deploy(['backend.resources.requests.memory=16Mi', 'backend.resources.limits.memory=24Mi']),
  },
  {
    name: 'CPU request no node has',
    codes: ['pod/insufficient-cpu'],
    says: 'requests 64 for container backend; minikube has',
    fix: 'backend.resources.requests.cpu',
    run: deploy(['backend.resources.requests.cpu=64000m', 'backend.resources.limits.cpu=64000m']),
  },
  {
    name: 'memory request no node has',
    codes: ['pod/insufficient-memory'],
    says: 'requests 2Ti for container backend; minikube has',
    fix: 'backend.resources.requests.memory',
    run: deploy(['backend.resources.requests.memory=2Ti', 'backend.resources.limits.memory=2Ti']),
  },
  {
    name: 'node selector that no node has',
    codes: ['pod/node-selector'],
    says: 'demands: disk=fast',
    fix: 'backend.nodeSelector',
    run: deploy(['backend.nodeSelector.disk=fast']),
  },
  {
    name: 'storage class that there is not',
    codes: ['pod/storage-class-missing'],
    says: 'The volume claim data-database-0 asks for the storage class nosuchclass',
    fix: 'get storageclasses',
    run: async ({ copy }, namespace) =>
      (await copy(namespace)).fail({
        release: 'database',
        overlay: { persistence: { storageClassName: 'nosuchclass' }, secrets: { POSTGRES_PASSWORD: 'right' } },
      }),
  },
  {
    name: 'quota of the namespace',
    codes: ['pod/quota'],
    says: /The quota small of namespace cat-\S+ has no room for a pod of backend: it asks for requests\.memory=/,
    fix: 'edit resourcequota small',
    terminal: true,
    run: install([], {}, [memoryQuota]),
  },
  {
    name: 'quota that wants a value',
    codes: ['pod/quota-unspecified'],
    says: /wants requests\.memory from each container, and backend and migrate of backend set none/,
    fix: 'backend.resources.requests.memory',
    terminal: true,
    run: install([], { resources: { requests: null, limits: null } }, [memoryQuota]),
  },
  {
    name: 'limit range of the namespace',
    codes: ['pod/limit-range'],
    says: 'takes at most 64Mi of memory per Container, and backend has a limit of 128Mi',
    fix: 'describe limitranges',
    terminal: true,
    run: install([], {}, [limitRange]),
  },
  {
    name: 'Pod Security level of the namespace',
    codes: ['pod/security-policy'],
    says: /enforces the Pod Security level restricted:latest, and pods of backend break it: allowPrivilegeEscalation/,
    fix: 'securityContext',
    terminal: true,
    run: labelled(
      'pod-security.kubernetes.io/enforce=restricted',
      install([], { securityContext: { allowPrivilegeEscalation: true } }),
    ),
  },
  {
    name: 'admission policy that denies',
    codes: ['pod/webhook-denied'],
    says: /The admission policy cat-\S+ lets no pod of backend in: no pods on Sundays/,
    fix: 'get validatingadmissionpolicy',
    terminal: true,
    run: refusing('policy-denied'),
  },
  {
    name: 'admission webhook that is away',
    codes: ['pod/webhook-away'],
    says: 'the admission webhook pods.example.org does not answer',
    fix: 'get validatingwebhookconfigurations',
    run: refusing('webhook-away'),
  },
  {
    name: 'quota of ConfigMaps',
    codes: ['release/refused'],
    says: /The quota small of namespace cat-\S+ has no room for configmaps backend-config/,
    fix: 'kubectl edit resourcequota small',
    terminal: true,
    run: install([], {}, [mapQuota]),
  },
  {
    name: 'Secret that does not exist',
    codes: ['pod/config-missing'],
    says: /Secret backend-secrets does not exist in namespace cat-/,
    fix: 'get secrets',
    terminal: true,
    run: install([
      [
        'helm/backend/templates/_helpers.tpl',
        'name: {{ include "backend.secretName" . }}\n      key: AUTH_SECRET',
        'name: backend-secrets\n      key: AUTH_SECRET',
      ],
    ]),
  },
  {
    name: 'ConfigMap that does not exist',
    codes: ['pod/config-missing'],
    says: /ConfigMap backend-configs does not exist in namespace cat-/,
    fix: 'get configmaps',
    terminal: true,
    run: install([
      ['helm/backend/templates/_helpers.tpl', 'name: {{ include "backend.configMapName" $ }}', 'name: backend-configs'],
    ]),
  },
  {
    name: 'key that the Secret does not have',
    codes: ['pod/config-key-missing'],
    says: 'Secret backend-secret has no key AUTH_SECRET',
    fix: 'which makes it anew',
    terminal: true,
    run: install([], { secrets: { AUTH_SECRET: '' } }),
  },
  {
    name: 'name of an image that is none',
    codes: ['pod/image-name'],
    says: '"Back End:latest" of container migrate',
    fix: 'backend.image.repository',
    terminal: true,
    run: install([], { image: { repository: 'Back End', tag: 'latest' } }),
  },
  {
    name: 'image that runs as root',
    codes: ['pod/runs-as-root'],
    says: 'it would with the image python:3.11-slim',
    fix: 'USER 1001:1001',
    terminal: true,
    run: install([], { podSecurityContext: userOfImage }),
  },
  {
    name: 'image whose user has no number',
    codes: ['pod/runs-as-root'],
    says: 'names the user "nobody", whose number the node does not know',
    fix: 'USER 1001:1001',
    terminal: true,
    run: install([], {
      image: { repository: 'cat-nobody', tag: '1', pullPolicy: 'Never' },
      podSecurityContext: userOfImage,
    }),
  },
  {
    name: 'program that the image does not have',
    codes: ['pod/command-missing'],
    says: 'The image python:3.11-slim has no program "nosuchprogram"',
    fix: 'command in the chart',
    terminal: true,
    run: running('nosuchprogram'),
  },
  {
    name: 'program that may not be run',
    codes: ['pod/command-denied'],
    says: 'may not run "/etc/passwd"',
    fix: 'COPY --chmod=755',
    terminal: true,
    run: running('/etc/passwd'),
  },
  {
    name: 'write to the read-only file system',
    codes: ['pod/read-only'],
    says: /writes to \/cache/,
    fix: 'emptyDir',
    run: running('sh', '-c', 'touch /cache'),
  },
  {
    name: 'module that the image does not have',
    codes: ['pod/module-missing'],
    says: 'needs the module nosuchmodule',
    fix: 'requirements.txt',
    run: running('python', '-c', 'import nosuchmodule'),
  },
  {
    name: 'program that keeps ending',
    codes: ['pod/crash-loop'],
    says: 'keeps ending with exit code 3',
    fix: 'logs backend-',
    run: running('sh', '-c', 'exit 3'),
  },
  {
    name: 'liveness probe that kills',
    codes: ['pod/liveness-failing'],
    says: /its liveness probe \(GET \/nope at port http\) fails: 404/,
    fix: 'backend.probes.liveness.path',
    run: install([], {
      probes: {
        // Until the server listens the liveness probe waits: then all its answers are 404.
        startup: { path: '/', periodSeconds: 1, failureThreshold: 120 },
        liveness: { path: '/nope', periodSeconds: 1, failureThreshold: 1 },
        readiness: { path: '/nope', periodSeconds: 1 },
      },
    }),
  },
  {
    name: 'startup that takes too long',
    codes: ['pod/startup-failing'],
    says: /its startup probe \(GET \/ at port http\) fails: connection refused/,
    fix: 'backend.containerPort',
    run: async ({ copy }, namespace) =>
      (await copy(namespace)).fail({
        edits: smallEdits(['sleep', '600']),
        overlay: {
          ...small,
          probes: { ...(small.probes as object), startup: { path: '/', periodSeconds: 1, failureThreshold: 3 } },
        },
      }),
  },
  {
    name: 'Secret of a volume that does not exist',
    codes: ['pod/volume-source-missing'],
    says: 'The volume tmp of pod backend-',
    fix: 'get secrets',
    run: install([
      [template, 'emptyDir:\n            sizeLimit: 64Mi', 'secret:\n            secretName: nosuchsecret'],
    ]),
  },
  {
    name: 'service account that does not exist',
    codes: ['pod/service-account-missing'],
    says: 'run as the service account nosuchaccount',
    fix: 'backend.serviceAccount.create',
    run: install([], { serviceAccount: { create: false, name: 'nosuchaccount' } }),
  },
  {
    name: 'port of the node that is taken',
    codes: ['pod/host-port'],
    says: /Pod backend-\S+ wants a port of the node that another pod has/,
    fix: 'hostPort',
    run: install([
      [template, '              protocol: TCP\n', '              protocol: TCP\n              hostPort: 8443\n'],
    ]),
  },
  {
    name: 'selector of the Service',
    codes: ['service/selector'],
    says: 'No pod has the labels that Service backend-service selects, app=bakcend',
    fix: 'get services,pods --show-labels',
    run: deadService('    {{- include "backend.selectorLabels" . | nindent 4 }}\n  ports', '    app: bakcend\n  ports'),
  },
  {
    name: 'target port of the Service',
    codes: ['service/port-name'],
    says: 'Service backend-service leads to the port named web',
    fix: 'targetPort',
    run: deadService('targetPort: http', 'targetPort: web'),
  },
  {
    name: 'selector that cannot change',
    codes: ['release/immutable'],
    says: 'Release backend changes a field of Deployment backend that cannot change',
    fix: 'kubectl delete deployment backend',
    terminal: true,
    run: async ({ copy }, namespace) => {
      const made = await copy(namespace);
      await made.install({ edits: smallEdits() });
      return made.fail({
        edits: [
          ...smallEdits(),
          [
            'helm/backend/templates/_helpers.tpl',
            'app.kubernetes.io/name: backend',
            'app.kubernetes.io/name: backends',
          ],
        ],
      });
    },
  },
  {
    name: 'object of the same name that is not ours',
    codes: ['cleanup/not-ours'],
    says: /ConfigMap backend-config exists in namespace cat-\S+ and is not part of release backend/,
    fix: 'kubectl delete configmap backend-config',
    terminal: true,
    run: install([], {}, [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'backend-config' } }]),
  },
  {
    name: 'helm killed in an upgrade',
    codes: ['release/pending'],
    says: 'of backend is pending-upgrade: a helm run was interrupted',
    fix: 'npx tsx scripts/deploy.ts',
    run: async ({ copy, kubectl, run }, namespace) => {
      const { root, ground, install: settle } = await copy(namespace);
      await settle({ edits: smallEdits() });
      writeFileSync(join(root, 'values.json'), JSON.stringify({ ...small, image: { tag: 'nope' } }));
      const helm = ground.sh
        .stream`helm upgrade backend helm/backend --kube-context minikube -n ${namespace} -f values.json --wait`;
      const pending = ['get', 'secrets', '-n', namespace, '-l', 'owner=helm,status=pending-upgrade', '-o', 'name'];
      while ((await kubectl(pending)) === '') await new Promise((wake) => setTimeout(wake, 200));
      await helm.stop('SIGKILL');
      return run('validate', ['--target', 'minikube', '--namespace', namespace, '--only', 'T052'], {
        DATABASE_URL: unreachable,
      });
    },
  },
  {
    name: 'namespace that is being removed',
    codes: ['cluster/namespace-terminating'],
    says: /The namespace cat-\S+ is being removed/,
    fix: 'kubectl get namespace cat-',
    run: async (workshop, namespace) => {
      const { kubectl } = workshop;
      const anchor = { name: 'anchor', finalizers: ['example.org/stay'] };
      await kubectl(['apply', '-n', namespace, '-f', '-'], { apiVersion: 'v1', kind: 'ConfigMap', metadata: anchor });
      await kubectl(['delete', 'namespace', namespace, '--wait=false']);
      try {
        return await install([])(workshop, namespace);
      } finally {
        await kubectl(['patch', 'configmap', 'anchor', '-n', namespace, '-p', '{"metadata":{"finalizers":null}}']);
      }
    },
  },
  {
    name: 'API server that is away',
    codes: ['cluster/unreachable'],
    says: 'The cluster does not answer at 127.0.0.1:1',
    fix: 'minikube status',
    run: elsewhere(
      (cluster) => {
        cluster.server = 'https://127.0.0.1:1';
      },
      ['--context', 'elsewhere'],
    ),
  },
  {
    name: 'credentials that the cluster does not know',
    codes: ['cluster/unauthorized'],
    says: 'The cluster does not know the credentials of the context',
    fix: 'minikube update-context',
    run: elsewhere(
      (_, user) => {
        for (const key of Object.keys(user)) delete user[key];
        user.token = 'nobody-knows-this-token';
      },
      ['--context', 'elsewhere'],
    ),
  },
  {
    name: 'certificate that is not trusted',
    codes: ['cluster/certificate'],
    says: 'certificate signed by unknown authority',
    fix: 'minikube update-context',
    run: elsewhere(
      (cluster) => {
        delete cluster['certificate-authority-data'];
      },
      ['--context', 'elsewhere'],
    ),
  },
  {
    name: 'user who may not read pods',
    codes: ['cluster/forbidden'],
    says: /nobody may not list pods in namespace cat-/,
    fix: 'kubectl auth can-i list pods',
    run: elsewhere(
      (_, user) => {
        user.as = 'nobody';
      },
      ['--context', 'elsewhere'],
    ),
  },
  {
    name: 'context that was not named',
    codes: ['target/not-local'],
    says: 'The current context elsewhere is not a cluster on this machine',
    fix: '--target context --context elsewhere',
    run: elsewhere(() => {}, []),
  },
  {
    name: 'profile that Minikube does not have',
    codes: ['target/absent'],
    says: 'There is no Minikube cluster cat-nosuch',
    fix: 'minikube -p cat-nosuch start',
    run: ({ run }) => run('validate', ['--target', 'minikube', '--only', 'T003'], { MINIKUBE_PROFILE: 'cat-nosuch' }),
  },
  {
    name: 'Docker engine that is away',
    codes: ['tool/docker-down'],
    says: 'No Docker engine answers',
    fix: 'sudo systemctl start docker',
    run: ({ run }) => run('validate', ['--target', 'minikube', '--only', 'T004'], { DOCKER_HOST: 'tcp://127.0.0.1:1' }),
  },
  {
    name: 'Helm that is too old',
    codes: ['tool/version'],
    says: /helm is 3\.10\.3: the charts need Helm 3\.15 or later/,
    fix: 'brew install helm',
    run: async ({ folder, copy, env }, namespace) => {
      const bin = join(folder, 'old');
      mkdirSync(bin);
      writeFileSync(join(bin, 'helm'), '#!/bin/sh\necho v3.10.3+g835b733\n');
      chmodSync(join(bin, 'helm'), 0o755);
      const { root, ground } = await copy(namespace);
      const tools = openTools({
        root,
        path: [bin, env.PATH].join(delimiter),
        note: () => {},
        progress: () => {},
        run: (words) => ground.sh.read`${words}`,
        // A platform for which nothing is brought along: there the user's own has to do.
        platform: 'linux-arm64',
      });
      return failing(tools.find('helm'));
    },
  },
  {
    name: 'base image that cannot be had',
    codes: ['image/base-unreachable', 'image/registry-limit'],
    says: 'nosuchbase:1',
    fix: 'docker pull nosuchbase:1',
    run: building('FROM nosuchbase:1\n'),
  },
  {
    name: 'Dockerfile that is not there',
    codes: ['image/no-dockerfile'],
    says: 'There is no backend/Dockerfile',
    fix: 'git checkout -- backend/Dockerfile',
    run: building(undefined),
  },
  {
    name: 'step of a build that fails',
    codes: ['image/build-failed'],
    says: 'The image backend:cccccccccccc could not be built',
    fix: 'docker build backend',
    run: building('FROM python:3.11-slim\nRUN python -c "import nosuchmodule"\n'),
  },
  {
    name: 'registry that cannot be reached',
    codes: ['image/push-unreachable'],
    says: 'The registry 127.0.0.1:1 cannot be reached: connection refused',
    fix: '--registry',
    run: async ({ copy, env }, namespace) => {
      const { root } = await copy(namespace);
      const config = { namespace, target: 'context', context: 'minikube', registry: '127.0.0.1:1' } as const;
      const { ground, close } = await openRealGround({ root, env, config });
      const target = kubernetes(ground, 'asked for');
      try {
        mkdirSync(join(root, 'backend'));
        writeFileSync(join(root, 'backend/Dockerfile'), 'FROM python:3.11-slim\n');
        await target.build(image);
        return await failing(target.deliver(image));
      } finally {
        await ground.sh.write`docker image rm -f ${`127.0.0.1:1/backend:${image.tag}`}`;
        await target.close();
        close();
      }
    },
  },
];

/** An image whose user has a name and no number, made in the node for one row. */
const nobody = 'cat-nobody:1';

/** Only rows whose name matches, for whoever works on one of them. */
const wanted = rows.filter(({ name }) => new RegExp(process.env.ROWS ?? '').test(name));

/** Works that are done a few at once, in their order, as soon as `free` has settled; the promise of each. */
const inLanes = <T>(
  lanes: number,
  free: Promise<unknown>,
  works: readonly (() => Promise<T>)[],
): readonly Promise<T>[] => {
  const waiting = works.map((work) => ({ work, ...Promise.withResolvers<T>() }));
  const promises = waiting.map(({ promise }) => promise);
  const next = async (): Promise<void> => {
    const one = waiting.shift();
    if (!one) return;
    await one.work().then(one.resolve, one.reject);
    await next();
  };
  void free.then(() => {
    for (let lane = 0; lane < lanes; lane += 1) void next();
  });
  return promises;
};

const longest = 1_200_000;

describe('what is broken on a real Minikube', () => {
  let workshop: Workshop;
  const told = new Map<Row, Promise<Told>>();
  const table: { readonly class: string; readonly code: string; readonly seconds: string; readonly wait: string }[] =
    [];

  /** A namespace for one row, removed when it was told. */
  const inNamespace = async (row: Row): Promise<Told> => {
    const { kubectl } = workshop;
    const name = `cat-${rows.indexOf(row)}`;
    const remove = ['delete', 'namespace', name, '--ignore-not-found'];
    // One that an interrupted test left behind.
    await kubectl(remove);
    await kubectl(['create', 'namespace', name]);
    return row.run(workshop, name).finally(() => kubectl([...remove, '--wait=false']));
  };

  /** A command of docker, asked of the node's own engine. */
  const inNode = async (words: readonly string[], input?: string): Promise<void> => {
    const { ground } = await workshop.copy('cat-database');
    const said = await ground.sh.read`minikube -p minikube docker-env --shell none`;
    const env = parseEnvironment(said.stdout);
    await ground.sh.with({ env, ...(input === undefined ? {} : { input }) }).write`${words}`;
  };

  /** What only waits goes on beside the others; what is told at once is timed while little else is at work. */
  const begin = (): void => {
    const groups = Object.groupBy(wanted, ({ long, terminal }) => (long ? 'long' : terminal ? 'terminal' : 'other'));
    let free: Promise<unknown> = Promise.resolve();
    for (const [group, lanes] of [
      ['long', 2],
      ['terminal', 2],
      ['other', 5],
    ] as const) {
      const some = groups[group] ?? [];
      const promises = inLanes(
        lanes,
        free,
        some.map((row) => () => inNamespace(row)),
      );
      for (const [index, row] of some.entries()) told.set(row, promises[index] as Promise<Told>);
      if (group !== 'long') free = Promise.allSettled(promises);
    }
    // Each is awaited in a test of its own, which may come later than its failure.
    for (const one of told.values()) one.catch(() => {});
  };

  beforeAll(async () => {
    workshop = await openWorkshop();
    const { kubectl } = workshop;
    await kubectl(['apply', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: databaseServer });
    await kubectl(['rollout', 'status', '-n', 'cat-database', 'deployment/database', '--timeout=300s']);
    await inNode(['docker', 'build', '-t', nobody, '-'], 'FROM python:3.11-slim\nUSER nobody\n');
    begin();
  }, longest);

  afterAll(async () => {
    await Promise.allSettled(told.values());
    console.table(table);
    await inNode(['docker', 'image', 'rm', '-f', nobody]);
    await workshop.kubectl(['delete', 'namespace', 'cat-database', '--ignore-not-found', '--wait=false']);
    await workshop.close();
  }, longest);

  it('is of at least 25 classes', () => {
    expect(new Set(rows.map(({ codes: [first] }) => first)).size).toBeGreaterThanOrEqual(25);
  });

  it.each(wanted)(
    '$name is told by its code, its object and its fix',
    async (row) => {
      const { name, codes, says, fix, terminal } = row;
      const { finding, seconds } = (await told.get(row)) as Told;
      table.push({ class: name, code: finding.code, seconds: seconds.toFixed(1), wait: terminal ? 'terminal' : '' });
      const evidence = (finding.evidence ?? []).map(({ source, text }) => `${source}:\n${text}`);
      expect(codes, [finding.message, ...evidence].join('\n')).toContain(finding.code);
      expect(finding.message).toMatch(says);
      expect(finding.remedy).toContain(fix);
      expect(finding.remedy, 'a command to copy').toMatch(/`[^`]+`/);
      // Told at once, and not after helm's 300 s; how soon is what the table shows.
      if (terminal) expect(seconds).toBeLessThan(60);
    },
    longest,
  );
});

const databaseServer: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cat-database' } },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'database', namespace: 'cat-database' },
    spec: {
      selector: { app: 'database' },
      ports: [
        { name: 'postgresql', port: 5432 },
        { name: 'nobody', port: 1 },
      ],
    },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'database', namespace: 'cat-database' },
    spec: {
      selector: { matchLabels: { app: 'database' } },
      template: {
        metadata: { labels: { app: 'database' } },
        spec: {
          terminationGracePeriodSeconds: 0,
          containers: [
            {
              name: 'postgresql',
              image: 'postgres:15-bookworm',
              imagePullPolicy: 'IfNotPresent',
              env: [
                { name: 'POSTGRES_USER', value: 'todo' },
                { name: 'POSTGRES_PASSWORD', value: 'right' },
                { name: 'POSTGRES_INITDB_ARGS', value: '--auth-host=scram-sha-256' },
              ],
              resources: { requests: { cpu: '10m', memory: '64Mi' } },
              readinessProbe: {
                exec: { command: ['pg_isready', '-h', '127.0.0.1', '-U', 'todo'] },
                periodSeconds: 2,
                timeoutSeconds: 10,
              },
            },
          ],
        },
      },
    },
  },
];
