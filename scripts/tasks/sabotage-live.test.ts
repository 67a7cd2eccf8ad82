import { describe, expect, it } from 'vitest';
import type { Code } from '../core/codes.ts';
import { start } from '../core/engine.ts';
import { finding } from '../core/finding.ts';
import { plan } from '../core/plan.ts';
import { bind } from '../core/runbook.ts';
import type { Observation, SettingsSeen } from '../core/target.ts';
import type { TaskId } from '../core/task.ts';
import { phases, pipelines } from '../pipelines.ts';
import { json } from '../testing/chatbot.ts';
import { backend, frontend, type Live, liveWorld, wellDeployed } from '../testing/live.ts';
import { staticTexts } from '../testing/project.ts';

/** What is done to a deployment, and the one task that must find it, with its code. */
type Sabotage = readonly [does: string, change: (live: Live) => Live, task: TaskId, code: Code, says: RegExp];

const runbook = bind(staticTexts()['tasks.md'] ?? '', phases);
const selection = { only: [], phases: [], slow: false, static: false, kind: 'kubernetes' } as const;

/** Optional tools have their tests where they are used. */
const elsewhere = /^T(?:087|094)$/;

/** Tasks that ask a deployment; those about files have a table of their own. */
const steps = plan(runbook, pipelines.validate, selection).steps.filter(
  ({ skip, task, id }) => !skip && task.static !== true && !elsewhere.test(id),
);

const ask = async (live: Live) => {
  const run = start(pipelines.validate, liveWorld(live));
  for (const step of steps) await run.perform(step);
  return run.outcomes;
};

/** Ids that cannot be relied on where one is not true: those that need it, and so on. */
const dependantsOf = (id: TaskId): readonly TaskId[] => {
  const direct = runbook.tasks.filter(({ task }) => task.needs?.includes(id)).map((one) => one.id);
  return [...direct, ...direct.flatMap(dependantsOf)];
};

const seen =
  (change: (all: Observation) => Partial<Observation>) =>
  (live: Live): Live => ({
    ...live,
    seen: { ...live.seen, ...change(live.seen) },
  });

const named = <T extends { readonly name?: string; readonly release?: string }>(
  all: readonly T[],
  name: string,
  change: (one: T) => Partial<T> | undefined,
): readonly T[] =>
  all.flatMap((one) => {
    if ((one.release ?? one.name) !== name) return [one];
    const own = change(one);
    return own ? [{ ...one, ...own }] : [];
  });

const release = (name: string, own: Partial<Observation['releases'][number]> | undefined) =>
  seen(({ releases }) => ({ releases: named(releases, name, () => own) }));
const workload = (name: string, change: (one: Observation['workloads'][number]) => object) =>
  seen(({ workloads }) => ({ workloads: named(workloads, name, change) }));
const service = (name: string, own: Partial<Observation['services'][number]>) =>
  seen(({ services }) => ({ services: named(services, name, () => own) }));
const image = (name: string, where: 'builder' | 'node', own: { readonly id: string } | undefined) =>
  seen(({ images }) => ({
    images: images.flatMap((one) => {
      if (one.name !== name || one.where !== where) return [one];
      return own ? [{ ...one, ...own }] : [];
    }),
  }));
const settings =
  (name: string, change: (one: SettingsSeen) => Partial<SettingsSeen>) =>
  (live: Live): Live => ({
    ...live,
    settings: named(live.settings, name, change),
  });
const config = (name: string, values: Readonly<Record<string, string | undefined>>) =>
  settings(name, ({ config: own }) => ({
    config: {
      name: own?.name ?? '',
      values: Object.fromEntries(
        Object.entries({ ...own?.values, ...values }).filter((one): one is [string, string] => one[1] !== undefined),
      ),
    },
  }));
const without =
  (name: string, part: 'config' | 'secret') =>
  (live: Live): Live => ({
    ...live,
    settings: live.settings.map((one) => {
      const { [part]: _, ...rest } = one;
      return one.release === name ? rest : one;
    }),
  });
const environment =
  (name: 'backend' | 'frontend', env: Readonly<Record<string, string>>) =>
  (live: Live): Live => ({
    ...live,
    processes: {
      ...live.processes,
      [name]: { ...live.processes[name], env: { ...live.processes[name].env, ...env } },
    },
  });
const carrying =
  (name: 'backend' | 'frontend', env: string) =>
  (live: Live): Live => ({
    ...live,
    images: { ...live.images, [name]: { ...live.images[name], env: [...live.images[name].env, env] } },
  });
const inside =
  (name: 'backend' | 'frontend', change: (lines: readonly string[]) => readonly string[]) =>
  (live: Live): Live => ({
    ...live,
    inside: { ...live.inside, [name]: change(live.inside[name]) },
  });
const asRoot = ([, ...lines]: readonly string[]) => ['0', ...lines];
const holding = (path: string) => (lines: readonly string[]) => [...lines, path];
const answering =
  (http: Live['http']) =>
  (live: Live): Live => ({ ...live, http });
/** The kernel tells something else of a process. */
const allowed =
  (name: 'database' | 'backend' | 'frontend', line: string) =>
  (live: Live): Live => ({
    ...live,
    processes: {
      ...live.processes,
      [name]: {
        ...live.processes[name],
        rights: [...live.processes[name].rights.filter((one) => kindOf(one) !== kindOf(line)), line],
      },
    },
  });
const kindOf = (line: string): string => /^(?:status \w+|\S+)/.exec(line)?.[0] ?? line;
const logging =
  (text: string) =>
  (live: Live): Live => ({
    ...live,
    logs: [...live.logs, { release: 'backend', source: 'backend-1', text }],
  });
const unready = ({ pods }: Observation['workloads'][number]) => ({
  pods: pods.map((one) => ({ ...one, ready: false })),
});
const restarted = ({ pods }: Observation['workloads'][number]) => ({
  pods: pods.map((one) => ({ ...one, restarts: 1, lastRestart: Date.UTC(2030, 0, 1) - 60_000 })),
});
/** The database says so where the statement fits. */
const rows =
  (statement: RegExp, text: string) =>
  (live: Live): Live => ({
    ...live,
    sql: (asked) => (statement.test(asked) ? { stdout: `${text}\n` } : undefined),
  });
const chat = `POST ${frontend}/api/guest-1/chat`;

const sabotages: readonly Sabotage[] = [
  [
    'the cluster is down',
    seen(({ platform }) => ({
      platform: { ...platform, up: false, findings: [finding('target/stopped', 'The cluster is stopped')] },
    })),
    'T003',
    'target/stopped',
    /stopped/,
  ],
  [
    'no engine answers',
    (live) => ({ ...live, shell: [['docker version *', { code: 1, stderr: 'Cannot connect' }]] }),
    'T004',
    'tool/docker-down',
    /engine/,
  ],
  ['helm is old', (live) => ({ ...live, shell: [['helm version *', 'v3.14.0']] }), 'T005', 'tool/version', /3\.14/],
  [
    'kubectl is four versions away',
    seen(({ platform }) => ({ platform: { ...platform, versions: { client: 'v1.30.0', server: 'v1.34.4' } } })),
    'T006',
    'cluster/skew',
    /4 minor versions/,
  ],
  ['the image of the backend is lost', image('backend', 'builder', undefined), 'T021', 'image/absent', /backend:/],
  ['a container of the backend is root', inside('backend', asRoot), 'T022', 'image/user', /user 0, not 1001/],
  ['the backend carries its key file', inside('backend', holding('/app/.env')), 'T023', 'secret/in-image', /\.env/],
  [
    'the node has another backend',
    image('backend', 'node', { id: 'sha256:x' }),
    'T024',
    'image/not-in-node',
    /another/,
  ],
  ['the image of the frontend is lost', image('frontend', 'builder', undefined), 'T030', 'image/absent', /frontend:/],
  ['a container of the frontend is root', inside('frontend', asRoot), 'T031', 'image/user', /user 0, not 1001/],
  [
    'an address was built into the frontend',
    inside('frontend', holding('/app/.next/server/page.js')),
    'T032',
    'secret/in-image',
    /page\.js/,
  ],
  ['the node lacks the frontend', image('frontend', 'node', undefined), 'T033', 'image/not-in-node', /frontend/],
  ['the backend is uninstalled', release('backend', undefined), 'T052', 'release/absent', /backend/],
  [
    'the database is half installed',
    release('database', { status: 'pending-install' }),
    'T052',
    'release/pending',
    /database/,
  ],
  [
    'the frontend is of other values',
    release('frontend', { fingerprint: 'x' }),
    'T053',
    'release/outdated',
    /frontend/,
  ],
  ['the pod of the backend is not ready', workload('backend', unready), 'T054', 'pod/not-ready', /0 of 1/],
  [
    'the backend was edited by hand',
    release('backend', { drift: ['replicas'] }),
    'T054',
    'release/outdated',
    /by hand/,
  ],
  [
    'the password in the Secret was changed by hand',
    release('backend', { drift: ['Secret backend-secret data.PGPASSWORD: *** -> ***'] }),
    'T054',
    'release/outdated',
    /by hand/,
  ],
  ['the frontend restarted just now', workload('frontend', restarted), 'T055', 'pod/restarted', /ten minutes/],
  [
    'backend-service is open to the world',
    service('backend-service', { type: 'NodePort' }),
    'T056',
    'service/unlike',
    /NodePort/,
  ],
  [
    'frontend-service leads nowhere',
    service('frontend-service', { readyEndpoints: 0 }),
    'T057',
    'service/no-endpoints',
    /frontend-service/,
  ],
  [
    'the name of the backend is not found',
    (live) => ({ ...live, backendAsked: { code: 2, stdout: '', stderr: 'getaddrinfo ENOTFOUND backend-service' } }),
    'T058',
    'pod/host-unknown',
    /backend-service/,
  ],
  [
    '/health is of another program',
    answering({ [`GET ${backend}/health`]: json({ ok: true }) }),
    'T059',
    'service/bad-answer',
    /health/,
  ],
  [
    '/ready says nothing of the database',
    answering({ [`GET ${backend}/ready`]: json({}) }),
    'T060',
    'service/bad-answer',
    /ready/,
  ],
  [
    'the backend listens at the address of its pod alone',
    (live) => ({ ...live, unreached: ['backend-service'] }),
    'T061',
    'service/unreachable',
    /through a port-forward/,
  ],
  [
    '/api/health is not there',
    answering({ [`GET ${frontend}/api/health`]: json({}, 404) }),
    'T062',
    'service/bad-answer',
    /404/,
  ],
  [
    'the assistant is silent',
    answering({ [chat]: json({ response: '', assistant: 'builtin', tool_calls: [] }) }),
    'T063',
    'service/bad-answer',
    /list the tasks/,
  ],
  [
    'a deleted task stays',
    answering(
      Object.fromEntries(
        Array.from({ length: 40 }, (_, id) => [`DELETE ${frontend}/api/guest-1/tasks/${id}`, { status: 204 }]),
      ),
    ),
    'T064',
    'service/bad-answer',
    /not 404/,
  ],
  [
    'the backend is built for development',
    carrying('backend', 'ASSISTANT=builtin'),
    'T065',
    'secret/in-image',
    /ASSISTANT/,
  ],
  [
    'the address of the API was written into the frontend when it was built',
    inside('frontend', (lines) => lines.filter((line) => !line.startsWith('reads '))),
    'T066',
    'secret/in-image',
    /does not read NEXT_PUBLIC_API_URL/,
  ],
  ['the ConfigMap of the backend is deleted', without('backend', 'config'), 'T068', 'release/config-absent', /backend/],
  [
    'a setting of the backend is lost',
    config('backend', { LIMIT_CHAT: undefined }),
    'T069',
    'release/config-keys',
    /LIMIT_CHAT/,
  ],
  ['the frontend has a setting too many', config('frontend', { DEBUG: '1' }), 'T072', 'release/config-keys', /DEBUG/],
  [
    'the ConfigMap was edited and the pod is the old one',
    environment('backend', { LOG_LEVEL: 'error' }),
    'T070',
    'pod/environment',
    /LOG_LEVEL/,
  ],
  [
    'the ConfigMap of the frontend is deleted',
    without('frontend', 'config'),
    'T071',
    'release/config-absent',
    /frontend/,
  ],
  [
    'the frontend asks another backend',
    environment('frontend', { NEXT_PUBLIC_API_URL: 'http://localhost:8000' }),
    'T073',
    'pod/environment',
    /NEXT_PUBLIC_API_URL/,
  ],
  [
    'the database password stands in the ConfigMap',
    (live) =>
      environment('backend', { AUTH_ISSUER: `v${'b'.repeat(64)}` })(
        config('backend', { AUTH_ISSUER: `v${'b'.repeat(64)}` })(live),
      ),
    'T074',
    'secret/in-config',
    /AUTH_ISSUER.*Secret/,
  ],
  ['the Secret is deleted', without('backend', 'secret'), 'T075', 'release/secret-absent', /no Secret/],
  [
    'an old key stays in the Secret',
    settings('backend', ({ secret: own }) => ({
      secret: { name: 'backend-secret', type: 'Opaque', keys: [...(own?.keys ?? []), 'OPENAI_API_KEY'] },
    })),
    'T075',
    'release/secret-keys',
    /OPENAI_API_KEY, which nobody gives/,
  ],
  [
    'the pod has an old secret',
    environment('backend', { AUTH_SECRET: 'c'.repeat(64) }),
    'T076',
    'pod/environment',
    /AUTH_SECRET has another/,
  ],
  ['the tables were never made', rows(/alembic_version/, ''), 'T084', 'service/data-absent', /migration/],
  [
    'the backend uses another database',
    rows(/alembic_version/, '0001|0'),
    'T084',
    'pod/database-unreachable',
    /no connection/,
  ],
  ['a line holds the password', logging(`connect ${'b'.repeat(64)}`), 'T085', 'secret/in-log', /1 log lines/],
  [
    'a line holds a URL with its password',
    logging('to postgresql://todo:pw@db/todo'),
    'T085',
    'secret/in-log',
    /1 log lines/,
  ],
  ['no log can be read', (live) => ({ ...live, logs: [] }), 'T085', 'pod/log-unread', /No line/],
  [
    'the assistant lists everything when asked for what is done',
    (live) => ({
      ...live,
      assistant: (message) => (message === 'What have I completed?' ? 'Show me all my tasks' : message),
    }),
    'T114',
    'service/bad-answer',
    /"What have I completed\?" came to list_tasks\(status all\)/,
  ],
  ['the backend runs as root', allowed('backend', 'status Uid:\t0\t0\t0\t0'), 'T117', 'pod/rights', /is root/],
  [
    'the frontend has capabilities',
    allowed('frontend', 'status CapEff:\t00000000a80425fb'),
    'T117',
    'pod/rights',
    /has capabilities/,
  ],
  [
    'the backend may gain privileges',
    allowed('backend', 'status NoNewPrivs:\t0'),
    'T117',
    'pod/rights',
    /gain privileges/,
  ],
  [
    'the frontend may make every system call',
    allowed('frontend', 'status Seccomp:\t0'),
    'T117',
    'pod/rights',
    /system call/,
  ],
  [
    'the backend may write into its image',
    allowed('backend', 'root overlay / overlay rw,relatime 0 0'),
    'T117',
    'pod/rights',
    /root file system/,
  ],
  [
    'the database has no limit of memory',
    allowed('database', 'memory.max max'),
    'T117',
    'pod/unlimited',
    /limit of memory 512Mi/,
  ],
  [
    'the backend has a limit of its own',
    allowed('backend', 'cpu.max 100000 100000'),
    'T117',
    'pod/unlimited',
    /limit of cpu 500m/,
  ],
  [
    'a line holds what signs sessions',
    logging(`signed with ${'a'.repeat(64)}`),
    'T117',
    'secret/in-log',
    /1 log lines carry a secret/,
  ],
  ['what chat made is stored nowhere', rows(/FROM tasks/, 'Other'), 'T086', 'service/data-absent', /no such task/],
];

describe('a deployment on which all is well', () => {
  it('is as every task says that asks a deployment', async () => {
    const outcomes = await ask(await wellDeployed());
    expect(outcomes.filter(({ state }) => state !== 'held')).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(35);
  });

  it('is asked by tasks that each find some sabotage', () => {
    const found = new Set(sabotages.map(([, , task]) => task));
    expect(steps.map(({ id }) => id).filter((id) => !found.has(id))).toEqual([]);
  });

  it.each(sabotages)('is found out by one task when %s', async (_, change, task, code, says) => {
    const outcomes = await ask(change(await wellDeployed()));
    const failed = outcomes.filter(({ state }) => state === 'failed');
    expect(failed.map((one) => one.task)).toEqual([task]);
    expect(failed[0]?.findings.map((one) => one.code)).toContain(code);
    expect(failed[0]?.findings.find((one) => one.code === code)?.message).toMatch(says);
    const skipped = outcomes.filter(({ state }) => state === 'skipped').map((one) => one.task);
    expect(skipped.filter((id) => !dependantsOf(task).includes(id))).toEqual([]);
  });
});
