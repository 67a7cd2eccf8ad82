import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { finding } from './core/finding.ts';
import { parseFlags } from './core/flags.ts';
import { secret } from './core/secret.ts';
import { runOperation, type Wanted } from './operate.ts';
import { pipelines } from './pipelines.ts';
import type { Session } from './run.ts';
import { clusterDouble, imageMissing, looks, objectsOf } from './testing/cluster-double.ts';
import { projectTexts } from './testing/project.ts';
import { type Given, memoryWorld } from './testing/world.ts';
import { exitCode } from './ui/report.ts';
import { reporters } from './ui/reporters.ts';

const files = projectTexts('tasks.md', 'helm', 'backend/Dockerfile', 'backend/requirements.txt', 'frontend/Dockerfile');
const schema = JSON.parse(projectTexts('docs/report.schema.json')['docs/report.schema.json'] ?? '');
const valid = new Ajv({ allErrors: true, strict: false }).compile(schema);
const scaling: Wanted = { word: 'ask', subject: 'kubectl scale deployment/backend --replicas=3' };

type Setting = {
  readonly given?: Given;
  readonly argv?: readonly string[];
  readonly person?: Partial<Session['person']>;
  readonly sick?: boolean;
  readonly local?: true;
};

const run = async (wanted: Wanted, { given = {}, argv = [], person = {}, sick, local }: Setting = {}) => {
  const { flags, findings } = parseFlags(argv, 'ai', pipelines.ai.commands);
  const { cluster } = clusterDouble(looks(objectsOf('backend', sick ? { status: imageMissing('backend') } : {})));
  const { world, texts, done } = memoryWorld({
    files,
    rendered: { backend: [], frontend: [], database: [] },
    ...given,
    config: { dryRun: flags['dry-run'], ...given.config },
    target: {
      ...(local ? {} : { cluster }),
      recall: async () => ({ authSecret: secret('a'.repeat(64)), databasePassword: secret('of-the-database') }),
      ...given.target,
    },
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const kept: string[] = [];
  const saved = new Map<string, string>();
  const code = await runOperation(wanted, flags, findings, {
    reporter: reporters[flags.format === 'json' ? 'json' : 'text']({
      sink: { out: (text) => void lines.push(text), err: (text) => void errors.push(text) },
      look: { color: false, width: 100, verbose: false, sourceOf: () => undefined },
      live: false,
      redact: (data) => data,
      exitCode: (report) => exitCode(report, false),
      version: '0.0.0',
      now: () => 0,
    }),
    settle: async () => ({ world, findings: [] }),
    archive: { open: () => void kept.push('open'), version: () => {}, close: () => ({ findings: [] }) },
    save: async (path, text) => void saved.set(path, text),
    source: () => {},
    fail: () => 0,
    consent: async () => true,
    person: { isTTY: false, yes: flags.yes, allowApply: undefined, ...person },
    type: async () => 'backend',
  });
  return { code, text: lines.join('\n'), kept, saved, texts, done };
};

const json = (text: string) => {
  const report = JSON.parse(text);
  expect(valid(report), JSON.stringify(valid.errors)).toBe(true);
  return report;
};

describe('a plan that waits for a person', () => {
  it('exits with 0, and tells what would be written and how to go on', async () => {
    const { code, text, done } = await run(scaling);
    expect(code).toBe(0);
    expect(text).toMatch(/^ai on minikube \(in memory\), namespace todo-chatbot, env dev$/m);
    expect(text).toMatch(/^Proposed: Scale backend to 3 replicas$/m);
    expect(text).toMatch(/^ {2}\+replicaCount: 3$/m);
    expect(text).toMatch(
      /To make it, in a terminal: `npx tsx scripts\/ai-devops-examples\.ts ask "kubectl scale deployment\/backend --replicas=3"`/,
    );
    expect(text).toMatch(/^ai ask ok: planned {2}/m);
    expect(done).toEqual(['close']);
  });

  it('is told to programs by the published schema, also in a file', async () => {
    const { code, text, saved } = await run(scaling, { argv: ['--format', 'json', '--output', 'x.json'] });
    expect(code).toBe(0);
    expect(json(text)).toMatchObject({
      verb: 'ai',
      ok: true,
      outcomes: [],
      operation: {
        word: 'ask',
        state: 'planned',
        repairs: [{ state: 'planned', action: { action: 'Scale', replicas: 3 }, file: 'helm/backend/values-dev.yaml' }],
      },
    });
    expect(json(saved.get('x.json') ?? '').operation.state).toBe('planned');
  });

  it('leaves a folder of the run, and a dry one none', async () => {
    expect([(await run(scaling)).kept, (await run(scaling, { argv: ['--dry-run'] })).kept]).toEqual([['open'], []]);
  });
});

describe('the exit code', () => {
  it.each<readonly [string, number, Wanted, Setting]>([
    [
      'of a repair that is refused is 85',
      85,
      { word: 'ask', subject: 'kubectl scale deployment/backend --replicas=9' },
      {},
    ],
    ['of a command that is none is 85', 85, { word: 'ask', subject: 'kubectl delete pods --all' }, {}],
    ['of --yes without AI_ALLOW_APPLY is 85', 85, scaling, { argv: ['--yes'] }],
    ['where there is no cluster is 85', 85, { word: 'ask', subject: 'why?' }, { local: true }],
    [
      'of a question that the rules answer alone is that of what they found',
      60,
      { word: 'ask', subject: 'why?' },
      { sick: true },
    ],
    ['of a question about what is well is 0', 0, { word: 'ask', subject: 'why?' }, {}],
    ['of a scenario that there is not is 2', 2, { word: 'chaos', subject: 'nosuch' }, {}],
    ['of a scenario that waits for --yes is 0', 0, { word: 'chaos', subject: 'quota' }, {}],
    ['of a flag that there is not is 2', 2, { word: 'restore' }, { argv: ['--nosuch'] }],
    [
      'of a plan that disagrees with the code is 10',
      10,
      scaling,
      { given: { files: { ...files, 'tasks.md': '- [] T001' } } },
    ],
  ])('%s', async (_, expected, wanted, setting) => {
    const { code, text } = await run(wanted, { ...setting, argv: ['--format', 'json', ...(setting.argv ?? [])] });
    expect([code, json(text).ok]).toEqual([expected, expected === 0]);
  });

  it('of what was thrown on the way is that of its finding, and the target is closed', async () => {
    const accepts = async () => [finding('manifest/invalid', 'The cluster would not take a document')];
    const { code, done } = await run(scaling, { given: { target: { accepts } } });
    expect([code, done.includes('close')]).toEqual([40, true]);
  });
});
