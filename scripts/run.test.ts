import { describe, expect, it } from 'vitest';
import type { Code } from './core/codes.ts';
import type { Outcome } from './core/engine.ts';
import { finding, problem } from './core/finding.ts';
import { parseFlags } from './core/flags.ts';
import type { Pipeline } from './core/plan.ts';
import { pipelines } from './pipelines.ts';
import { runPipeline, type Settled } from './run.ts';
import { clusterDouble, looks, objectsOf } from './testing/cluster-double.ts';
import { projectTexts } from './testing/project.ts';
import { emptyWorld, type Given, type Memory } from './testing/world.ts';
import { exitCode } from './ui/report.ts';
import { reporters } from './ui/reporters.ts';
import { openCharts } from './world/charts.ts';

const files = projectTexts('tasks.md', 'helm');
const words = files['tasks.md'] ?? '';

/** How a run went: its exit code, its outcomes, what it printed, and what it did to its world. */
type Ran = Shown & { readonly memory: Memory };
type Shown = {
  readonly code: number;
  readonly text: string;
  readonly outcomes: readonly Outcome[];
  /** What its archive was told. */
  readonly kept: readonly string[];
  /** The files of --output. */
  readonly saved: ReadonlyMap<string, string>;
};

/** Performs a pipeline with these words of the command line; helm is asked through the door of the world. */
const run = async (pipeline: Pipeline, argv: readonly string[], given: Given = {}, consents = true): Promise<Ran> => {
  const { flags, findings } = parseFlags(argv, pipeline.name);
  const config = { slow: flags.slow, static: flags.static, ...given.config };
  const memory = emptyWorld({ files, ...given, config });
  const { files: disk, sh, config: settings, privately } = memory.world;
  const charts = await openCharts({ files: disk, sh, config: settings, temporary: { file: privately } });
  const settled: Settled = { world: { ...memory.world, charts }, findings: [] };
  return { ...(await session(pipeline, flags, findings, settled, consents)), memory };
};

const session = async (
  pipeline: Pipeline,
  flags: ReturnType<typeof parseFlags>['flags'],
  usage: Settled['findings'],
  settled: Settled | Promise<Settled> | (() => Promise<Settled>),
  consents = true,
): Promise<Shown> => {
  const lines: string[] = [];
  const kept: string[] = [];
  const saved = new Map<string, string>();
  let outcomes: readonly Outcome[] = [];
  const reporter = reporters[flags.format === 'json' ? 'json' : 'text']({
    sink: { out: (text) => void lines.push(text), err: () => {} },
    look: { color: false, width: 100, verbose: false, sourceOf: () => undefined },
    live: false,
    next: flags.next,
    redact: (data) => data,
    exitCode: (report) => exitCode(report, false),
    version: '0.0.0',
    now: () => 0,
  });
  const code = await runPipeline(pipeline, flags, usage, {
    reporter: {
      ...reporter,
      end: (report, ending) => {
        outcomes = report.outcomes;
        reporter.end(report, ending);
      },
    },
    settle: async () => (typeof settled === 'function' ? settled() : settled),
    archive: { open: () => void kept.push('open'), version: () => {}, close: () => ({ findings: [] }) },
    save: async (path, text) => {
      if (path.startsWith('closed/')) throw problem('env/unwritable', 'it is closed');
      saved.set(path, text);
    },
    source: () => {},
    fail: () => 0,
    consent: async () => consents,
    person: { isTTY: false, yes: false, allowApply: undefined },
    type: async () => '',
  });
  return { code, outcomes, kept, saved, text: lines.join('\n') };
};

const helmRuns = ({ memory }: Ran) => memory.ran.filter(({ text }) => text.startsWith('helm'));
const outcomeOf = ({ outcomes }: Ran, task: string) => outcomes.find((one) => one.task === task);
const stateOf = (ran: Ran, task: string) => outcomeOf(ran, task)?.state;
const broken: Given = { config: { sets: ['backend.replicaCount=many'] } };

describe('while the values are wrong', () => {
  it('deploy stops with 40, and nothing was asked or touched', async () => {
    const ran = await run(pipelines.deploy, [], broken);
    expect(ran.code).toBe(40);
    expect(ran.text).toMatch(/\[values\/type\]/);
    expect(ran.text).toMatch(/nothing was asked/);
    expect([ran.memory.ran, ran.memory.done]).toEqual([[], ['close']]);
  });

  it('validate goes on without helm: no helm was started, not even for its version', async () => {
    const ran = await run(pipelines.validate, [], broken);
    expect(ran.code).toBe(40);
    expect(helmRuns(ran)).toEqual([]);
    expect(ran.memory.ran).not.toEqual([]);
    for (const task of ['T005', 'T036', 'T041', 'T042']) expect(stateOf(ran, task)).toBe('skipped');
    expect(outcomeOf(ran, 'T005')).toMatchObject({ reason: 'helm was not started: the values are wrong' });
    expect([stateOf(ran, 'T016'), stateOf(ran, 'T034')]).toEqual(['held', 'held']);
    expect(stateOf(ran, 'T035')).toBe('failed');
  });

  it('and only then: with values that pass, helm is asked', async () => {
    const ran = await run(pipelines.validate, []);
    expect(helmRuns(ran).map(({ text }) => text)).toContain('helm version --short');
    expect(stateOf(ran, 'T005')).toBe('failed');
  });
});

describe('a diagnosis', () => {
  const base = 'http://127.0.0.1:8083';
  const { cluster } = clusterDouble(looks(objectsOf('backend')), {
    forwards: { 'kagent/kagent-controller:8083': base },
  });
  const there = clusterDouble([['kubectl get service kagent-controller *', 'there'], ...looks(objectsOf('backend'))], {
    forwards: { 'kagent/kagent-controller:8083': base },
  });
  const http = {
    [`GET ${base}/version`]: {},
    [`POST ${base}/api/a2a/kagent/todo-doctor/`]: { status: 500, text: 'no' },
  };
  const besides = ({ text }: Ran) => text.match(/\[ai\/[a-z0-9-]+\]/g) ?? [];

  it('has second opinions beside it, whose failure is no part of its verdict', async () => {
    const alone = await run(pipelines.ai, ['--no-model'], { target: { cluster } });
    const absent = await run(pipelines.ai, [], { target: { cluster } });
    const failing = await run(pipelines.ai, [], { target: { cluster: there.cluster }, http });
    expect(absent.text).toContain('info kagent: not reachable, rules only');
    expect([alone, absent, failing].map(besides)).toEqual([
      ['[ai/k8sgpt-missing]'],
      ['[ai/kagent-unreachable]', '[ai/k8sgpt-missing]'],
      ['[ai/kagent-refused]', '[ai/k8sgpt-missing]'],
    ]);
    expect(new Set([alone, absent, failing].map(({ code }) => code)).size).toBe(1);
    expect(failing.text).toContain('warning kagent answers with an error');
  });

  it.each([
    ['validate', pipelines.validate, []],
    ['what only reads files', pipelines.ai, ['--static']],
  ] as const)('alone has them, and not %s', async (_, pipeline, argv) => {
    expect(besides(await run(pipeline, argv, { target: { cluster } }))).toEqual([]);
  });
});

describe('a plan and a code that disagree', () => {
  const without = words.replace(/^- \[ \] T010 .*\n(?: +.*\n)*/m, '');

  it('stop every run with 10 before anything is asked', async () => {
    expect(without).not.toBe(words);
    for (const pipeline of [pipelines.deploy, pipelines.validate, pipelines.cleanup]) {
      const ran = await run(pipeline, [], { files: { ...files, 'tasks.md': without } });
      expect(ran.code).toBe(10);
      expect(ran.text).toMatch(/runbook\/code-without-line/);
      expect([ran.memory.ran, ran.memory.done]).toEqual([[], ['close']]);
    }
  });

  it('say once that there is no plan at all', async () => {
    const ran = await run(pipelines.validate, [], { files: { ...files, 'tasks.md': '\n' } });
    expect([ran.code, ran.text.match(/\[.*?\]/g)]).toEqual([10, ['[source/missing]']]);
  });

  it.each<readonly [string, Code, (text: string) => string]>([
    ['a line that is no task', 'runbook/grammar', (text) => text.replace('- [ ] T010', '- [] T010')],
    ['an id twice', 'runbook/duplicate-id', (text) => text.replace(/^(- \[ \] T010 .*\n(?: +.*\n)*)/m, '$1$1')],
    ['an id left out', 'runbook/code-without-line', () => without],
    ['a line without code', 'runbook/line-without-code', (text) => `${text}\n- [ ] T999 Nobody knows this\n`],
  ])('are told at their line: %s', async (_, code, change) => {
    const ran = await run(pipelines.validate, ['--format=json'], { files: { ...files, 'tasks.md': change(words) } });
    expect(ran.code).toBe(10);
    const at = { file: 'tasks.md', line: expect.any(Number), column: 1 };
    expect(JSON.parse(ran.text).findings).toContainEqual(
      expect.objectContaining({ code, at: expect.objectContaining(at) }),
    );
  });
});

describe('validate --next', () => {
  const only = ['--next', '--only', 'T016,T017,T018'];

  it('tells how much is done and the first sentence that does not hold, why it matters, how to see it by hand, what to do, and no more', async () => {
    const ran = await run(pipelines.validate, only);
    expect(ran.text).toMatch(
      /^1 of 3 holds\.\nNext: T017 {2}\S.*\n {2}Why: {5}\S.*\n {2}Seen: {4}\S.*\n {2}By hand: \S.*\n {2}Expect: {2}\S.*\n {2}Fix: {5}Restore it: .*\.\n {2}Then: .*again\.$/,
    );
    expect([stateOf(ran, 'T016'), stateOf(ran, 'T017'), stateOf(ran, 'T018')]).toEqual(['held', 'failed', 'skipped']);
  });

  it('says so when every sentence that was asked holds', async () => {
    const ran = await run(pipelines.validate, ['--next', '--only', 'T016']);
    expect([ran.code, ran.text]).toEqual([0, '1 of 1 holds.\nEvery sentence that was asked holds.']);
  });

  it('tells below it what no task tells, once', async () => {
    const ticked = words.replace('- [ ] T017', '- [x] T017');
    const ran = await run(pipelines.validate, only, { files: { ...files, 'tasks.md': ticked } });
    expect(ran.text.match(/\[runbook\/ticked-but-untrue\]/g)).toHaveLength(1);
    const gate = await run(pipelines.validate, ['--next', '--only', 'T035'], broken);
    expect(gate.text.match(/\[values\/type\]/g)).toHaveLength(1);
    const usage = await run(pipelines.validate, ['--next', '--ony', 'T016']);
    expect([usage.code, usage.text]).toEqual([2, expect.stringContaining('[usage/unknown-flag]')]);
  });

  it('is the whole report for a program', async () => {
    const [brief, whole] = await Promise.all(
      [only, only.slice(1)].map((argv) => run(pipelines.validate, [...argv, '--format', 'json'])),
    );
    const report = JSON.parse(brief?.text ?? '');
    expect(Object.keys(report)).toEqual(Object.keys(JSON.parse(whole?.text ?? '')));
    expect(report.outcomes).toHaveLength(3);
  });
});

describe('the boxes of tasks.md', () => {
  const tickedWords = words.replace('- [ ] T013', '- [x] T013').replace('- [ ] T050', '- [x] T050');
  const given = { files: { ...files, 'tasks.md': tickedWords } };
  const changed = (ran: Ran) => {
    const now = (ran.memory.texts.get('tasks.md') ?? '').split('\n');
    return tickedWords.split('\n').flatMap((line, index) => (now[index] === line ? [] : [now[index]?.slice(0, 10)]));
  };

  it('are written by --tick, and only those of what was asked', async () => {
    expect(changed(await run(pipelines.validate, ['--tick', '--only', 'T013,T014,T016'], given))).toEqual([
      '- [ ] T013',
      '- [x] T016',
    ]);
  });

  it('are not written without it; a tick found untrue is a warning at its line', async () => {
    const ran = await run(pipelines.validate, ['--only', 'T013,T016', '--format=json'], given);
    expect(changed(ran)).toEqual([]);
    const line = tickedWords.split('\n').findIndex((one) => one.startsWith('- [x] T013')) + 1;
    expect(JSON.parse(ran.text).findings).toMatchObject([
      { code: 'runbook/ticked-but-untrue', level: 'warning', at: { file: 'tasks.md', line } },
    ]);
  });
});

describe('cleanup', () => {
  const volume = { kind: 'volume', name: 'data-database-0', flag: 'data' } as const;
  const release = { name: 'backend', revision: 1, status: 'deployed', fingerprint: '', drift: [] };
  const seen = { releases: [release], remnants: [volume] };

  it('touches nothing when a person does not agree', async () => {
    for (const config of [{ data: true }, { cluster: true }]) {
      const ran = await run(pipelines.cleanup, [], { seen, config }, false);
      expect([ran.code, ran.memory.done, ran.memory.ran]).toEqual([130, ['close'], []]);
      expect(ran.text).toMatch(/Nothing was removed: the answer was no/);
    }
  });

  it('asks nobody for what deploy makes again, and says what it kept and how that goes', async () => {
    const ran = await run(pipelines.cleanup, [], { seen }, false);
    expect(ran.code).toBe(0);
    expect(ran.memory.done).toEqual(['claim undo', 'uninstall backend', 'close']);
    expect(ran.text).toMatch(/^Kept: volume data-database-0 \(remove it: npx tsx scripts\/cleanup\.ts --data\)$/m);
  });

  it('names what stands in its place and is not ours', async () => {
    const strangers = [
      { kind: 'service', name: 'frontend-service' },
      { kind: 'namespace', name: 'todo-chatbot', flag: 'data' },
    ] as const;
    const left = async (data: boolean) =>
      (await run(pipelines.cleanup, [], { seen: { strangers }, config: { data } })).text.match(/^Left alone: .*$/gm);
    expect(await left(false)).toEqual(['Left alone: service frontend-service, which deploy did not make']);
    expect(await left(true)).toHaveLength(2);
  });

  it('leads back to the same place', async () => {
    const config = { target: 'minikube', namespace: 'mine', origins: { target: 'flag', namespace: 'flag' } } as const;
    const ran = await run(pipelines.cleanup, [], { seen, config });
    expect(ran.text).toMatch(/cleanup\.ts --data --target minikube --namespace mine\)$/m);
  });

  it('names no flag for what .env says', async () => {
    const config = { target: 'minikube', namespace: 'mine', origins: { target: '.env', namespace: '.env' } } as const;
    const ran = await run(pipelines.cleanup, [], { seen, config });
    expect(ran.text).toMatch(/cleanup\.ts --data\)$/m);
  });

  it('goes in reverse: what was deployed last is removed first', async () => {
    const releases = ['database', 'backend', 'frontend'].map((name) => ({ ...release, name }));
    const { memory } = await run(pipelines.cleanup, [], { seen: { releases } });
    expect(memory.done.slice(0, 4)).toEqual([
      'claim undo',
      'uninstall frontend',
      'uninstall backend',
      'uninstall database',
    ]);
  });
});

describe('what the rules of diagnosis found', () => {
  const cause = finding('service/selector', 'No pod has the labels of backend-service');

  it('is told by ai where no task came to tell it, and decides the exit code', async () => {
    const ran = await run(pipelines.ai, [], { seen: { causes: [cause] } });
    expect(ran.text).toContain('[service/selector]');
    const validated = await run(pipelines.validate, ['--only', 'T051'], { seen: { causes: [cause] } });
    expect(validated.text).not.toContain('[service/selector]');
  });

  it('is told once where a task told it', async () => {
    const absent = finding('release/absent', 'The release database is not deployed');
    const ran = await run(pipelines.ai, [], { seen: { causes: [absent] } });
    expect(ran.text.split(absent.message).length - 1).toBe(1);
  });
});

describe('the deployment', () => {
  const claimed = async (pipeline: Pipeline, argv: readonly string[], given: Given = {}) =>
    (await run(pipeline, argv, given)).memory.done.filter((verb) => verb.startsWith('claim'));

  it('is claimed by a run that may change it, before its first task, and by no other', async () => {
    const { memory } = await run(pipelines.deploy, ['--only', 'T003']);
    expect(memory.done.slice(0, 2)).toEqual(['claim apply', 'up']);
    expect(await claimed(pipelines.deploy, ['--only', 'T016'])).toEqual([]);
    expect(await claimed(pipelines.validate, ['--only', 'T003'])).toEqual([]);
    expect(await claimed(pipelines.ai, [])).toEqual([]);
  });

  it('that another run holds is left as it is: no task is asked, and the exit code is that of the target', async () => {
    const claim = async () => {
      throw problem('target/busy', 'Another run is at work: ada@desk (pid 12, scripts/deploy.ts)');
    };
    const ran = await run(pipelines.deploy, ['--only', 'T003'], { target: { claim } });
    expect([ran.code, ran.memory.done, ran.outcomes]).toEqual([30, ['close'], []]);
    expect(ran.text).toContain('ada@desk (pid 12, scripts/deploy.ts)  [target/busy]');
  });
});

describe('a run that is interrupted', () => {
  it('between two tasks ends with 130, and says so once', async () => {
    const abort = new AbortController();
    const up = async () => abort.abort();
    const seen = { platform: { up: false, facts: '', findings: [] } };
    const ran = await run(pipelines.cleanup, [], { signal: abort.signal, target: { claim: up }, seen });
    expect([ran.code, ran.text.match(/interrupted\/signal/g)]).toEqual([130, ['interrupted/signal']]);
  });

  it('when all was done already has succeeded', async () => {
    const abort = new AbortController();
    const close = async () => abort.abort();
    expect((await run(pipelines.deploy, ['--only', 'T016'], { signal: abort.signal, target: { close } })).code).toBe(0);
  });
});

describe('a run', () => {
  it('that asks nothing is a mistake of usage', async () => {
    expect(await run(pipelines.validate, ['--only', 'T999'])).toMatchObject({ code: 2 });
    expect(await run(pipelines.validate, ['--static', '--only', 'T054'])).toMatchObject({ code: 2 });
    expect(await run(pipelines.validate, ['--nonsense'])).toMatchObject({ code: 2 });
  });

  it('whose settings do not hold has no world', async () => {
    const { flags } = parseFlags([], 'validate');
    const findings = [finding('env/invalid', 'LOG_LEVEL is loud')];
    expect(await session(pipelines.validate, flags, [], { findings })).toMatchObject({ code: 20 });
  });

  it('writes its report where --output says, in the format that was asked for', async () => {
    const ran = await run(pipelines.validate, ['--only', 'T016', '--format=json', '--output', 'out/report.json']);
    expect(JSON.parse(ran.saved.get('out/report.json') ?? '')).toEqual(JSON.parse(ran.text));
    expect(JSON.parse(ran.text)).toMatchObject({ verb: 'validate', ok: true, counts: { held: 1 } });
  });

  it('writes that file also in a dry run, and when its settings do not hold', async () => {
    const argv = ['--only', 'T016', '--output', 'out.txt'];
    const dry = await run(pipelines.deploy, argv, { config: { dryRun: true } });
    expect(dry.saved.get('out.txt')).toMatch(/^deploy ok: /m);
    expect(dry.text).not.toContain('would write');
    const { flags } = parseFlags(argv, 'deploy');
    const bad = await session(pipelines.deploy, flags, [], { findings: [finding('env/invalid', 'LOG_LEVEL is loud')] });
    expect(bad.saved.get('out.txt')).toContain('LOG_LEVEL is loud');
  });

  it('says first what runs where and why, and where the settings of deploy came from', async () => {
    const config = { databaseUrl: 'postgresql://me@db/todo', origins: { databaseUrl: '.env' } } as const;
    const ran = await run(pipelines.deploy, ['--only', 'T016'], { config });
    expect(ran.text.split('\n')[0]).toBe(
      'deploy on minikube (in memory), namespace todo-chatbot, env dev; DATABASE_URL from .env',
    );
  });

  it.each([
    ['deploy leaves a report of what it did', pipelines.deploy, {}, ['open']],
    ['cleanup leaves one too', pipelines.cleanup, {}, ['open']],
    ['so does ai', pipelines.ai, {}, ['open']],
    ['and one that ended at the door', pipelines.deploy, { config: { sets: ['backend.replicaCount=many'] } }, ['open']],
    ['a dry run leaves none', pipelines.deploy, { config: { dryRun: true } }, []],
    ['nor does validate, which writes it where --output says', pipelines.validate, {}, []],
  ] as const)('%s', async (_, pipeline, given, kept) => {
    expect((await run(pipeline, ['--only', 'T054'], given)).kept).toEqual(kept);
  });

  it('closes what it opened on its target even when it crashes', async () => {
    const done: string[] = [];
    const target: Given['target'] = {
      close: async () => void done.push('closed'),
    };
    const unreadable = { read: async () => Promise.reject(new Error('disk')) };
    const { flags } = parseFlags([], 'validate');
    const { world } = emptyWorld({ files, target });
    const settled = { world: { ...world, files: { ...world.files, ...unreadable } }, findings: [] };
    const ran = await session(pipelines.validate, flags, [], settled);
    expect([ran.code, ran.text]).toEqual([90, expect.stringContaining('Error: disk  [crash/unexpected]')]);
    expect(done).toEqual(['closed']);
  });

  it('tells in the report why its settings cannot be read', async () => {
    const { flags } = parseFlags(['--format', 'json'], 'validate');
    const ran = await session(
      pipelines.validate,
      flags,
      [],
      Promise.reject(problem('env/unreadable', '.env is closed')),
    );
    expect([ran.code, JSON.parse(ran.text)]).toMatchObject([20, { ok: false, findings: [{ code: 'env/unreadable' }] }]);
  });

  it.each([
    ['the file of --output', ['--output', 'closed/report.json']],
    ['the boxes of tasks.md', ['--tick']],
  ])('tells in the one report that %s cannot be written, and what was asked before', async (_, argv) => {
    const { flags } = parseFlags(['--only', 'T016', '--format', 'json', ...argv], 'validate');
    const { world } = emptyWorld({ files });
    const write = async () => Promise.reject(problem('env/unwritable', 'it is closed'));
    const ran = await session(pipelines.validate, flags, [], {
      world: { ...world, files: { ...world.files, write } },
      findings: [],
    });
    expect(ran.code).toBe(20);
    expect(JSON.parse(ran.text)).toMatchObject({
      ok: false,
      counts: { held: 1 },
      findings: [{ code: 'env/unwritable' }],
    });
  });
});

describe('validate --fix', () => {
  const wrong = {
    'helm/backend/values.yaml': (files['helm/backend/values.yaml'] ?? '')
      .replace(/^replicaCount:/m, 'replicaCont:')
      .replace(/^ {2}tag: .*$/m, '  tag: 1.10 # why')
      .replace(/^ {2}port: .*$/m, '  port: 80000'),
  };

  /** Each settling reads the charts as the files are then, as main.ts does. */
  const fixing = async (changed: Readonly<Record<string, string>>, argv: readonly string[]) => {
    const { flags, findings } = parseFlags(['--fix', '--static', ...argv], 'validate');
    const memory = emptyWorld({ files: { ...files, ...changed }, config: { static: true } });
    const { files: disk, sh, config, privately } = memory.world;
    let settlings = 0;
    const settle = async (): Promise<Settled> => {
      settlings += 1;
      const charts = await openCharts({ files: disk, sh, config, temporary: { file: privately } });
      return { world: { ...memory.world, charts }, findings: [] };
    };
    const ran = await session(pipelines.validate, flags, findings, settle);
    return { ...ran, memory, settlings };
  };

  it('mends what is certain, asks once more, and shows the second report with what was mended', async () => {
    const ran = await fixing(wrong, ['--only', 'T034']);
    expect(ran.code).toBe(40);
    expect(ran.settlings).toBe(2);
    expect(ran.text.match(/\[values\/[a-z-]+\]/g)).toEqual(['[values/range]']);
    expect(ran.text).toMatch(/\n\nfixed 2 findings in helm\/backend\/values\.yaml\n\nvalidate not ok: 1 failed/);
    expect(ran.text.match(/T034/g)).toHaveLength(1);
    const text = ran.memory.texts.get('helm/backend/values.yaml');
    expect(text).toContain('replicaCount: 1\n');
    expect(text).toContain('  tag: "1.10" # why\n');
    expect(text).toContain('  port: 80000\n');
    expect(ran.memory.done).toEqual(['close', 'close']);
  });

  it('tells programs in the one report what it did', async () => {
    const ran = await fixing(wrong, ['--only', 'T034', '--format', 'json']);
    expect(JSON.parse(ran.text)).toMatchObject({
      fixed: { findings: 2, files: ['helm/backend/values.yaml'], left: [] },
      findings: [{ code: 'values/range' }],
    });
  });

  it('asks once and changes nothing when nothing can be mended', async () => {
    const ran = await fixing({}, ['--only', 'T034']);
    expect(ran.code).toBe(0);
    expect(ran.settlings).toBe(1);
    expect(ran.text.match(/^held {4}T034/gm)).toHaveLength(1);
    expect(ran.text).toMatch(/fixed nothing\n\nvalidate ok: 1 held/);
    expect(Object.fromEntries(ran.memory.texts)).toEqual(files);
    expect(ran.memory.done).toEqual(['close']);
  });

  it('tells what it could not write', async () => {
    const { flags } = parseFlags(['--fix', '--only', 'T034', '--format', 'json'], 'validate');
    const { world } = emptyWorld({ files: { ...files, ...wrong } });
    const write = async () => Promise.reject(problem('env/unwritable', 'it is closed'));
    const settled = { world: { ...world, files: { ...world.files, write } }, findings: [] };
    const ran = await session(pipelines.validate, flags, [], settled);
    const report = JSON.parse(ran.text);
    expect(report.fixed).toEqual({ findings: 0, files: [], left: [] });
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'env/unwritable' }));
  });
});
