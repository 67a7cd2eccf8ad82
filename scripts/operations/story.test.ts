import { describe, expect, it } from 'vitest';
import { errorsOf } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import { type Check, isSkip } from '../core/task.ts';
import { clusterDouble, imageMissing, looks, objectsOf } from '../testing/cluster-double.ts';
import { projectTexts } from '../testing/project.ts';
import type { Script } from '../testing/shell.ts';
import type { Seen } from '../testing/target.ts';
import { memoryWorld } from '../testing/world.ts';
import { type Deploying, silently } from './deploying.ts';
import { adviceHolds, causeNamed, copyBreaks, crashDiagnosed, figuresRead, recovered } from './story.ts';

const platform = { up: true, facts: 'a cluster', findings: [] };
const files = projectTexts('helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');

/** A crash that names the host, as the rules read it in a log. */
const crashing = {
  phase: 'Running',
  containerStatuses: [
    {
      name: 'backend',
      ready: false,
      restartCount: 3,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    },
  ],
};
const log = "psycopg.OperationalError: failed to resolve host 'nosuch-database': [Errno -2] Name or service not known";

type Setting = {
  readonly broken?: ReturnType<typeof objectsOf>;
  readonly healed?: ReturnType<typeof objectsOf>;
  readonly seen?: Seen;
  /** Revisions of the live backend, one for each look. */
  readonly revisions?: readonly number[];
  readonly usage?: string;
};

/** What the metrics API says of the backend's one container. */
const usageOf = (memory: string): string =>
  JSON.stringify({
    items: [{ metadata: { name: 'backend-1-0' }, containers: [{ name: 'backend', usage: { cpu: '3m', memory } }] }],
  });

const story = (setting: Setting = {}) => {
  const { broken = objectsOf('backend', { status: crashing }), healed = objectsOf('backend'), seen = {} } = setting;
  let deploys = 0;
  let look = 0;
  const patches: string[] = [];
  const script: Script = [
    [
      /^kubectl patch /,
      ({ text }) => {
        patches.push(text);
        return '';
      },
    ],
    [/^kubectl logs (?!-l)/, log],
    [/^kubectl get nodes,/, () => String(looks(deploys < 2 ? broken : healed)[0]?.[1])],
    [/^kubectl logs -l/, ''],
  ];
  const copy = clusterDouble(script);
  const usage = usageOf(setting.usage ?? '40Mi');
  const live = clusterDouble([[/^kubectl get --raw \/apis\/metrics/, usage], ...looks(objectsOf('backend'))]);
  const revisions = setting.revisions ?? [4, 4];
  const memory = memoryWorld({
    files,
    rendered: { backend: [], frontend: [], database: [] },
    target: {
      cluster: live.cluster,
      observe: async () => {
        const revision = revisions[Math.min(look, revisions.length - 1)] ?? 0;
        look += 1;
        const release = { name: 'backend', revision, status: 'deployed', fingerprint: '', drift: [] };
        return { platform, images: [], releases: [release], workloads: [], services: [], causes: [], strangers: [] };
      },
    },
    elsewhere: {
      seen: { platform, ...seen },
      target: {
        cluster: copy.cluster,
        recall: async () => ({ authSecret: secret('a'.repeat(64)), databasePassword: secret('of-the-database') }),
      },
    },
  });
  const deploying: Deploying = silently({
    T052: {
      check: async () => {
        deploys += 1;
        return [];
      },
    },
  });
  const ask = async (check: (deploying: Deploying) => Check) => {
    const verdict = await check(deploying)(memory.world);
    return isSkip(verdict) ? verdict : errorsOf(verdict).map(({ code }) => code);
  };
  return { ...memory, ask, patches, deploys: () => deploys, live };
};

describe('the story of a wrong DATABASE_URL', () => {
  it('is lived through once, in a copy that is gone afterwards, and holds in each of its tasks', async () => {
    const { ask, patches, deploys, done, live } = story();
    expect([await ask(copyBreaks), await ask(crashDiagnosed), await ask(causeNamed), await ask(recovered)]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(deploys()).toBe(2);
    expect(patches).toHaveLength(2);
    for (const one of patches) expect(one).toMatch(/ -n todo-chatbot-chaos$/);
    expect(done.slice(-2)).toEqual([
      'todo-chatbot-chaos: down {"data":true,"images":false,"cache":false,"cluster":false}',
      'todo-chatbot-chaos: close',
    ]);
    expect(live.writes()).toEqual([]);
  });

  it('is found out where the live releases did not stay as they were', async () => {
    expect(await story({ revisions: [4, 5] }).ask(copyBreaks)).toEqual(['ai/chaos-live']);
  });

  it('is found out where nothing breaks, and where another cause is named', async () => {
    const well = story({ broken: objectsOf('backend') });
    expect([await well.ask(copyBreaks), await well.ask(crashDiagnosed), await well.ask(causeNamed)]).toEqual([
      ['ai/chaos-unseen'],
      ['ai/chaos-unseen'],
      ['ai/chaos-unseen'],
    ]);
    const other = story({ broken: objectsOf('backend', { status: imageMissing('backend') }) });
    expect([await other.ask(copyBreaks), await other.ask(causeNamed)]).toEqual([[], ['ai/chaos-unseen']]);
  });

  it('is found out where the copy does not recover', async () => {
    expect(await story({ healed: objectsOf('backend', { status: crashing }) }).ask(recovered)).toEqual([
      'ai/not-recovered',
      'pod/database-host',
    ]);
  });

  it('is not begun where the copy of another one lies', async () => {
    const release = { name: 'backend', revision: 1, status: 'deployed', fingerprint: '', drift: [] };
    const { ask, deploys, done } = story({ seen: { releases: [release] } });
    expect(await ask(copyBreaks)).toEqual(['ai/chaos-occupied']);
    expect([deploys(), done]).toEqual([0, ['todo-chatbot-chaos: close']]);
  });
});

describe('advice from live figures', () => {
  it('is told for each release that was measured, with the repair that it comes to', async () => {
    expect(await figuresRead(story().world)).toMatchObject([
      { code: 'ai/figures', level: 'info', action: { action: 'SetResources', requests: { memory: '80Mi' } } },
    ]);
  });

  it('is made in a copy, whose files stay in memory', async () => {
    const { ask, texts, deploys } = story({ broken: objectsOf('backend') });
    expect(await ask(adviceHolds)).toEqual([]);
    expect(deploys()).toBe(2);
    expect(Object.fromEntries([...texts].filter(([path]) => path.startsWith('helm/')))).toEqual(
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith('helm/'))),
    );
  });

  it('is no question where the figures suit, and is found out where it cannot be made', async () => {
    expect(await story({ usage: '100Mi' }).ask(adviceHolds)).toMatchObject({ skip: expect.stringContaining('suits') });
    const foreign = story({ broken: objectsOf('backend', { instance: 'shop' }) });
    expect(await foreign.ask(adviceHolds)).toEqual(['ai/not-recovered', 'ai/object-foreign']);
  });

  it('needs figures of every release that is there', async () => {
    const half = clusterDouble([
      [/^kubectl get --raw \/apis\/metrics/, usageOf('40Mi')],
      ...looks([...objectsOf('backend'), ...objectsOf('frontend')]),
    ]);
    expect(await figuresRead(memoryWorld({ files, target: { cluster: half.cluster } }).world)).toMatchObject([
      { code: 'ai/figures-absent', message: 'Nothing was measured of frontend' },
    ]);
  });

  it('needs figures', async () => {
    const { cluster } = clusterDouble([
      [/^kubectl get --raw/, { code: 1 }],
      ['kubectl get nodes -o name', { code: 1 }],
      ...looks(objectsOf('backend')),
    ]);
    expect(await figuresRead(memoryWorld({ files, target: { cluster } }).world)).toMatchObject([
      { code: 'ai/figures-absent' },
    ]);
  });
});
