import { describe, expect, it } from 'vitest';
import type { Action } from '../core/action.ts';
import type { Code } from '../core/codes.ts';
import { exitCodeOf } from '../core/codes.ts';
import { finding, problem } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { Task, Tasks } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { clusterDouble, looks, objectsOf } from '../testing/cluster-double.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { silently } from './deploying.ts';
import { repair, type Way } from './repair.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');
const overlay = 'helm/backend/values-dev.yaml';
const backend = { kind: 'Deployment', name: 'backend' } as const;
const scale = (replicas: number): Action => ({ action: 'Scale', object: backend, replicas });

type Setting = {
  readonly given?: Given;
  readonly person?: Partial<Way['person']>;
  readonly typed?: string;
  /** The task of the deploy: it holds by default. */
  readonly task?: Task;
  readonly objects?: ReturnType<typeof objectsOf>;
  /** Done when the person is asked. */
  readonly meanwhile?: (world: World) => Promise<void>;
  /** The target is this machine. */
  readonly local?: true;
};

/** Takes an action its way in memory, for a person at a terminal who types the right name. */
const tryOut = async (action: Action, setting: Setting = {}) => {
  const { given = {}, person = {}, typed = 'backend', objects = objectsOf('backend'), meanwhile } = setting;
  const double = clusterDouble(looks(objects));
  const memory = memoryWorld({
    files,
    rendered: { backend: [], frontend: [], database: [] },
    ...given,
    target: {
      ...(setting.local ? {} : { cluster: double.cluster }),
      recall: async () => ({ authSecret: secret('a'.repeat(64)), databasePassword: secret('of-the-database') }),
      ...given.target,
    },
  });
  const deployed: World[] = [];
  const task: Task = {
    check: async (world) => {
      deployed.push(world);
      return setting.task ? setting.task.check(world) : [];
    },
  };
  const told: string[] = [];
  const tasks: Tasks = { T052: task };
  const result = await repair(memory.world, action, {
    person: { isTTY: true, yes: false, allowApply: undefined, ...person },
    type: async (question) => {
      told.push(question);
      await meanwhile?.(memory.world);
      return typed;
    },
    tell: (text) => void told.push(text),
    deploying: silently(tasks),
  });
  return { ...result, memory, deployed, told, text: memory.texts.get(overlay), writes: double.writes() };
};

const codes = ({ findings }: Awaited<ReturnType<typeof tryOut>>) =>
  findings.filter(({ level }) => level === 'error').map(({ code }) => code);

describe('a repair that a person agrees to', () => {
  it('is shown as a diff, written into the overlay, and deployed from charts that have it', async () => {
    const done = await tryOut(scale(3));
    expect(done.repair).toMatchObject({
      state: 'changed',
      file: overlay,
      diff: expect.stringContaining('+replicaCount: 3'),
    });
    expect(codes(done)).toEqual([]);
    expect(done.told).toEqual([
      expect.stringContaining('+replicaCount: 3'),
      'Scale backend to 3 replicas? Type backend to agree:',
    ]);
    expect(done.text).toBe(`${files[overlay]}replicaCount: 3\n`);
    expect(done.deployed[0]?.charts.values('backend', 'dev').values).toMatchObject({ replicaCount: 3 });
    expect(done.memory.done).toEqual(['claim apply']);
  });

  it('is preceded by a warning where the deploy would bring more than the repair', async () => {
    const release = { name: 'backend', revision: 4, status: 'deployed', fingerprint: 'of --set', drift: [] };
    const done = await tryOut(scale(3), { given: { seen: { releases: [release] } } });
    expect(done.told[0]).toMatch(
      /^Note: Revision 4 of backend was made from other files, values or images\. The deploy brings/,
    );
    expect(done.findings).toMatchObject([{ code: 'release/outdated', level: 'warning' }]);
    expect(done.repair.state).toBe('changed');
  });

  it('needs no edit where the values say so: the cluster is deployed again', async () => {
    const done = await tryOut(scale(1), { objects: objectsOf('backend', { replicas: 0 }) });
    expect(done.repair.state).toBe('changed');
    expect([done.text, done.deployed.length]).toEqual([files[overlay], 1]);
  });

  it('may be agreed to beforehand, by the flag and the variable together', async () => {
    const done = await tryOut(scale(3), { person: { isTTY: false, yes: true, allowApply: '1' } });
    expect([done.repair.state, done.text]).toEqual(['changed', `${files[overlay]}replicaCount: 3\n`]);
  });

  it.each<readonly [string, Action, RegExp]>([
    ['a restart', { action: 'RolloutRestart', object: backend }, /rollout restart deployment\/backend/],
    ['a rollback', { action: 'RolloutUndo', object: backend }, /helm history backend/],
    ['a secret', { action: 'SetSecretKey', key: 'OPENAI_API_KEY' }, /OPENAI_API_KEY=` in \.env/],
  ])('is told in words, and made by nobody, where it is %s', async (_, action, says) => {
    const done = await tryOut(action);
    expect(done.repair).toMatchObject({ state: 'planned', next: expect.stringMatching(says) });
    expect([done.text, done.deployed, done.told]).toEqual([files[overlay], [], []]);
  });
});

describe('a repair waits for a person, and nothing is changed', () => {
  it.each<readonly [string, Setting]>([
    ['without a terminal', { person: { isTTY: false } }],
    ['in a dry run', { given: { config: { dryRun: true } } }],
  ])('%s', async (_, setting) => {
    const done = await tryOut(scale(3), setting);
    expect(done.repair).toMatchObject({
      state: 'planned',
      diff: expect.stringContaining('+replicaCount: 3'),
      next: expect.stringContaining('ask "kubectl scale deployment/backend --replicas=3"'),
    });
    expect([codes(done), done.text, done.deployed, done.writes]).toEqual([[], files[overlay], [], []]);
  });
});

describe('nothing is written, and the exit code is 85,', () => {
  const huge: Action = { action: 'SetResources', object: backend, limits: { memory: '64Gi' } };
  const over: Action = { action: 'SetResources', object: backend, requests: { memory: '1Gi' } };
  const guarded: Action = { action: 'SetHelmValue', release: 'backend', path: ['config', 'AUTH_ISSUER'], value: 'x' };
  const path: Action = {
    action: 'SetHelmValue',
    release: 'backend',
    path: ['probes', 'liveness', 'path'],
    value: 'nope',
  };

  it.each<readonly [string, Code, Action, Setting]>([
    [
      'where the object is somebody else’s',
      'ai/object-foreign',
      scale(3),
      { objects: objectsOf('backend', { instance: 'shop' }) },
    ],
    ['where there is no such object', 'ai/object-absent', scale(3), { objects: [] }],
    ['for more replicas than may be set', 'ai/replicas', scale(9), {}],
    ['for none at all', 'ai/replicas', scale(0), {}],
    ['for a step that is too great', 'ai/step', huge, {}],
    ['for a request above its limit', 'ai/request-over-limit', over, {}],
    ['for a setting of sign-in', 'ai/value-guarded', guarded, {}],
    ['for a value that the schema refuses', 'ai/value-refused', path, {}],
    [
      'where --set wins over the overlay',
      'ai/overridden',
      scale(3),
      { given: { config: { sets: ['backend.replicaCount=2'] } } },
    ],
    ['when another name is typed', 'ai/unconfirmed', scale(3), { typed: 'yes' }],
    ['when nothing is typed', 'ai/unconfirmed', scale(3), { typed: '' }],
    ['for --yes without AI_ALLOW_APPLY', 'ai/no-consent', scale(3), { person: { yes: true } }],
    ['for --yes with another AI_ALLOW_APPLY', 'ai/no-consent', scale(3), { person: { yes: true, allowApply: 'true' } }],
    [
      'when the overlay is changed while it is shown',
      'ai/overlay-changed',
      scale(3),
      { meanwhile: (world) => world.files.write(overlay, 'replicaCount: 2\n') },
    ],
    ['where the target is no cluster', 'ai/cluster-needed', scale(3), { local: true }],
  ])('%s: %s', async (name, code, action, setting) => {
    const done = await tryOut(action, setting);
    expect(codes(done)).toContain(code);
    expect(done.repair.state).toBe('failed');
    expect(exitCodeOf(done.findings.find(({ level }) => level === 'error')?.code ?? 'crash/unexpected')).toBe(85);
    expect(done.deployed).toEqual([]);
    expect(done.text).toBe(name.includes('while it is shown') ? 'replicaCount: 2\n' : files[overlay]);
  });

  it('when the server would not take it, with what that says', async () => {
    const accepts = async () => [finding('manifest/invalid', 'The cluster would not take a document')];
    const done = await tryOut(scale(3), { given: { target: { accepts } } });
    expect([codes(done), done.text, done.deployed]).toEqual([['manifest/invalid'], files[overlay], []]);
  });
});

describe('the file is as it was', () => {
  const failing: Task = { check: async () => [finding('pod/crash-loop', 'it keeps ending')] };

  it('when the deploy fails, and its finding is told', async () => {
    const done = await tryOut(scale(3), { task: failing });
    expect([done.repair.state, codes(done), done.text]).toEqual(['failed', ['pod/crash-loop'], files[overlay]]);
    expect(done.repair.next).toBe(`${overlay} is as it was before.`);
    expect(done.outcomes.map(({ state }) => state)).toEqual(['failed']);
  });

  it('when the question is interrupted', async () => {
    const abort = new AbortController();
    const asked = tryOut(scale(3), { meanwhile: async () => abort.abort(), given: { signal: abort.signal } });
    await expect(asked).rejects.toThrow('The run was interrupted, and nothing was changed');
  });

  it('when the deploy is interrupted', async () => {
    const abort = new AbortController();
    const task: Task = {
      check: async () => {
        abort.abort();
        throw problem('interrupted/signal', 'The run was interrupted');
      },
    };
    const done = await tryOut(scale(3), { task, given: { signal: abort.signal } });
    expect([done.repair.state, done.text]).toEqual(['failed', files[overlay]]);
  });

  it('also where there was none', async () => {
    const database = 'helm/database/values-dev.yaml';
    const object = { kind: 'StatefulSet', name: 'database' } as const;
    const [deployment] = objectsOf('database');
    const done = await tryOut(
      { action: 'SetResources', object, limits: { memory: '1Gi' } },
      { typed: 'database', task: failing, objects: [{ ...deployment, kind: 'StatefulSet' }] },
    );
    expect(done.repair).toMatchObject({ state: 'failed', file: database });
    expect(done.memory.texts.has(database)).toBe(false);
  });
});
