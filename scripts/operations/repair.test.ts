import { describe, expect, it } from 'vitest';
import type { Action } from '../core/action.ts';
import type { Code } from '../core/codes.ts';
import { exitCodeOf } from '../core/codes.ts';
import { finding, problem } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { Task, Tasks } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { imageOf } from '../images/image.ts';
import { clusterDouble, looks, objectsOf } from '../testing/cluster-double.ts';
import { projectTexts } from '../testing/project.ts';
import type { Script } from '../testing/shell.ts';
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
  /** What a restart comes to; it cannot be made by default. */
  readonly restart?: Script;
  /** The target is this machine. */
  readonly local?: true;
};

/** Takes an action its way in memory, for a person at a terminal who types the right name. */
const tryOut = async (action: Action, setting: Setting = {}) => {
  const { given = {}, person = {}, typed = 'backend', objects = objectsOf('backend'), meanwhile } = setting;
  const double = clusterDouble([...(setting.restart ?? []), ...looks(objects)]);
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
    [
      'a rollback of what agrees with the files',
      { action: 'RolloutUndo', object: backend },
      /^The cluster is as it was deployed.*helm history backend/,
    ],
    ['a secret', { action: 'SetSecretKey', key: 'OPENAI_API_KEY' }, /OPENAI_API_KEY=` in \.env/],
  ])('is told in words, and made by nobody, where it is %s', async (_, action, says) => {
    const done = await tryOut(action);
    expect(done.repair).toMatchObject({ state: 'planned', next: expect.stringMatching(says) });
    expect([done.text, done.deployed, done.told]).toEqual([files[overlay], [], []]);
  });
});

/** The backend as somebody left it who changed it past the files. */
const changed = {
  name: 'backend',
  revision: 4,
  status: 'deployed',
  fingerprint: 'of now',
  drift: ['Deployment backend spec.template.spec.containers.0.image: "backend:nosuchtag" -> "backend:1"'],
};
const undo: Action = { action: 'RolloutUndo', object: backend };
const secretSeen = (...keys: readonly string[]) => ({
  target: {
    settings: async () => [{ release: 'backend', secret: { name: 'backend-secret', type: 'Opaque', keys } } as const],
  },
});
const authSecret: Action = { action: 'SetSecretKey', key: 'AUTH_SECRET' };

describe('a repair whose result the files say already is made by a deploy', () => {
  const images = projectTexts('backend', 'frontend');

  it('as an undo of what somebody changed past them, which is shown first', async () => {
    const done = await tryOut(undo, { given: { seen: { releases: [changed] } } });
    expect(done.repair).toEqual({ action: undo, state: 'changed', sets: changed.drift });
    expect(done.told.slice(-3)).toEqual([
      'The files say so already: a deploy makes the cluster agree with them.',
      `It was changed past the files, and is set back:\n${changed.drift.join('\n')}`,
      'Take back the last change of backend? Type backend to agree:',
    ]);
    expect([done.deployed.length, done.text]).toEqual([1, files[overlay]]);
  });

  it('as a secret that the Secret lost, and no value is told', async () => {
    const done = await tryOut(authSecret, { given: secretSeen('PGPASSWORD') });
    expect(done.repair).toMatchObject({
      state: 'changed',
      sets: ['Secret backend-secret data.AUTH_SECRET: absent -> ***'],
    });
    expect([done.deployed.length, done.text, codes(done)]).toEqual([1, files[overlay], []]);
    expect(JSON.stringify([done.repair, done.told])).not.toContain('a'.repeat(64));
  });

  it('as a secret that was deployed before, whose loss is told once though it is drift as well', async () => {
    const lost = 'Secret backend-secret data.AUTH_SECRET: absent -> ***';
    const releases = [{ ...changed, drift: [lost] }];
    const done = await tryOut(authSecret, { given: { ...secretSeen('PGPASSWORD'), seen: { releases } } });
    expect(done.repair).toMatchObject({ state: 'changed', sets: [lost] });
  });

  it('as the address of the database and the tag of the image that deploy gives', async () => {
    const address: Action = {
      action: 'SetHelmValue',
      release: 'backend',
      path: ['config', 'DATABASE_URL'],
      value: 'postgresql://todo@database-service:5432/todo',
    };
    expect((await tryOut(address)).repair.state).toBe('changed');
    const { world } = memoryWorld({ files: { ...files, ...images } });
    const { tag } = await imageOf(world, 'backend');
    const image: Action = { action: 'SetHelmValue', release: 'backend', path: ['image', 'tag'], value: tag };
    const done = await tryOut(image, { given: { files: { ...files, ...images } } });
    expect([done.repair.state, done.deployed.length, done.text]).toEqual(['changed', 1, files[overlay]]);
  });

  it('and fails with the deploy, while no file has changed', async () => {
    const task: Task = { check: async () => [finding('pod/crash-loop', 'it keeps ending')] };
    const done = await tryOut(undo, { task, given: { seen: { releases: [changed] } } });
    expect([done.repair.state, done.repair.next, codes(done)]).toEqual(['failed', undefined, ['pod/crash-loop']]);
  });
});

describe('a restart', () => {
  const restart: Action = { action: 'RolloutRestart', object: backend };

  it('is made in the cluster once somebody agreed, and then the tasks of a deploy are asked', async () => {
    const done = await tryOut(restart, { restart: [['restart backend', '']] });
    expect(done.repair).toEqual({ action: restart, state: 'changed' });
    expect(done.told).toEqual([
      'New pods take the place of these, one after the other; then the tasks of a deploy are asked.',
      'Restart the pods of backend? Type backend to agree:',
    ]);
    expect([done.writes, done.deployed.length, done.memory.done]).toEqual([
      ['restart backend'],
      1,
      ['claim apply', 'claim apply'],
    ]);
  });

  it('that has no future is a failure with its cause, and nothing is deployed', async () => {
    const failing = async () => {
      throw problem('pod/crash-loop', 'it keeps ending; the pods of before stay');
    };
    const { cluster } = clusterDouble(looks(objectsOf('backend')));
    const done = await tryOut(restart, { given: { target: { cluster: { ...cluster, restart: failing } } } });
    expect([done.repair.state, codes(done), done.deployed]).toEqual(['failed', ['pod/crash-loop'], []]);
  });

  it('says what the deploy after it sets back', async () => {
    const done = await tryOut(restart, {
      restart: [['restart backend', '']],
      given: { seen: { releases: [changed] } },
    });
    expect(done.repair.sets).toEqual(changed.drift);
  });

  it('needs room for one more pod', async () => {
    const quota = {
      kind: 'ResourceQuota',
      metadata: { name: 'small' },
      status: { hard: { pods: '1' }, used: { pods: '1' } },
    };
    const done = await tryOut(restart, { objects: [...objectsOf('backend'), quota] });
    expect([codes(done), done.writes]).toEqual([['ai/quota'], []]);
  });
});

describe('a repair that needs no edit is no less asked for', () => {
  const restart: Action = { action: 'RolloutRestart', object: backend };
  const lost = { seen: { releases: [changed] }, ...secretSeen('PGPASSWORD') };

  it.each<readonly [string, Action, Setting, 'planned' | Code]>([
    ...([undo, authSecret, restart] as const).flatMap(
      (action): readonly (readonly [string, Action, Setting, 'planned' | Code])[] => [
        [`${action.action} without a terminal`, action, { person: { isTTY: false } }, 'planned'],
        [`${action.action} in a dry run`, action, { given: { config: { dryRun: true } } }, 'planned'],
        [`${action.action} where the person says no`, action, { typed: 'no' }, 'ai/unconfirmed'],
        [`${action.action} with --yes alone`, action, { person: { yes: true } }, 'ai/no-consent'],
      ],
    ),
  ])('%s', async (_, action, setting, what) => {
    const done = await tryOut(action, { ...setting, given: { ...lost, ...setting.given } });
    if (what === 'planned')
      expect(done.repair).toMatchObject({ state: 'planned', next: expect.stringContaining('ask "') });
    else expect([done.repair.state, codes(done)]).toEqual(['failed', [what]]);
    expect([done.text, done.deployed, done.writes]).toEqual([files[overlay], [], []]);
  });

  it('is refused where the object is somebody else’s', async () => {
    for (const action of [undo, restart]) {
      const done = await tryOut(action, { objects: objectsOf('backend', { instance: 'shop' }), given: lost });
      expect([codes(done), done.deployed, done.writes]).toEqual([['ai/object-foreign'], [], []]);
    }
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
  const elsewhere = {
    action: 'SetHelmValue',
    release: 'backend',
    path: ['config', 'DATABASE_URL'],
    value: 'postgresql://todo@nosuch-database:5432/todo',
  } as const;
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
    ['for another address of the database than deploy gives', 'ai/value-guarded', elsewhere, {}],
    ['for an address with a password', 'ai/value-guarded', { ...elsewhere, value: 'postgresql://todo:pw@db/todo' }, {}],
    [
      'for another tag than deploy gives',
      'ai/value-guarded',
      { ...elsewhere, path: ['image', 'tag'], value: 'v1' },
      {},
    ],
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
