import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { openRealGround } from '../testing/ground.ts';
import { serveSnapshot } from '../testing/kubernetes-api.ts';
import { howToGet, peer } from '../testing/peers.ts';
import { kinshipIn } from './family.ts';
import { askK8sgpt, besideRules, type K8sgptOpinion } from './k8sgpt.ts';

const program = peer('k8sgpt');
if (!program) process.stderr.write(`k8sgpt is not asked. ${howToGet('k8sgpt')}\n`);

const root = join(import.meta.dirname, '../..');
const recorded = (name: string): ClusterSnapshot =>
  JSON.parse(readFileSync(join(root, 'scripts/diagnosis/recorded', `${name}.json`), 'utf8'));

let closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of closing) await one();
  closing = [];
});

/** Asks the real k8sgpt about a recorded namespace; `home` is what a user has there afterwards. */
const ask = async (
  snapshot: ClusterSnapshot,
  denied: readonly string[] = [],
): Promise<{ readonly opinion: K8sgptOpinion; readonly seen: readonly string[]; readonly home: readonly string[] }> => {
  const home = mkdtempSync(join(tmpdir(), 'k8sgpt-'));
  const server = await serveSnapshot(snapshot, denied);
  const kubeconfig = join(home, 'kubeconfig');
  writeFileSync(kubeconfig, server.kubeconfig);
  const path = `${dirname(program ?? '')}${delimiter}${process.env.PATH}`;
  const { ground, close } = await openRealGround({ root, env: { ...process.env, HOME: home, PATH: path } });
  closing.push(server.close, close, () => rmSync(home, { recursive: true, force: true }));
  if (snapshot.gaps.some(({ what }) => what === 'server')) await server.close();
  const opinion = await askK8sgpt(ground, { namespace: snapshot.namespace, kubeconfig, redact: (text) => text });
  return { opinion, seen: server.seen(), home: readdirSync(home) };
};

describe.skipIf(!program)('the real k8sgpt (v0.4.36) on recorded namespaces', () => {
  test('only reads, never Secrets, and leaves nothing in the home of the user', async () => {
    const { opinion, seen, home } = await ask(recorded('database-host'));
    expect(opinion.kind).toBe('answered');
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter((one) => !one.startsWith('GET ') || one.includes('secrets'))).toEqual([]);
    expect(home).toEqual(['kubeconfig']);
  });

  test('finds the pod that the rules find, without its cause, and its Deployment', async () => {
    const snapshot = recorded('database-host');
    const { opinion } = await ask(snapshot);
    const messages = besideRules(opinion.results, diagnose(snapshot), kinshipIn(snapshot)).map(({ message }) =>
      message.replaceAll(/app-[a-z0-9]{8,10}-[a-z0-9]{5}/g, 'POD'),
    );
    expect(messages).toContain('k8sgpt finds something in Pod POD; the rules say pod/database-host of Pod POD');
    expect(messages).toContain('k8sgpt finds something in Deployment app; the rules say pod/database-host of Pod POD');
  });

  test('finds the quota at the ReplicaSet', async () => {
    const snapshot = recorded('quota-exceeded');
    const { opinion } = await ask(snapshot);
    expect(opinion.results).toContainEqual({
      object: { kind: 'ReplicaSet', name: expect.stringMatching(/^app-/) },
      texts: [expect.stringContaining('exceeded quota: small')],
    });
    for (const { message } of besideRules(opinion.results, diagnose(snapshot), kinshipIn(snapshot)))
      expect(message).toMatch(/; the rules say pod\/quota of Deployment app$/);
  });

  test('takes the name of a logger in a healthy namespace for an error, and no rule says anything about it', async () => {
    const snapshot = recorded('healthy');
    const { opinion } = await ask(snapshot);
    expect(opinion).toMatchObject({
      kind: 'answered',
      results: [{ container: 'backend', texts: [expect.stringContaining('"uvicorn.error"')] }],
      findings: [],
    });
    expect(besideRules(opinion.results, diagnose(snapshot), kinshipIn(snapshot))).toMatchObject([
      { level: 'info', message: expect.stringContaining('no rule says anything about it') },
    ]);
  });

  test('says OK for what it may not list, and that is a gap', async () => {
    const { opinion } = await ask(recorded('healthy'), ['ingresses']);
    expect(opinion).toMatchObject({
      kind: 'answered',
      findings: [{ code: 'ai/k8sgpt-gap', evidence: [{ text: expect.stringContaining('ingresses is forbidden') }] }],
    });
  });

  test('has failed where no server answers', async () => {
    const healthy = recorded('healthy');
    const { opinion } = await ask({ ...healthy, gaps: [{ what: 'server', why: 'gone' }] });
    expect(opinion).toMatchObject({
      kind: 'failed',
      findings: [{ code: 'ai/k8sgpt-failed', evidence: [{ text: expect.stringContaining('connection refused') }] }],
    });
  });
});
