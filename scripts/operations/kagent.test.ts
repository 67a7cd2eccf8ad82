import { describe, expect, it } from 'vitest';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import { memoryWorld } from '../testing/world.ts';
import { agentAnswers, agentExamplesHold, kagentAnswers } from './kagent.ts';

const proxy = '/api/v1/namespaces/kagent/services/kagent-controller:8083/proxy';
const there: Script = [
  ['kubectl get namespace kagent *', 'namespace/kagent\n'],
  [`kubectl get --raw ${proxy}/version`, '{"kagent_version":"0.10.4"}'],
];
const message = `kubectl create --raw ${proxy}/api/a2a/kagent/todo-doctor/ -f -`;
const done = '{"jsonrpc":"2.0","id":1,"result":{"kind":"task","status":{"state":"completed"}}}';

const open = (script: Script) => {
  const { cluster, ran } = clusterDouble(script);
  return { world: memoryWorld({ target: { cluster } }).world, ran };
};

describe('kagent', () => {
  it('tells its version, and its agent ends questions', async () => {
    const { world, ran } = open([...there, [message, done]]);
    expect([await kagentAnswers(world), await agentAnswers(world), await agentExamplesHold(world)]).toEqual([
      [],
      [],
      [],
    ]);
    const asked = ran.filter(({ text }) => text === message).map(({ options }) => options.input ?? '');
    expect(asked).toHaveLength(4);
    expect(JSON.parse(asked[0] ?? '')).toMatchObject({
      method: 'message/send',
      params: { message: { kind: 'message' } },
    });
  });

  it.each<readonly [string, Script]>([
    ['there is no such namespace', [['kubectl get namespace kagent *', '']]],
    ['its controller does not answer', [there[0] ?? ['', ''], ['kubectl get --raw *', { code: 1 }]]],
  ])('is no question where %s', async (_, script) => {
    for (const check of [kagentAnswers, agentAnswers, agentExamplesHold])
      expect(await check(open(script).world)).toEqual({ skip: 'kagent: not reachable, rules only' });
  });

  it('is found out where its agent fails, or says nothing', async () => {
    for (const said of ['{"result":{"status":{"state":"failed"}}}', { code: 1, stderr: 'EOF' }])
      expect(await agentAnswers(open([...there, [message, said]]).world)).toMatchObject([
        { code: 'service/bad-answer' },
      ]);
  });

  it('is not asked of a cluster that does not answer', async () => {
    const { world } = open([['kubectl get namespace kagent *', { code: 1, stderr: 'refused' }]]);
    expect(await kagentAnswers(world)).toMatchObject([{ code: 'cluster/unreachable' }]);
  });
});
