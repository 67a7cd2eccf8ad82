import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { openRealGround } from '../testing/ground.ts';
import { serveSnapshot } from '../testing/kubernetes-api.ts';
import { howToGet, peer } from '../testing/peers.ts';
import { judged } from './judged.ts';
import { ask } from './tools.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'scripts/diagnosis/recorded');
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

/** What they call a cause and is none: the pod requests CPU, which is all that an autoscaler needs; k8sgpt asks for limits, too. */
const mistaken: Readonly<Record<string, readonly string[]>> = {
  'autoscaler-no-metrics': [
    'HorizontalPodAutoscaler: Deployment cat-autoscaler-no-metrics/app does not have resource configured.',
  ],
};

describe.each(['k8sgpt', 'popeye'] as const)('the real %s', (tool) => {
  const program = peer(tool);
  if (!program) process.stderr.write(`${tool} is not asked. ${howToGet(tool)}\n`);
  let opened: Awaited<ReturnType<typeof openRealGround>>;
  beforeAll(async () => {
    const path = `${dirname(program ?? '')}${delimiter}${process.env.PATH}`;
    opened = await openRealGround({ root, env: { ...process.env, PATH: path } });
  });
  afterAll(() => opened?.close());

  test.skipIf(!program)('names no cause in a recorded namespace that our rules do not name', async () => {
    const found: Record<string, readonly string[]> = {};
    for (const name of names) {
      const snapshot = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ClusterSnapshot;
      const { ground } = opened;
      const server = await serveSnapshot(snapshot);
      const said = await ground
        .privately('kubeconfig', server.kubeconfig, (file) => ask[tool](ground, snapshot.namespace, file))
        .finally(server.close);
      const { only } = judged(tool, snapshot, diagnose(snapshot), said);
      const causes = only.filter(({ kind }) => kind === 'cause').map(({ text }) => text);
      if (causes.length > 0) found[name] = causes;
    }
    expect(found).toEqual(tool === 'k8sgpt' ? mistaken : {});
  });
});
