import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { type Prerequisite, standingOf } from '../core/prerequisite.ts';
import type { Script } from '../testing/shell.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { prerequisites } from './prerequisites.ts';

const versions = { client: 'v1.34.4', server: 'v1.34.4' };
const up = { up: true, facts: 'Kubernetes v1.34.4, docker, 1 node', versions, findings: [] };

const programs: Script = [
  ['node --version', 'v24.1.0\n'],
  ['helm version --short', 'v4.1.4+g1\n'],
  ['minikube version --short', 'v1.38.1\n'],
  ['docker version --format {{.Server.Version}}', '29.1.0\n'],
  ['docker version --format {{.Client.Version}}', '29.1.0\n'],
  ['docker buildx version', 'github.com/docker/buildx v0.30.1 abc\n'],
  ['kubectl version --client', 'Client Version: v1.34.4\n'],
];

/** Programs as given first, and then as they are where all is well. */
const machine = (own: Script = [], given: Given = {}): Given => ({
  shell: [...own, ...programs],
  seen: { platform: up },
  ...given,
});

const local: Given = { target: { name: 'local', kind: 'local' } };

const ask = (given: Given): Promise<readonly Prerequisite[]> => prerequisites(memoryWorld(given).world);

/** Names with the codes that are found, of those that are not well. */
const troubles = async (given: Given): Promise<Readonly<Record<string, readonly string[]>>> =>
  Object.fromEntries(
    (await ask(given))
      .filter(({ findings }) => findings.length > 0)
      .map((one) => [one.name, [standingOf(one), ...one.findings.map(({ code }) => code)]]),
  );

describe('what a deploy needs of a machine', () => {
  it('are programs with their versions, room and ports, on Minikube', async () => {
    expect((await ask(machine())).map(({ name, found }) => [name, found])).toEqual([
      ['Node', '24.1.0'],
      ['Helm', '4.1.4'],
      ['Minikube', '1.38.1'],
      ['Docker', '29.1.0'],
      ['buildx', '0.30.1'],
      ['kubectl', '1.34.4'],
      ['target minikube', 'Kubernetes v1.34.4, docker, 1 node'],
      ['disk', '50 GB free'],
      ['memory', '16 GB, 8.0 GB of it free'],
      ['port 3000', 'free'],
      ['port 8000', 'free'],
    ]);
    expect(await troubles(machine())).toEqual({});
  });

  it('are few without a cluster', async () => {
    const all = await ask(
      machine([], { ...local, seen: { platform: { ...up, facts: 'Node v24.1.0, Python 3.11.7' } } }),
    );
    expect(all.map(({ name }) => name)).toEqual([
      ...['Node', 'Helm', 'target local', 'disk', 'memory', 'port 3000', 'port 8000'],
    ]);
  });

  it('are wrong where a program is missing, with the way to get it', async () => {
    const absent = { code: 127, stderr: 'not found' };
    const all = machine([['*', absent]], { seen: {} });
    expect(await troubles(all)).toMatchObject({
      Node: ['wrong', 'tool/version'],
      Helm: ['wrong', 'tool/missing'],
      Minikube: ['wrong', 'tool/missing'],
      Docker: ['wrong', 'tool/missing'],
      buildx: ['wrong', 'tool/buildx-missing'],
      kubectl: ['wrong', 'tool/missing'],
    });
    for (const { findings } of await ask(all)) for (const { remedy } of findings) expect(remedy).toMatch(/\.$/);
  });

  it.each<readonly [string, Given, Readonly<Record<string, readonly string[]>>]>([
    ['Node is too old', machine([['node --version', 'v20.1.0']]), { Node: ['wrong', 'tool/version'] }],
    ['Helm is too old', machine([['helm version --short', 'v3.9.0']]), { Helm: ['wrong', 'tool/version'] }],
    [
      'the user may not ask Docker',
      machine([['docker version --format {{.Server.Version}}', { code: 1, stderr: 'permission denied' }]]),
      { Docker: ['wrong', 'tool/docker-denied'] },
    ],
    [
      'kubectl is far from the cluster',
      machine([], { seen: { platform: { ...up, versions: { client: 'v1.31.0', server: 'v1.34.4' } } } }),
      { kubectl: ['wrong', 'cluster/skew'] },
    ],
    ['the disk is full', machine([], { free: 1e9 }), { disk: ['wrong', 'env/space'] }],
    [
      'memory is short',
      machine([], { processes: { memory: () => ({ total: 3e9, free: 1e9 }) } }),
      { memory: ['wrong', 'env/space'] },
    ],
  ])('are wrong where %s', async (_, given, expected) => {
    expect(await troubles(given)).toEqual(expected);
  });

  it('has no buildx where docker builds without it', async () => {
    const old: Script = [
      ['docker buildx version', { code: 1, stderr: "'buildx' is not a docker command" }],
      ['docker version --format {{.Client.Version}}', '20.10.24\n'],
    ];
    expect(await troubles(machine(old))).toEqual({});
  });

  it('a cluster that deploy starts is worth a note, and nothing else', async () => {
    const asleep = { up: false, facts: 'not reached', findings: [finding('target/stopped', 'It is stopped')] };
    expect(await troubles(machine([], { seen: { platform: asleep } }))).toEqual({
      'target minikube': ['note', 'target/stopped'],
    });
  });

  it('a port that somebody else has is worth a note, and the application there is none', async () => {
    const taken = { holder: async (port: number) => (port === 3000 ? { pid: 7, name: 'grafana' } : undefined) };
    const all = machine([], { processes: taken });
    expect(await troubles(all)).toEqual({ 'port 3000': ['note', 'target/port-taken'] });
    expect((await ask(all)).find(({ name }) => name === 'port 3000')?.found).toBe('taken by grafana 7');
    const own = machine([], {
      target: { name: 'local', kind: 'local', reach: async () => 'http://127.0.0.1:3000' },
      processes: taken,
    });
    expect(await troubles(own)).toEqual({});
  });
});
