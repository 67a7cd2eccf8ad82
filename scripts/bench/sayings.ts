import type { Cause } from '../opinions/causes.ts';

/** Another tool whose findings are set beside those of our rules. */
export type Tool = 'k8sgpt' | 'popeye';

/**
 * What a text of another tool means to us: it names one of these causes; it is a `symptom`, which says that something is
 * not well and not why; or `advice` about how manifests are written, which is said of what runs well, too.
 */
export type Meaning = readonly Cause[] | 'symptom' | 'advice';

/** Texts of k8sgpt v0.4.36: those of Kubernetes, which it passes on, lines of logs, and its own. The first that matches counts. */
const k8sgpt: readonly (readonly [RegExp, Meaning])[] = [
  [/error looking up service account/, ['pod/service-account-missing']],
  [/persistentvolumeclaim "[^"]+" not found/, ['pod/claim-missing']],
  [/storageclass\S* "[^"]+" not found/, ['pod/storage-class-missing']],
  [/unbound immediate PersistentVolumeClaims/, ['pod/claim-unbound']],
  [/exec: "[^"]+": (?:executable file not found|stat .*no such file)/, ['pod/command-missing']],
  [/exec: "[^"]+": permission denied/, ['pod/command-denied']],
  [/couldn't find key \S+ in (?:Secret|ConfigMap)/, ['pod/config-key-missing']],
  [/MountVolume\.SetUp failed .* not found/, ['pod/volume-source-missing']],
  [/^(?:secret|configmap) "[^"]+" not found/, ['pod/config-missing']],
  [/database "[^"]+" does not exist/, ['pod/database-absent']],
  [/could not translate host name/, ['pod/database-host']],
  [/password authentication failed/, ['pod/database-login']],
  [/port 5432 failed: Connection refused/, ['pod/database-unreachable']],
  [/usage exceeds the total limit/, ['pod/evicted']],
  [/didn't have free ports/, ['pod/host-port']],
  [/Insufficient cpu/, ['pod/insufficient-cpu']],
  [/Insufficient memory/, ['pod/insufficient-memory']],
  [/didn't match Pod's node affinity\/selector/, ['pod/node-selector']],
  [/non-empty scheduling gates/, ['pod/scheduling-gated']],
  [/couldn't parse image name/, ['pod/image-name']],
  [/not present with pull policy of Never/, ['pod/image-missing']],
  [/from daemon: Get .*(?:no such host|connection refused)/, ['pod/registry-unreachable']],
  [/will run as root/, ['pod/runs-as-root']],
  [/termination reason is OOMKilled/, ['pod/out-of-memory']],
  [/maximum \S+ usage per Container/, ['pod/limit-range']],
  [/exceeded quota/, ['pod/quota']],
  [/failed quota: .* must specify/, ['pod/quota-unspecified']],
  [/violates PodSecurity/, ['pod/security-policy']],
  [/failed calling webhook/, ['pod/webhook-away']],
  [/denied (?:the )?request/, ['pod/webhook-denied']],
  [/No module named/, ['pod/module-missing']],
  [/exec format error/, ['pod/wrong-platform']],
  [/Address already in use/, ['pod/port-taken']],
  [/Read-only file system/, ['pod/read-only']],
  [/invalid_api_key/, ['provider/key-rejected']],
  [/Readiness probe failed: .*statuscode: 404/, ['pod/probe-path']],
  [/Readiness probe failed: .*statuscode: 503/, ['pod/probe-unavailable']],
  [/Readiness probe failed: .*connection refused/, ['pod/probe-refused']],
  [/Readiness probe failed: .*deadline exceeded/, ['pod/probe-slow']],
  [/Readiness probe failed/, ['pod/probe-failing']],
  [/[Ff]ailed to (?:create|start|set up).*sandbox/, ['pod/sandbox-failed']],
  [/ingress class \S+ which does not exist/, ['service/ingress-class']],
  [/uses the service \S+ which does not exist/, ['service/ingress-backend']],
  [/unable to fetch metrics/, ['release/autoscaler-no-metrics']],
  [/does not have resource configured/, ['release/autoscaler-no-request']],
  [/^Job (?:\S+ has failed|has reached the specified backoff limit)/, ['release/job-failed']],
  [/^Service has no endpoints, expected label/, ['service/selector']],
  [/^Service has not ready endpoints/, ['service/no-endpoints']],
  [/^Deployment \S+ has \d+ replicas but/, 'symptom'],
  [/^the (?:last )?termination reason is/, 'symptom'],
  [/triggerUncaughtException/, 'symptom'],
];

/** Messages of popeye v0.22.1, by the codes that they begin with. The first that matches counts. */
const popeye: readonly (readonly [RegExp, Meaning])[] = [
  [/^\[POP-203\].* ErrImageNeverPull/, ['pod/image-missing']],
  [/^\[POP-203\].* InvalidImageName/, ['pod/image-name']],
  [/^\[POP-1003\]/, ['pod/claim-unbound']],
  [/^\[POP-1100\]/, ['service/selector']],
  [/^\[POP-1106\]/, ['service/port-name', 'service/port-number']],
  [/^\[POP-1401\]/, ['service/ingress-backend']],
  [/^\[POP-1503\] Warning found: Job (?:has reached|was active)/, ['release/job-failed']],
  // Waiting, not ready, restarted, in an unhappy phase; fewer than wanted; a Service with nothing behind it.
  [/^\[POP-(?:20[2-57]|50[18]|1105|1110|1120)\]/, 'symptom'],
  // Probes, resources and ports of containers, budgets, accounts, unused objects, single endpoints, network policies.
  [/^\[POP-(?:1\d\d|206|208|30\d|40\d|500|1109|120\d)\]/, 'advice'],
];

const tables = { k8sgpt, popeye } as const satisfies Readonly<Record<Tool, typeof k8sgpt>>;

/** What a text means; undefined for one that nobody has looked at. */
export const meaningOf = (tool: Tool, text: string): Meaning | undefined =>
  tables[tool].find(([pattern]) => pattern.test(text))?.[1];
