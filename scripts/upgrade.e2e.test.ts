import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules, type Ran } from './testing/clone.ts';
import { kubectl } from './testing/cluster-state.ts';
import { type Load, startLoad } from './testing/load.ts';
import type { Report } from './ui/report.ts';

const namespace = 'todo-upgrade';
const urls = [
  'http://backend-service:8000/ready',
  'http://frontend-service:3000/',
  'http://frontend-service:3000/api/health',
];

describe('two replicas under requests without a pause', () => {
  let clone: Clone;
  let load: Load;
  const deploy = (): Ran & { readonly report: Report } => {
    const words = ['--target', 'minikube', '--namespace', namespace, '--format', 'json'];
    const sets = ['backend.replicaCount=2', 'frontend.replicaCount=2'].flatMap((set) => ['--set', set]);
    const ran = clone.run(['npx', 'tsx', 'scripts/deploy.ts', ...words, ...sets]);
    return { ...ran, report: JSON.parse(ran.out) };
  };
  const edit = (path: string, change: (text: string) => string): void => {
    const file = join(clone.root, path);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    expect(clone.run(['npm', 'run', '-s', 'freeze']).code).toBe(0);
  };
  const images = (): readonly string[] =>
    kubectl('-n', namespace, 'get', 'deployments', '-o', 'jsonpath={.items[*].spec.template.spec.containers[0].image}')
      .split(' ')
      .toSorted();

  beforeAll(() => {
    clone = cloneWithModules();
    const ran = deploy();
    expect(ran.code, ran.out + ran.err).toBe(0);
    load = startLoad(namespace, urls);
  });

  afterAll(() => {
    load?.stop();
    clone.run([
      'npx',
      'tsx',
      'scripts/cleanup.ts',
      '--target',
      'minikube',
      '--namespace',
      namespace,
      '--data',
      '--yes',
    ]);
    clone.remove();
  });

  it('notice nothing of a new version of both applications', () => {
    const before = images();
    edit('backend/app/main.py', (text) => `${text}\n# Another version.\n`);
    edit('frontend/app/layout.tsx', (text) => `${text}\n// Another version.\n`);
    const ran = deploy();
    expect(ran.code, ran.out + ran.err).toBe(0);
    expect(images().filter((image) => before.includes(image))).toEqual([]);
    const { answered, failed } = load.seen();
    expect(failed).toEqual([]);
    console.log(`a new version: ${answered} requests answered, ${failed.length} failed`);
    expect(answered).toBeGreaterThan(200);
  });

  it('notice nothing of a version that does not start: it is taken back, and the cause is told', () => {
    const before = images();
    const answeredBefore = load.seen().answered;
    edit('backend/app/main.py', (text) => `raise SystemExit("this version does not start")\n${text}`);
    const ran = deploy();
    expect(ran.code, ran.out + ran.err).toBe(60);
    const findings = ran.report.outcomes.flatMap((one) => one.findings).filter(({ level }) => level === 'error');
    expect(findings.map(({ code }) => code)).toEqual(['pod/crash-loop']);
    expect(JSON.stringify(findings[0]?.evidence)).toContain('this version does not start');
    expect(findings[0]?.message).toMatch(/the release is back at revision \d+/);
    expect(images()).toEqual(before);
    const { answered, failed } = load.seen();
    expect(failed).toEqual([]);
    console.log(`a broken version: ${answered - answeredBefore} requests answered, ${failed.length} failed`);
    expect(answered).toBeGreaterThan(answeredBefore + 50);
  });
});
