import { describe, expect, it } from 'vitest';
import { scenarios } from '../chaos/scenarios.ts';
import { errorsOf } from '../core/finding.ts';
import type { Remnant } from '../core/target.ts';
import { clusterDouble, imageMissing, looks, objectsOf } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import type { Seen } from '../testing/target.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { chaos, restore } from './chaos.ts';
import { silently } from './deploying.ts';
import type { Way } from './repair.ts';

const platform = { up: true, facts: 'a cluster', findings: [] };
const writes: Script = [[/^kubectl (?:patch|apply|scale|delete) /, '']];

type Setting = {
  readonly person?: Partial<Way['person']>;
  readonly typed?: string;
  readonly objects?: ReturnType<typeof objectsOf>;
  readonly seen?: Seen;
  readonly dryRun?: boolean;
  readonly config?: Given['config'];
  readonly target?: Given['target'];
  readonly fails?: boolean;
};

const open = ({
  person = {},
  typed = '',
  objects = [],
  seen = {},
  dryRun = false,
  config = {},
  target = {},
  fails,
}: Setting) => {
  const live = clusterDouble([]);
  const copy = clusterDouble([...writes, ...looks(objects)], { dryRun });
  const memory = memoryWorld({
    config: { dryRun, ...config },
    target: { cluster: live.cluster },
    elsewhere: { seen: { platform, ...seen }, target: { cluster: copy.cluster, ...target } },
  });
  const namespaces: string[] = [];
  const databases: (string | undefined)[] = [];
  const way: Way = {
    person: { isTTY: false, yes: true, allowApply: undefined, ...person },
    type: async () => typed,
    tell: () => {},
    deploying: silently({
      T052: {
        check: async ({ config }) => {
          namespaces.push(config.namespace);
          databases.push(config.databaseUrl);
          if (fails) throw new Error('no images');
          return [];
        },
      },
    }),
  };
  return { ...memory, way, live, copy, namespaces, databases };
};

const sick = objectsOf('backend', { status: imageMissing('backend') });

describe('chaos', () => {
  it('deploys a copy, breaks it there, and tells the cause that the rules name and what to do', async () => {
    const { world, way, live, copy, namespaces, done } = open({ objects: sick });
    const { operation, findings } = await chaos(world, 'image-missing', way);
    expect(findings).toEqual([]);
    expect(operation).toMatchObject({ word: 'chaos', subject: 'image-missing', state: 'changed' });
    expect(operation.rules?.[0]?.code).toBe('pod/image-missing');
    expect(operation.next).toEqual([
      'Look again: `npx tsx scripts/ai-devops-examples.ts diagnose --namespace todo-chatbot-chaos`.',
      expect.stringContaining('ask "Which image does the waiting backend pod want?" --namespace todo-chatbot-chaos'),
      expect.stringMatching(
        /^Mend it: .* ask "kubectl rollout undo deployment\/backend" --namespace todo-chatbot-chaos`\.$/,
      ),
      'Take the copy away: `npx tsx scripts/ai-devops-examples.ts restore`.',
    ]);
    expect(namespaces).toEqual(['todo-chatbot-chaos']);
    expect(copy.writes()).toHaveLength(1);
    expect([live.ran, done]).toEqual([[], ['todo-chatbot-chaos: claim apply', 'todo-chatbot-chaos: close']]);
  });

  it.each(scenarios)('$name writes into the namespace of the copy alone', async ({ name, breaks }) => {
    const { world, way, live, copy } = open({});
    await chaos(world, name, way);
    expect(copy.writes()).toHaveLength(breaks.length);
    for (const text of copy.writes()) expect(text).toMatch(/ -n todo-chatbot-chaos$/);
    expect(live.ran).toEqual([]);
  });

  it('gives the copy a database of its own, whatever .env says', async () => {
    const { world, way, databases } = open({ objects: sick, config: { databaseUrl: 'postgresql://me@db/todo' } });
    await chaos(world, 'image-missing', way);
    expect(databases).toEqual([undefined]);
  });

  it('fails when the rules do not name the cause in its time, and says what they named', async () => {
    const { world, way } = open({ objects: sick });
    const { operation, findings } = await chaos(world, 'scaled-down', way);
    expect(operation.state).toBe('failed');
    expect(findings).toMatchObject([{ code: 'ai/chaos-unseen', evidence: [{ text: 'pod/image-missing' }] }]);
  });

  it('breaks nothing where the copy cannot be deployed', async () => {
    const { world, way, copy } = open({ fails: true });
    const { findings } = await chaos(world, 'quota', way);
    expect([errorsOf(findings).length > 0, copy.writes()]).toEqual([true, []]);
  });

  it.each<readonly [string, Setting]>([
    ['nobody can be asked and --yes is not given', { person: { yes: false } }],
    ['the run is a dry one', { dryRun: true }],
  ])('is a plan, and nothing is touched, where %s', async (_, setting) => {
    const { world, way, copy, done } = open(setting);
    const { operation, findings } = await chaos(world, 'scaled-down', way);
    expect(operation).toMatchObject({
      state: 'planned',
      said: [
        expect.any(String),
        expect.stringContaining('todo-chatbot-chaos'),
        'It would run `kubectl scale deployment/backend --replicas=0 -n todo-chatbot-chaos`.',
      ],
    });
    expect([findings, copy.ran, done]).toEqual([[], [], []]);
  });

  it('is refused when something else is typed, where the namespace is somebody else’s, and for a name that there is not', async () => {
    const typed = open({ person: { yes: false, isTTY: true }, typed: 'yes' });
    expect((await chaos(typed.world, 'quota', typed.way)).findings).toMatchObject([{ code: 'ai/unconfirmed' }]);
    const foreign = open({ seen: { strangers: [{ kind: 'namespace', name: 'todo-chatbot-chaos', flag: 'data' }] } });
    expect((await chaos(foreign.world, 'quota', foreign.way)).findings).toMatchObject([{ code: 'ai/chaos-foreign' }]);
    expect([foreign.copy.ran, foreign.namespaces]).toEqual([[], []]);
    const unknown = open({});
    expect((await chaos(unknown.world, 'nosuch', unknown.way)).findings).toMatchObject([
      { code: 'usage/bad-value', remedy: expect.stringContaining('database-host') },
    ]);
  });
});

describe('restore', () => {
  const left: readonly Remnant[] = [
    { kind: 'release', name: 'backend' },
    { kind: 'namespace', name: 'todo-chatbot-chaos', flag: 'data' },
    { kind: 'image', name: 'backend:1' },
    { kind: 'cache', name: '.local/cache', flag: 'cache' },
  ];

  it('takes away what is left of ours in the namespace of the copy, and neither images nor caches', async () => {
    let there = left;
    const told: string[] = [];
    const { world, done, live } = open({
      target: {
        remnants: async () => there,
        down: async (options) => {
          told.push(JSON.stringify(options));
          there = left.slice(2);
          return [];
        },
      },
    });
    expect((await restore(world)).operation).toMatchObject({
      state: 'changed',
      said: ['Removed release backend, namespace todo-chatbot-chaos in todo-chatbot-chaos.'],
    });
    expect(told).toEqual(['{"data":true,"images":false,"cache":false,"cluster":false}']);
    expect(done).toEqual(['todo-chatbot-chaos: close']);
    expect(live.ran).toEqual([]);
    expect((await restore(world)).operation).toMatchObject({
      state: 'held',
      said: ['Nothing found in the namespace todo-chatbot-chaos.'],
    });
  });

  it('only says what it would remove in a dry run', async () => {
    const { world, done } = open({ dryRun: true, target: { remnants: async () => left } });
    expect((await restore(world)).operation).toMatchObject({ state: 'planned' });
    expect(done).toEqual(['todo-chatbot-chaos: close']);
  });

  it('fails where something stays, and where the cluster does not answer', async () => {
    const { world } = open({ target: { remnants: async () => left } });
    expect((await restore(world)).findings).toMatchObject([{ code: 'cleanup/left-over' }]);
    const down = { code: 'target/down', level: 'error', message: 'it is down', remedy: 'Start it.' } as const;
    const away = open({ seen: { platform: { ...platform, up: false, findings: [down] } } });
    expect((await restore(away.world)).findings).toEqual([down]);
  });
});
