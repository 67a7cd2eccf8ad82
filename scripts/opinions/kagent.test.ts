import { afterEach, describe, expect, test } from 'vitest';
import { type A2aStep, type ScriptedController, serveController } from '../testing/a2a.ts';
import { memoryWorld } from '../testing/world.ts';
import { openHttp } from '../world/http.ts';
import { agentAt, askKagent, type KagentAsking, withoutKagent } from './kagent.ts';

let open: ScriptedController[] = [];
afterEach(async () => {
  for (const one of open) await one.close();
  open = [];
});

const { clock } = memoryWorld().world;
const stars = (text: string) => text.replaceAll('canary', '***');
const outside = (signal = new AbortController().signal) => ({ http: openHttp(), clock, signal });

const ask = async (steps: readonly A2aStep[], more: Partial<KagentAsking> = {}, signal?: AbortSignal) => {
  const controller = await serveController(steps);
  open.push(controller);
  const address = agentAt(controller.base);
  const opinion = await askKagent(outside(signal), { address, task: 'What is wrong?', redact: stars, ...more });
  return { opinion, seen: controller.seen() };
};

const leave: A2aStep = { as: 'input-required', tool: 'k8s_delete_resource', words: { name: 'backend-0' } };

describe('an agent of kagent', () => {
  test('is asked once by message/send, and its artifacts are its answer', async () => {
    const { opinion, seen } = await ask([{ as: 'completed', text: 'The host is wrong.' }]);
    expect(opinion).toEqual({ kind: 'answered', text: 'The host is wrong.', refused: [], findings: [] });
    expect(seen).toMatchObject([
      { method: 'message/send', message: { parts: [{ kind: 'text', text: 'What is wrong?' }] } },
    ]);
    expect(seen[0]?.message).not.toHaveProperty('taskId');
  });

  test('that asks leave is told no in the same task, what it wanted is shown, and its answer counts', async () => {
    const { opinion, seen } = await ask([leave, { as: 'completed', text: 'Then I only say: quota.' }]);
    expect(opinion).toMatchObject({
      kind: 'answered',
      text: 'Then I only say: quota.',
      refused: [{ tool: 'k8s_delete_resource', words: '{"name":"backend-0"}' }],
      findings: [{ code: 'ai/kagent-approval', level: 'warning', evidence: [{ text: '{"name":"backend-0"}' }] }],
    });
    expect(seen[1]?.message).toMatchObject({
      taskId: 't1',
      contextId: 'x1',
      parts: [{ kind: 'data', data: { decision_type: 'reject' } }],
    });
    expect(seen[1]?.message.messageId).not.toBe(seen[0]?.message.messageId);
  });

  test('that asks a person in words is told no as well', async () => {
    const { opinion, seen } = await ask([
      { as: 'asking', reason: 'Which one do you mean?' },
      { as: 'completed', text: 'Well.' },
    ]);
    expect(opinion.refused).toEqual([{ tool: 'an answer to a question', words: 'Which one do you mean?' }]);
    expect(seen[1]?.message.parts).toEqual([{ kind: 'data', data: { decision_type: 'reject' } }]);
  });

  test('that asks leave for ever is told no three times and left alone', async () => {
    const { opinion, seen } = await ask([leave]);
    expect(opinion.kind).toBe('failed');
    expect(opinion.findings.map(({ code }) => code)).toEqual([
      'ai/kagent-unfinished',
      'ai/kagent-approval',
      'ai/kagent-approval',
      'ai/kagent-approval',
    ]);
    expect(seen).toHaveLength(4);
    expect(JSON.stringify(seen)).not.toContain('approve');
  });

  const body = (result: object) => JSON.stringify({ jsonrpc: '2.0', id: '$ID', result });
  test.each<[string, A2aStep, string, string]>([
    ['failed', { as: 'failed', reason: 'Connection error.' }, 'ai/kagent-failed', 'Connection error.'],
    ['canceled', { as: 'canceled' }, 'ai/kagent-failed', 'cancelled'],
    ['rejected', { as: 'rejected', reason: 'Not mine.' }, 'ai/kagent-failed', 'Not mine.'],
    ['working', { as: 'working' }, 'ai/kagent-unfinished', 'left in the state working'],
    ['auth-required', { as: 'auth-required' }, 'ai/kagent-unfinished', 'left in the state auth-required'],
    ['without a word', { as: 'completed', text: ' ' }, 'ai/kagent-unfinished', 'without a word'],
    [
      'JSON-RPC error',
      { as: 'error', code: -32601, message: 'Method not found' },
      'ai/kagent-refused',
      'JSON-RPC error -32601: Method not found',
    ],
    ['HTTP 500', { as: 'http', status: 500, text: 'upstream gone' }, 'ai/kagent-refused', 'HTTP 500: upstream gone'],
    ['HTTP 302', { as: 'http', status: 302, text: '' }, 'ai/kagent-refused', 'HTTP 302'],
    ['no JSON', { as: 'http', status: 200, text: '<html>' }, 'ai/kagent-form', 'no JSON'],
    ['no task', { as: 'http', status: 200, text: body({ kind: 'message' }) }, 'ai/kagent-form', 'holds no task'],
    [
      'an unknown state',
      { as: 'http', status: 200, text: body({ kind: 'task', id: 't', contextId: 'x', status: { state: 'happy' } }) },
      'ai/kagent-form',
      'no state that is known',
    ],
    [
      'the answer to another question',
      { as: 'http', status: 200, text: '{"jsonrpc":"2.0","id":"other","result":{}}' },
      'ai/kagent-form',
      'no answer to the question',
    ],
    ['a list', { as: 'http', status: 200, text: '[]' }, 'ai/kagent-form', 'no answer to the question'],
    ['a cut connection', { as: 'cut' }, 'ai/kagent-silent', 'did not answer'],
  ])('that ends with %s has failed', async (_, step, code, said) => {
    const { opinion } = await ask([step]);
    expect(opinion).toMatchObject({ kind: 'failed', refused: [], findings: [{ code, level: 'error' }] });
    expect(JSON.stringify(opinion.findings)).toContain(said);
  });

  test('that hangs is given up at the deadline', async () => {
    const { opinion } = await ask([{ as: 'hang' }], { deadline: 300 });
    expect(opinion.findings).toMatchObject([
      { code: 'ai/kagent-silent', evidence: [{ text: expect.stringMatching(/no answer within \d+ ms/) }] },
    ]);
  });

  test('that hangs is given up at once when the run is interrupted', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    await expect(ask([{ as: 'hang' }], {}, stop.signal)).rejects.toMatchObject({
      finding: { code: 'interrupted/signal' },
    });
  });

  test('of nobody is absent, in one line', async () => {
    const gone = await serveController([]);
    await gone.close();
    const address = agentAt(gone.base);
    const opinion = await askKagent(outside(), { address, task: 'x', redact: stars });
    expect(opinion).toMatchObject({
      kind: 'absent',
      findings: [{ code: 'ai/kagent-unreachable', level: 'info', message: withoutKagent }],
    });
    expect(withoutKagent).toBe('kagent: not reachable, rules only');
  });

  test('is told no secret and tells none, and of a long answer the end is kept', async () => {
    const { opinion, seen } = await ask(
      [
        { as: 'input-required', tool: 'canary', words: { a: 'canary' } },
        { as: 'completed', text: `canary ${'long '.repeat(10_000)}\u001b[31mend canary` },
      ],
      { task: 'log: canary' },
    );
    expect(JSON.stringify([opinion, seen])).not.toContain('canary');
    expect(opinion.text).toHaveLength(16_000 + '(the beginning is left out)\n'.length);
    expect(opinion.text.endsWith('end ***')).toBe(true);
    const failed = await ask([{ as: 'failed', reason: 'the key canary is wrong' }]);
    expect(JSON.stringify(failed.opinion)).not.toContain('canary');
  });
});
