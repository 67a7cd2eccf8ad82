import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bind } from './core/runbook.ts';
import { phases } from './pipelines.ts';
import { type Clone, cloneWithModules, filesBelow } from './testing/clone.ts';
import { kubectl } from './testing/cluster-state.ts';
import type { Report } from './ui/report.ts';

/** On a cluster that others use, another name keeps out of their way. */
const namespace = process.env.SABOTAGE_NAMESPACE ?? 'todo-sabotage';
const here = ['-n', namespace];
const runbook = bind(readFileSync(join(import.meta.dirname, '..', 'tasks.md'), 'utf8'), phases);

/** Ids that cannot be relied on where one is not true: those that need it, and so on. */
const dependantsOf = (id: string): readonly string[] => {
  const direct = runbook.tasks.filter(({ task }) => task.needs?.some((need) => need === id)).map((one) => one.id);
  return [...direct, ...direct.flatMap(dependantsOf)];
};

const patch = (what: string, body: object): string =>
  kubectl(...here, 'patch', what, '--type', 'merge', '-p', JSON.stringify(body));
const inBackend = (script: string): string =>
  kubectl(...here, 'exec', 'deployment/backend', '-c', 'backend', '--', 'sh', '-c', script);
const sql = (statement: string): string =>
  kubectl(...here, 'exec', 'statefulset/database', '--', 'psql', '-U', 'todo', '-d', 'todo', '-Atc', statement);
/** Something that is done to a deployment, what undoes it where a deploy does not, and the one task that finds it. */
type Row = {
  readonly does: string;
  /** `helm` runs the program that deploy itself uses. */
  readonly break: (helm: (...words: readonly string[]) => void) => unknown;
  readonly mend?: () => unknown;
  readonly task: string;
  readonly code: string;
};

let version = '';
const rows: readonly Row[] = [
  {
    does: 'helm forgets its release',
    break: () => kubectl(...here, 'label', 'secret', '-l', 'owner=helm,name=frontend', 'owner=nobody', '--overwrite'),
    mend: () => kubectl(...here, 'label', 'secret', '-l', 'owner=nobody', 'owner=helm', '--overwrite'),
    task: 'T053',
    code: 'release/absent',
  },
  {
    does: 'somebody upgrades it past deploy',
    break: (helm) => helm('upgrade', 'backend', 'helm/backend', '--reuse-values', '--description', 'by hand'),
    task: 'T052',
    code: 'release/outdated',
  },
  {
    does: 'its backend is scaled to nothing',
    break: () => kubectl(...here, 'scale', 'deployment/backend', '--replicas=0'),
    task: 'T054',
    code: 'pod/scaled-down',
  },
  {
    does: 'a setting of its backend is edited',
    break: () => patch('configmap/backend-config', { data: { LOG_LEVEL: 'error' } }),
    task: 'T054',
    code: 'release/outdated',
  },
  {
    does: 'a setting of its backend is put there by hand',
    break: () => patch('configmap/backend-config', { data: { DEBUG: '1' } }),
    mend: () => patch('configmap/backend-config', { data: { DEBUG: null } }),
    task: 'T069',
    code: 'release/config-keys',
  },
  {
    does: 'its frontend is led to another backend',
    break: () => patch('configmap/frontend-config', { data: { NEXT_PUBLIC_API_URL: 'http://other:8000' } }),
    task: 'T055',
    code: 'release/outdated',
  },
  {
    does: 'the password of its database is changed in the Secret',
    break: () => patch('secret/backend-secret', { stringData: { PGPASSWORD: 'other' } }),
    task: 'T054',
    code: 'release/outdated',
  },
  {
    does: 'what signs its sessions is changed in the Secret',
    break: () => patch('secret/backend-secret', { stringData: { AUTH_SECRET: 'f'.repeat(64) } }),
    task: 'T052',
    code: 'release/outdated',
  },
  {
    does: 'an old key stays in its Secret',
    break: () => patch('secret/backend-secret', { stringData: { OPENAI_API_KEY: 'old' } }),
    mend: () => patch('secret/backend-secret', { data: { OPENAI_API_KEY: null } }),
    task: 'T075',
    code: 'release/secret-keys',
  },
  {
    does: 'its migrations are forgotten',
    break: () => {
      version = sql('SELECT version_num FROM alembic_version').trim();
      sql('DELETE FROM alembic_version');
    },
    mend: () => sql(`INSERT INTO alembic_version VALUES ('${version}')`),
    task: 'T084',
    code: 'service/data-absent',
  },
  {
    does: 'a line of its log names the password of a database',
    break: () => inBackend('echo "no answer from postgresql://todo:pw@database-service:5432/todo" >/proc/1/fd/1'),
    mend: () => {
      kubectl(...here, 'delete', 'pods', '-l', 'app=backend', '--wait');
      kubectl(...here, 'wait', 'pods', '-l', 'app=backend', '--for=condition=Ready', '--timeout=120s');
    },
    task: 'T085',
    code: 'secret/in-log',
  },
];

describe('a deployment on a real Minikube', () => {
  let clone: Clone;
  const place = ['--target', 'minikube', '--namespace', namespace, '--format', 'json'];
  const run = (script: string, ...words: readonly string[]): Report => {
    const ran = clone.run(['npx', 'tsx', `scripts/${script}.ts`, ...place, ...words]);
    if (!ran.out.startsWith('{')) throw new Error(ran.out + ran.err);
    return JSON.parse(ran.out);
  };
  const helm = (...words: readonly string[]): void => {
    const fetched = filesBelow(clone.root, '.local/cache/tools').find((path) => path.endsWith('/helm'));
    const program = fetched ? join(clone.root, fetched) : 'helm';
    const ran = clone.run([program, '--kube-context', 'minikube', ...here, ...words]);
    expect(ran.code, ran.err).toBe(0);
  };
  const failures = ({ outcomes }: Report) =>
    outcomes
      .filter(({ state }) => state === 'failed')
      .map(({ task, findings }) => [task, ...findings.map(({ code }) => code)]);

  beforeAll(() => {
    clone = cloneWithModules();
    expect(failures(run('deploy'))).toEqual([]);
    expect(failures(run('validate'))).toEqual([]);
  });

  afterEach(() => {
    expect(failures(run('deploy'))).toEqual([]);
  });

  afterAll(() => {
    run('cleanup', '--data', '--yes');
    clone.remove();
  });

  it.each(rows)('is found out by $task alone when $does', ({ break: breakIt, mend, task, code }) => {
    breakIt(helm);
    const report = run('validate');
    mend?.();
    expect(failures(report).map(([id]) => id)).toEqual([task]);
    expect(failures(report)[0]).toContain(code);
    const skipped = report.outcomes.filter(({ reason }) => reason?.startsWith('needs T')).map((one) => one.task);
    expect(skipped.filter((id) => !dependantsOf(task).includes(id))).toEqual([]);
  });
});
