import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import type { Problem } from '../core/finding.ts';
import type { Secret } from '../core/secret.ts';
import type { Image, Wanted } from '../core/target.ts';
import type { Ground } from '../core/world.ts';
import { targetContract } from '../testing/target-contract.ts';
import { openFiles } from '../world/files.ts';
import { openHttp } from '../world/http.ts';
import { openProcesses } from '../world/processes.ts';
import { openRedactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { openTemporary } from '../world/temporary.ts';
import { minikube } from './minikube.ts';

const namespace = 'todo-contract';
const root = await mkdtemp(join(tmpdir(), 'todo contract '));
const temporary = openTemporary();
const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
const { env } = process;
const { signal } = new AbortController();
const { sh, log } = openShell({ root, env, signal, dryRun: false, say, redactor: openRedactor() });
const files = openFiles({ root, dryRun: false, say });
const hidden: string[] = [];
const ground = {
  sh,
  files,
  http: openHttp(),
  processes: openProcesses({ root, env, dryRun: false, planned: say.planned }),
  say,
  hide: (value: Secret) => hidden.push(value.reveal()),
  privately: temporary.file,
  clock: {
    now: Date.now,
    sleep: (ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)),
    every: (ms: number, work: () => void) => {
      const timer = setInterval(work, ms);
      return () => clearInterval(timer);
    },
  },
  signal,
  config: { namespace, minikubeProfile: 'minikube', dryRun: false },
} as unknown as Ground;
const target = minikube(ground, 'asked for');

afterAll(async () => {
  try {
    await target.down({ images: true, data: true, cache: true, cluster: false });
  } finally {
    await target.close();
    temporary.remove();
    await rm(root, { recursive: true, force: true });
  }
});

const server = (first: string): string => `
import http.server, os
${first}
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ['GREETING'].encode())
http.server.HTTPServer(('0.0.0.0', 8000), Handler).serve_forever()
`;

const dockerfile = 'FROM python:3.11-slim\nCOPY server.py /\nUSER 1001:1001\nCMD ["python", "/server.py"]\n';

const metadata = (name: string): string =>
  `metadata: {name: ${name}, labels: {app: backend, app.kubernetes.io/part-of: todo-chatbot}}`;

const template = `
apiVersion: v1
kind: ConfigMap
${metadata('backend-config')}
data: {GREETING: {{ .Values.greeting | quote }}, EMPTY: ""}
---
apiVersion: v1
kind: Secret
${metadata('backend-secret')}
stringData: {AUTH_SECRET: {{ .Values.secrets.AUTH_SECRET | quote }}}
---
apiVersion: v1
kind: Service
${metadata('backend-service')}
spec: {selector: {app: backend}, ports: [{name: http, port: 8000, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
${metadata('backend')}
spec:
  replicas: {{ .Values.replicaCount }}
  selector: {matchLabels: {app: backend}}
  strategy: {rollingUpdate: {maxUnavailable: 0}}
  template:
    metadata: {labels: {app: backend, app.kubernetes.io/part-of: todo-chatbot}, annotations: {}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: backend
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          imagePullPolicy: {{ .Values.image.pullPolicy }}
          env:
            - {name: GREETING, valueFrom: {configMapKeyRef: {name: backend-config, key: GREETING}}}
            - {name: AUTH_SECRET, valueFrom: {secretKeyRef: {name: {{ .Values.secretName }}, key: AUTH_SECRET}}}
          ports: [{name: http, containerPort: 8000}]
          resources: {requests: {cpu: 0.05, memory: 65536Ki}, limits: {cpu: 1000m, memory: 128Mi}}
          readinessProbe: {httpGet: {path: /, port: http}, periodSeconds: 1}
`;

const secret = 'a-signing-secret-of-at-least-32-characters';

const values: JsonMap = {
  replicaCount: 1,
  greeting: 'Hello from the chart',
  image: { repository: 'backend', tag: 'none', pullPolicy: 'Never' },
  secretName: 'backend-secret',
  secrets: { AUTH_SECRET: secret },
};

const good: Image = { name: 'backend', tag: '0123456789ab', directory: 'backend' };
const broken: Image = { name: 'backend', tag: 'ba9876543210', directory: 'broken' };

const wanted = (image: Image, overlay: JsonMap = {}): Wanted => ({
  release: 'backend',
  image,
  fingerprint: `fingerprint ${image.tag}`,
  overlay: { ...values, image: { repository: 'backend', tag: image.tag, pullPolicy: 'Never' }, ...overlay },
  documents: [],
});

const write = async (): Promise<void> => {
  const texts = {
    'helm/backend/Chart.yaml': 'apiVersion: v2\nname: backend\nversion: 0.1.0\n',
    'helm/backend/templates/all.yaml': template,
    'backend/Dockerfile': dockerfile,
    'backend/server.py': server(''),
    'broken/Dockerfile': dockerfile,
    'broken/server.py': server(`raise SystemExit('the flux capacitor is missing')`),
  };
  for (const [path, text] of Object.entries(texts)) await files.write(path, text);
};

targetContract('minikube', async () => {
  await write();
  return {
    target,
    http: ground.http,
    good: wanted(good),
    broken: wanted(broken),
    service: 'backend-service',
    path: '/',
    says: 'Hello from the chart',
    evidence: 'the flux capacitor is missing',
  };
});

/** What another program changes, and what is seen afterwards. */
const kubectl = async (...words: readonly string[]): Promise<void> => {
  await sh.write`kubectl --context minikube -n ${namespace} ${words}`;
  target.forget();
};

const failure = async (made: Wanted): Promise<{ readonly finding: Problem['finding']; readonly ms: number }> => {
  const began = Date.now();
  const thrown = await target.install(made).catch((problem: unknown) => problem);
  expect(thrown).toHaveProperty('finding');
  return { finding: (thrown as Problem).finding, ms: Date.now() - began };
};

describe('a release on Minikube', () => {
  it('is drift when it was scaled down by hand, and a new install takes it back', async () => {
    await target.install(wanted(good));
    await kubectl('scale', 'deployment/backend', '--replicas=0');
    const pods = async () => {
      target.forget();
      return (await target.observe()).workloads[0]?.pods;
    };
    await expect.poll(pods, { timeout: 20_000 }).toEqual([]);
    const { releases, workloads } = await target.observe();
    expect(releases[0]).toMatchObject({ status: 'deployed', drift: [expect.any(String)] });
    expect(workloads[0]?.findings.map(({ code }) => code)).toEqual(['pod/scaled-down']);
    await target.install(wanted(good));
    expect((await target.observe()).releases[0]).toMatchObject({ drift: [] });
  });

  it('is drift when another program patched its Deployment or its ConfigMap, and an install takes both back', async () => {
    await kubectl('patch', 'configmap/backend-config', '-p', '{"data":{"GREETING":"Bye"}}');
    expect((await target.observe()).releases[0]?.drift).not.toEqual([]);
    const containers = [{ name: 'backend', imagePullPolicy: 'IfNotPresent' }];
    await kubectl(
      'patch',
      'deployment/backend',
      '-p',
      JSON.stringify({ spec: { replicas: 2, template: { spec: { containers } } } }),
    );
    await target.install(wanted(good));
    const { releases, workloads } = await target.observe();
    expect(workloads[0]).toMatchObject({ replicas: 1, findings: [] });
    expect(releases[0]).toMatchObject({ drift: [], fingerprint: wanted(good).fingerprint });
  });

  it('fails long before helm would where waiting is no use, and is back at the revision before', async () => {
    const missing = await failure(wanted({ ...good, tag: 'deadbeef0000' }));
    expect(missing.finding).toMatchObject({ code: 'pod/image-missing' });
    expect(missing.finding.message).toMatch(/back at revision \d+$/);
    expect(missing.ms).toBeLessThan(90_000);
    const unset = await failure(wanted(good, { secretName: 'no-such-secret' }));
    expect(unset.finding).toMatchObject({ code: 'pod/config-missing' });
    const { releases } = await target.observe();
    expect(releases[0]).toMatchObject({ status: 'deployed', drift: [], fingerprint: wanted(good).fingerprint });
  });

  it('heals a revision that an interrupted helm left pending', async () => {
    const helm = sh.stream`helm upgrade backend helm/backend --kube-context minikube -n ${namespace} --wait --set ${'secretName=none,image.tag=x,image.repository=x,image.pullPolicy=Never,replicaCount=1,secrets.AUTH_SECRET=x'}`;
    await ground.clock.sleep(3000);
    await helm.stop('SIGKILL');
    await expect
      .poll(
        async () => {
          target.forget();
          return (await target.observe()).releases[0]?.status;
        },
        { timeout: 20_000 },
      )
      .toBe('pending-upgrade');
    await target.install(wanted(good));
    expect((await target.observe()).releases[0]).toMatchObject({ status: 'deployed', drift: [] });
  });

  it('tells its secret to those who may know it, and to nobody else', async () => {
    expect((await target.recall()).authSecret?.reveal()).toBe(secret);
    expect(hidden).toContain(secret);
    expect(JSON.stringify(log)).not.toContain(secret);
  });

  it('runs programs in its pod and in its image', async () => {
    expect(await target.exec('backend', ['printenv', 'GREETING'])).toMatchObject({
      code: 0,
      stdout: 'Hello from the chart\n',
    });
    expect(await target.inside(good, 'id -u')).toMatchObject({ code: 0, stdout: '1001\n' });
    expect(await target.inspect(good)).toMatchObject({
      user: '1001:1001',
      labels: { 'app.kubernetes.io/part-of': 'todo-chatbot' },
    });
  });

  it('asks the server whether it would take a document', async () => {
    const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    expect(await target.accepts([{ ...map, data: { a: 'b' } }])).toEqual([]);
    const findings = await target.accepts([{ ...map, data: { 'not a key': 'b' } }]);
    expect(findings.map(({ code }) => code)).toEqual(['manifest/invalid']);
  });

  it('is gone with everything of ours after cleanup, data and namespace included', async () => {
    // A run that is at work in another namespace of the cluster keeps the images, and then they are told.
    const spared = (await target.down({ images: true, data: true, cache: false, cluster: false })).map(
      ({ name }) => name,
    );
    const { images, releases } = await target.observe();
    expect((await target.remnants()).filter(({ kind }) => kind !== 'cluster' && kind !== 'cache')).toEqual([]);
    expect(
      images.filter(({ name, tag }) => [good.tag, broken.tag].includes(tag) && !spared.includes(`${name}:${tag}`)),
    ).toEqual([]);
    expect(releases).toEqual([]);
  });
});
