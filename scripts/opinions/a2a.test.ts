import fc from 'fast-check';
import { expect, test } from 'vitest';
import { replyOf } from './a2a.ts';

const answer = (text: string, status = 200) => ({ status, text, headers: {}, cookies: [] });
const kinds = ['task', 'refused', 'unreadable', 'silent'];

test('any answer of any status is read without an error', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(599), (json, status) => {
      expect(kinds).toContain(replyOf('1', answer(json, status)).kind);
    }),
  );
});

test('any task is read without an error, whatever its parts are', () => {
  const status = fc.record({
    state: fc.constantFrom('completed', 'failed', 'input-required'),
    message: fc.jsonValue(),
  });
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue()), status, (artifacts, parts, given) => {
      const result = { kind: 'task', id: 't', contextId: 'x', status: given, artifacts: [{ parts }, artifacts] };
      expect(replyOf('1', answer(JSON.stringify({ jsonrpc: '2.0', id: '1', result })))).toMatchObject({
        kind: 'task',
        task: { id: 't', state: given.state },
      });
    }),
  );
});

test('calls without the wrapper of kagent are what they are', () => {
  const data = { name: 'k8s_scale', args: { replicas: 0 } };
  const status = {
    state: 'input-required',
    message: {
      parts: [
        { kind: 'data', data },
        { kind: 'data', data: {} },
      ],
    },
  };
  const result = { kind: 'task', id: 't', contextId: 'x', status };
  expect(replyOf('1', answer(JSON.stringify({ jsonrpc: '2.0', id: '1', result })))).toMatchObject({
    task: { wanted: [{ tool: 'k8s_scale', words: '{"replicas":0}' }] },
  });
});
