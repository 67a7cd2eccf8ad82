import { afterEach, describe, expect, it } from 'vitest';
import { secret } from '../core/secret.ts';
import { type A2aStep, type ScriptedController, serveController } from '../testing/a2a.ts';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { openHttp } from '../world/http.ts';
import { silently } from './deploying.ts';
import { agent, agentAnswers, agentExamplesHold, bringAgent, kagentAnswers, removeAgent } from './kagent.ts';

let open: ScriptedController[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

const there: Script[number] = ['kubectl get service kagent-controller -n kagent *', 'service/kagent-controller\n'];
const key = secret('key-of-the-provider');
const checks = [kagentAnswers, agentAnswers, agentExamplesHold];

/** A world with a cluster that answers by a script, and kagent's controller behind it, where it has steps. */
const opened = async (script: Script, { steps, ...given }: Given & { readonly steps?: readonly A2aStep[] } = {}) => {
  const controller = steps ? await serveController(steps) : undefined;
  if (controller) open.push(controller);
  const dryRun = given.config?.dryRun ?? false;
  const forwards = controller ? { 'kagent/kagent-controller:8083': controller.base } : {};
  const { cluster, ran, writes } = clusterDouble(script, { dryRun, forwards });
  const memory = memoryWorld({ ...given, config: given.config ?? { openaiApiKey: key }, target: { cluster } });
  const world = { ...memory.world, http: openHttp() };
  return { world, ran, writes, memory, seen: () => controller?.seen() ?? [] };
};

describe('kagent', () => {
  it('tells its version, and its agent ends questions that are put by A2A', async () => {
    const { world, seen } = await opened([there], { steps: [{ as: 'completed', text: 'ready' }] });
    for (const check of checks) expect(await check(world)).toEqual([]);
    expect(seen().map(({ method }) => method)).toEqual(Array.from({ length: 4 }, () => 'message/send'));
    expect(JSON.stringify(seen())).toContain('In the namespace todo-chatbot: Which events');
  });

  it.each<readonly [string, Script]>([
    ['there is no such Service', [[there[0], '']]],
    ['no way to it opens', [there]],
  ])('is no question where %s', async (_, script) => {
    const { world } = await opened(script);
    for (const check of checks) expect(await check(world)).toEqual({ skip: 'kagent: not reachable, rules only' });
  });

  it.each<readonly [string, A2aStep, string]>([
    ['fails', { as: 'failed', reason: 'Connection error.' }, 'ai/kagent-failed'],
    ['is not there', { as: 'http', status: 404, text: 'no such agent' }, 'ai/kagent-refused'],
    ['says nothing', { as: 'completed', text: '' }, 'ai/kagent-unfinished'],
  ])('is found out where its agent %s', async (_, step, code) => {
    const { world } = await opened([there], { steps: [step] });
    for (const check of [agentAnswers, agentExamplesHold]) {
      const verdict = await check(world);
      expect(verdict).toContainEqual(expect.objectContaining({ code, level: 'error' }));
    }
  });

  it('is found out where something else answers at its address', async () => {
    const { world } = await opened([there], { steps: [] });
    const http = async () => ({ status: 200, text: '<html>', headers: {}, cookies: [] });
    expect(await kagentAnswers({ ...world, http })).toMatchObject([{ code: 'ai/kagent-form' }]);
  });

  it('is not asked of a cluster that does not answer', async () => {
    const { world } = await opened([[there[0], { code: 1, stderr: 'refused' }]]);
    expect(await kagentAnswers(world)).toMatchObject([{ code: 'cluster/unreachable' }]);
  });
});

const apply = 'kubectl apply --server-side --force-conflicts --field-manager=todo-chatbot -f';

describe('the agent', () => {
  it('is brought with its model, after the Secret, whose key is in a private file alone', async () => {
    const { world, ran, memory } = await opened([['kubectl apply *', '']]);
    await bringAgent(world);
    expect(ran.map(({ text }) => text)).toEqual([`${apply} /private/kagent-secret`, `${apply} -`]);
    expect(JSON.parse(ran[1]?.options.input ?? '').items).toMatchObject([
      { kind: 'ModelConfig', spec: { model: 'gpt-4o-mini' } },
      { kind: 'Agent' },
    ]);
    expect(memory.handed).toMatchObject([{ name: 'kagent-secret', text: expect.stringContaining(key.reveal()) }]);
    expect(JSON.stringify(ran)).not.toContain(key.reveal());
  });

  it.each([
    [
      'a model that no pod reaches',
      { application: { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' }, openaiApiKey: key },
      'no pod reaches',
    ],
    ['no model', {}, 'no OPENAI_API_KEY'],
  ])('is not brought with %s: its manifests are judged first', async (_, config, said) => {
    const { world, ran } = await opened([], { config });
    await expect(bringAgent(world)).rejects.toMatchObject({
      finding: { code: 'ai/kagent-manifest', message: expect.stringContaining(said) },
    });
    expect(ran).toEqual([]);
  });

  it('is removed by the labels of its namespace, and nothing is where nothing of it is there', async () => {
    const labels =
      '-n kagent -l app.kubernetes.io/part-of=todo-chatbot,app.kubernetes.io/component=opinions,app.kubernetes.io/instance=todo-chatbot --ignore-not-found';
    const kinds = 'agents.kagent.dev,modelconfigs.kagent.dev';
    const full = await opened([
      [`kubectl get ${kinds} ${labels} -o name`, 'agent.kagent.dev/todo-doctor\nmodelconfig.kagent.dev/todo-model\n'],
      [`kubectl get secrets ${labels} -o name`, 'secret/todo-model-key\n'],
      ['kubectl delete *', ''],
    ]);
    expect(await removeAgent(full.world)).toEqual([
      'agent.kagent.dev/todo-doctor in kagent',
      'modelconfig.kagent.dev/todo-model in kagent',
      'secret/todo-model-key in kagent',
    ]);
    expect(full.writes().toSorted()).toEqual(
      [kinds, 'secrets'].map((one) => `kubectl delete ${one} ${labels}`).toSorted(),
    );
    for (const said of ['', { code: 1, stderr: 'the server has no such resource' }])
      expect(await removeAgent((await opened([['kubectl get *', said]])).world)).toEqual([]);
  });
});

describe('the word agent', () => {
  const bring = async (
    person: { readonly isTTY: boolean; readonly yes: boolean },
    typed = '',
    config: NonNullable<Given['config']> = {},
    script: Script = [there, ['kubectl apply *', '']],
  ) => {
    const { world, writes } = await opened(script, { config: { openaiApiKey: key, ...config }, steps: [] });
    const way = { type: async () => typed, tell: () => {}, deploying: silently({}) };
    const { operation, findings } = await agent(world, { ...way, person: { ...person, allowApply: undefined } });
    return { state: operation.state, codes: findings.map(({ code }) => code), writes: writes().length, operation };
  };
  const terminal = { isTTY: true, yes: false };

  it.each([
    ['brings it where its name is typed', terminal, 'todo-doctor', {}, 'changed', [], 2],
    ['brings it with --yes', { isTTY: false, yes: true }, '', {}, 'changed', [], 2],
    ['brings nothing where another name is typed', terminal, 'yes', {}, 'failed', ['ai/unconfirmed'], 0],
    ['plans it where nobody can be asked', { isTTY: false, yes: false }, '', {}, 'planned', [], 0],
    ['plans it in a dry run', { isTTY: true, yes: true }, '', { dryRun: true }, 'planned', [], 0],
  ] as const)('%s', async (_, person, typed, config, state, codes, writes) => {
    expect(await bring(person, typed, config)).toMatchObject({ state, codes, writes });
  });

  it('is skipped where no kagent is', async () => {
    const skipped = await bring(terminal, '', {}, [[there[0], '']]);
    expect(skipped.operation).toMatchObject({ state: 'skipped', reason: 'kagent: not reachable, rules only' });
  });
});
