import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { areaOf } from '../core/codes.ts';
import { sicknesses } from '../testing/sick.ts';
import { diagnose } from './diagnose.ts';
import type { Patience } from './diagnosis.ts';
import { type ClusterSnapshot, nameOf } from './snapshot.ts';

/** Level and code, message with POD for the names of pods, patience, and the codes of what follows from it. */
type Golden = readonly [string, string, Patience, ...string[]];

/** What the rules say of namespaces that a real cluster showed (`npm run record`). */
const golden: Readonly<Record<string, readonly Golden[]>> = {
  'autoscaler-no-metrics': [
    [
      'warning release/autoscaler-no-metrics',
      'Autoscaler app cannot scale Deployment app: it gets no metrics, for the cluster has no metrics server that answers',
      'timeout',
    ],
  ],
  'claim-missing': [
    [
      'error pod/claim-missing',
      'Pod POD needs the volume claim app-data, which does not exist (0/1 nodes are available: persistentvolumeclaim "app-data" not found)',
      20000,
    ],
  ],
  'claim-no-class': [
    [
      'error pod/storage-class-missing',
      'The volume claim app-data asks for the storage class nosuchclass, which does not exist',
      20000,
      'pod/claim-unbound',
    ],
  ],
  'command-missing': [
    [
      'error pod/command-missing',
      'The image python:3.11-slim has no program "nosuchprogram", which container app of pod POD is to run',
      0,
    ],
  ],
  'command-not-executable': [
    [
      'error pod/command-denied',
      'Container app of pod POD may not run "/etc/passwd": the file is not executable for its user',
      0,
    ],
  ],
  'configmap-key-missing': [
    [
      'error pod/config-key-missing',
      'ConfigMap app-config has no key LEVEL, and container app of pod POD takes a variable from it',
      0,
    ],
  ],
  'configmap-missing': [
    [
      'error pod/config-missing',
      'ConfigMap app-config does not exist in namespace cat-configmap-missing, and container app of pod POD takes variables from it',
      0,
    ],
  ],
  'database-absent': [
    ['error pod/database-absent', 'Container app of pod POD ends because the server has no database todos', 20000],
  ],
  'database-host': [
    [
      'error pod/database-host',
      'Container app of pod POD ends because no host has the name nosuch-database, which DATABASE_URL gives',
      45000,
    ],
  ],
  'database-password': [
    [
      'error pod/database-login',
      'Container app of pod POD ends because the database refuses the password of user todo',
      20000,
    ],
  ],
  'database-refused': [
    [
      'error pod/database-unreachable',
      'Container app of pod POD ends because its database does not answer at port 5432: connection refused',
      45000,
    ],
  ],
  'dns-away': [
    [
      'error cluster/dns',
      'Container app of pod POD gets no address for app-service, though the Service app-service is there: the DNS of the cluster does not answer',
      45000,
      'service/no-endpoints',
    ],
  ],
  evicted: [
    [
      'error pod/evicted',
      'Node minikube threw pod POD out: Pod ephemeral local storage usage exceeds the total limit of containers 16Mi.',
      20000,
    ],
  ],
  healthy: [],
  'host-port': [
    [
      'error pod/host-port',
      "Pod POD wants a port of the node that another pod has (0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports)",
      20000,
    ],
  ],
  'host-unknown': [
    [
      'error pod/host-unknown',
      'Container app of pod POD looks for the host nosuch-service, and no Service of namespace cat-host-unknown has that name',
      45000,
    ],
  ],
  'image-name': [
    [
      'error pod/image-name',
      '"No Pe:1" of container app of pod POD is no name of an image: repository name (library/No Pe) must be lowercase',
      0,
    ],
  ],
  'image-never-pull': [
    [
      'error pod/image-missing',
      'The image nope:1 of container app of pod POD is not in the node, and its pull policy Never forbids to pull it',
      0,
    ],
  ],
  'image-pull': [
    [
      'error pod/registry-unreachable',
      'The image nope:1 of container app of pod POD is not in the node, and the node cannot reach the registry docker.io: no such host',
      20000,
    ],
  ],
  'image-registry-closed': [
    [
      'error pod/registry-unreachable',
      'The image 127.0.0.1:1/nope:1 of container app of pod POD is not in the node, and the node cannot reach the registry 127.0.0.1:1: connection refused',
      20000,
    ],
  ],
  'image-registry-unknown': [
    [
      'error pod/registry-unreachable',
      'The image registry.invalid/nope:1 of container app of pod POD is not in the node, and the node cannot reach the registry registry.invalid: no such host',
      20000,
    ],
  ],
  'ingress-backend-missing': [
    [
      'error service/ingress-class',
      'Ingress app asks for the class nosuchclass, which the cluster does not have: nobody serves it',
      'timeout',
    ],
    ['error service/ingress-backend', 'Ingress app leads to Service nosuch-service, which does not exist', 'timeout'],
    ['error service/ingress-backend', 'Ingress app leads to port 8080 of Service app-service, which has 80', 'timeout'],
  ],
  'init-crash': [['error pod/crash-loop', 'Container prepare of pod POD keeps ending with exit code 3', 20000]],
  'insufficient-cpu': [
    [
      'error pod/insufficient-cpu',
      'No node has cpu enough for pod POD, which requests 64 for container app; minikube has 2 in all (0/1 nodes are available: 1 Insufficient cpu)',
      20000,
    ],
  ],
  'insufficient-memory': [
    [
      'error pod/insufficient-memory',
      'No node has memory enough for pod POD, which requests 2Ti for container app; minikube has 23.5Gi in all (0/1 nodes are available: 1 Insufficient memory)',
      20000,
    ],
  ],
  'job-failed': [
    ['error pod/crash-loop', 'Container app of pod POD ended with exit code 4', 20000, 'release/job-failed'],
  ],
  'job-late': [['error release/job-failed', 'Job app failed: it ran longer than its deadline', 'timeout']],
  'limit-range': [
    [
      'error pod/limit-range',
      'A limit range of namespace cat-limit-range takes at most 16Mi of memory per Container, and app has a limit of 64Mi',
      0,
    ],
  ],
  'liveness-kill': [
    [
      'error pod/liveness-failing',
      'Container app of pod POD is ended again and again because its liveness probe (GET /nope at port 8000) fails: 404',
      20000,
    ],
  ],
  'module-missing': [
    [
      'error pod/module-missing',
      'Container app of pod POD needs the module nosuchmodule, which its image python:3.11-slim does not have',
      20000,
    ],
  ],
  'node-selector': [
    [
      'error pod/node-selector',
      "No node has the labels that pod POD demands: disk=fast (0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector)",
      20000,
    ],
  ],
  'other-platform': [
    [
      'error pod/wrong-platform',
      "Container app of pod POD cannot run its program: the image python:3.11-slim is made for another processor than the node's (amd64), or the program is no executable file",
      0,
    ],
  ],
  'out-of-memory': [
    [
      'error pod/out-of-memory',
      'Container app of pod POD was killed because it used more than its limit of memory, 48Mi',
      20000,
    ],
  ],
  'pod-security': [
    [
      'error pod/security-policy',
      'Namespace cat-pod-security enforces the Pod Security level restricted:latest, and pods of app break it: allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
      0,
    ],
  ],
  'policy-denied': [
    ['error pod/webhook-denied', 'The admission policy cat-policy-denied lets no pod of app in: no pods on Sundays', 0],
  ],
  'port-taken': [
    ['error pod/port-taken', 'Container app of pod POD listens at a port that another program of its pod has', 20000],
  ],
  'provider-key': [
    [
      'warning provider/key-rejected',
      'The provider does not know the key with which container backend of pod POD asks it (401)',
      'timeout',
    ],
  ],
  'quota-exceeded': [
    [
      'error pod/quota',
      'The quota small of namespace cat-quota-exceeded has no room for a pod of app: it asks for requests.memory=64Mi; in use is requests.memory=0, the limit is requests.memory=16Mi',
      0,
    ],
  ],
  'quota-unspecified': [
    [
      'error pod/quota-unspecified',
      'The quota small of namespace cat-quota-unspecified wants requests.memory from each container, and app of app sets none',
      0,
    ],
  ],
  'read-only': [
    ['error pod/read-only', 'Container app of pod POD writes to /cache, where its file system is read-only', 20000],
  ],
  'readiness-exec': [
    [
      'error pod/probe-failing',
      'Container app of pod POD runs and is not ready: its readiness probe (sh -c echo not yet; exit 1) fails: not yet',
      'timeout',
    ],
  ],
  'readiness-path': [
    [
      'error pod/probe-path',
      'Container app of pod POD runs and is not ready: its readiness probe (GET /nope at port 8000) is answered with 404',
      20_000,
    ],
  ],
  'readiness-port': [
    [
      'error pod/probe-refused',
      'Container app of pod POD runs and is not ready: its readiness probe (GET / at port 8001) finds nobody who listens there (connection refused)',
      'timeout',
    ],
  ],
  'readiness-slow': [
    [
      'error pod/probe-slow',
      'Container app of pod POD runs and is not ready: its readiness probe (GET /ready at port 8000) gets no answer in time',
      'timeout',
    ],
  ],
  'readiness-unavailable': [
    [
      'error pod/probe-unavailable',
      'Container app of pod POD runs and is not ready: its readiness probe (GET /ready at port 8000) is answered with 503: the application says itself that something it needs is away',
      'timeout',
    ],
  ],
  'rollout-stuck': [
    [
      'error pod/probe-failing',
      'Container app of pod POD runs and is not ready: its readiness probe (false) fails and says nothing',
      'timeout',
      'release/stuck',
    ],
  ],
  'runs-as-root': [
    [
      'error pod/runs-as-root',
      'Container app of pod POD must not run as root, and it would with the image python:3.11-slim',
      0,
    ],
  ],
  'sandbox-failed': [
    [
      'error pod/sandbox-failed',
      'Node minikube cannot make what pod POD runs in: failed to get sandbox runtime: no runtime for "nosuchhandler" is configured',
      20000,
    ],
  ],
  'scheduling-gate': [
    [
      'error pod/scheduling-gated',
      'Pod POD may not be scheduled yet: whoever set its scheduling gates has not taken them away',
      20000,
    ],
  ],
  'secret-key-missing': [
    [
      'error pod/config-key-missing',
      'Secret app-secret has no key TOKEN, and container app of pod POD takes a variable from it',
      0,
    ],
  ],
  'secret-missing': [
    [
      'error pod/config-missing',
      'Secret app-secret does not exist in namespace cat-secret-missing, and container app of pod POD takes variables from it',
      0,
    ],
  ],
  'segmentation-fault': [
    [
      'error pod/crash-loop',
      'Container app of pod POD keeps ending with exit code 139 (it used memory that is not its own, SIGSEGV)',
      20000,
    ],
  ],
  'account-missing': [
    [
      'error pod/service-account-missing',
      'Pods of app run as the service account nosuchaccount, which does not exist in namespace cat-service-account-missing',
      20000,
    ],
  ],
  'service-port-name': [
    [
      'error service/port-name',
      'Service app-service leads to the port named web, and no container of its pods has a port of that name; they have http (8000)',
      'timeout',
    ],
  ],
  'service-port-number': [
    [
      'warning service/port-number',
      'Service app-service leads to port 8080, which no container of its pods declares; they have http (8000)',
      'timeout',
    ],
  ],
  'service-selector': [
    [
      'error service/selector',
      'No pod has the labels that Service app-service selects, app=aplication, though there are pods: POD',
      'timeout',
    ],
  ],
  'service-unready': [
    [
      'error pod/probe-path',
      'Container app of pod POD runs and is not ready: its readiness probe (GET /nope at port 8000) is answered with 404',
      20_000,
      'service/no-endpoints',
    ],
  ],
  'shell-command-missing': [
    [
      'error pod/command-missing',
      'The image python:3.11-slim has no program "nosuchprogram", which container app of pod POD is to run',
      20000,
    ],
  ],
  'shell-command-not-executable': [
    [
      'error pod/command-denied',
      'Container app of pod POD may not run "/etc/passwd": the file is not executable for its user',
      20000,
    ],
  ],
  'startup-kill': [
    [
      'error pod/startup-failing',
      'Container app of pod POD is ended again and again because its startup probe (GET / at port 8001) fails: connection refused',
      20000,
    ],
  ],
  'volume-secret-missing': [
    [
      'error pod/volume-source-missing',
      'The volume files of pod POD is made of the secret app-files, which does not exist in namespace cat-volume-secret-missing',
      20000,
    ],
  ],
  'webhook-away': [
    [
      'error pod/webhook-away',
      'No pod of app is created because the admission webhook pods.example.org does not answer: service "nosuch-webhook" not found',
      20000,
    ],
  ],
};

const folder = join(import.meta.dirname, 'recorded');
const read = (name: string): ClusterSnapshot => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const files = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

it('every recorded snapshot has its golden findings, and every sickness but the healthy namespace is recorded', () => {
  expect(Object.keys(golden).toSorted()).toEqual(files.toSorted());
  expect(files.filter((name) => name !== 'healthy').toSorted()).toEqual(Object.keys(sicknesses).toSorted());
});

describe.each(Object.entries(golden))('%s', (name, wanted) => {
  const snapshot = read(name);
  const plain = (text: string): string =>
    snapshot.pods.map(nameOf).reduce((all, pod) => all.replaceAll(pod, 'POD'), text);
  const found = diagnose(snapshot);

  it('has its findings, and no other', () => {
    expect(
      found.map(({ finding, patience }) => [
        `${finding.level} ${finding.code}`,
        plain(finding.message),
        patience,
        ...(finding.consequences ?? []).map(({ code }) => code),
      ]),
    ).toEqual(wanted);
  });

  it('has evidence with a path, a command to copy and how sure it is in each', () => {
    for (const { finding, subjects } of found) {
      expect(finding.evidence?.length).toBeGreaterThan(0);
      for (const { source, text } of finding.evidence ?? []) {
        expect(source).toMatch(/^(?:[a-z]+\/\S+ \S|event \w+ of [a-z]+\/\S|(?:previous )?log of pod\/\S+ container )/);
        expect(text).not.toBe('');
      }
      expect(finding.remedy).toMatch(/`(?:npx tsx|kubectl --context minikube|minikube|docker) [^`]+`/);
      expect(finding.remedy).toMatch(/\.$/);
      expect(finding.confidence).toBeGreaterThan(0);
      expect(finding.confidence).toBeLessThanOrEqual(1);
      expect(finding.message, 'it names what it is about').toContain(subjects[0]?.name);
      expect(areaOf(finding.code)).toMatch(/^(?:pod|service|release|cluster|provider)$/);
    }
  });
});
