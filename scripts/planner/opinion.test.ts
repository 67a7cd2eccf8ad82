import { describe, expect, test } from 'vitest';
import { callsOf, type Ended, type Exchange, opinionOf } from './opinion.ts';

const call = (command: string, name = 'kubectl') => ({ id: 'c', name, arguments: JSON.stringify({ command }) });
const answer = (text: string, ...calls: ReturnType<typeof call>[]): Exchange => ({ kind: 'answered', text, calls });
const approval = 'RunOnce mode cannot handle permission requests. The following commands require approval:\n* x';
const ended = (exchanges: readonly Exchange[], more: Partial<Ended> = {}, stdout = '', code = 0): Ended => ({
  late: false,
  said: { code, stdout, stderr: '' },
  exchanges,
  calls: [],
  turns: 3,
  deadline: 2000,
  ...more,
});
const read = { command: 'kubectl get pods', allowed: true } as const;
const reading = answer('', call(read.command));

test('an answer after a read is an answer, and the read was executed', () => {
  const opinion = opinionOf(ended([reading, answer('All is well.\n')], { calls: [read] }));
  expect(opinion).toEqual({
    kind: 'answered',
    text: 'All is well.',
    proposals: [],
    executed: ['kubectl get pods'],
    refused: [],
    findings: [],
  });
});

test('what needs approval is a plan, with every call that was not run', () => {
  const last = answer('I scale it.', call('kubectl get pods'), call('kubectl scale deployment backend --replicas=3'));
  const opinion = opinionOf(ended([reading, last], { calls: [read] }, approval, 1));
  expect(opinion).toMatchObject({ kind: 'planned', text: 'I scale it.', findings: [] });
  expect(opinion.proposals.map(({ command }) => command)).toEqual([
    'kubectl get pods',
    'kubectl scale deployment backend --replicas=3',
  ]);
});

test('what the guard refused is proposed, not executed, and a warning', () => {
  const command = 'kubectl delete ns todo --dry-run=none';
  const refused = { command, allowed: false, rule: 'verb', reason: 'only reads are started' } as const;
  const opinion = opinionOf(ended([answer('', call(command)), answer('Done.')], { calls: [refused] }));
  expect(opinion).toMatchObject({ kind: 'answered', executed: [], proposals: [{ tool: 'kubectl', command }] });
  expect(opinion.findings).toMatchObject([{ code: 'ai/command-refused', level: 'warning' }]);
});

describe('a failure has its code, whatever the exit code says', () => {
  const failures: readonly (readonly [string, string, Ended])[] = [
    ['ai/model-unauthorized', 'the endpoint refuses the key', ended([{ kind: 'refused', status: 401, text: 'no' }])],
    ['ai/model-failed', 'the endpoint has no such model', ended([{ kind: 'refused', status: 404, text: 'no' }])],
    ['ai/model-failed', 'nobody answers', ended([{ kind: 'refused', status: 0, text: 'ECONNREFUSED' }])],
    ['ai/model-malformed', 'the stream is broken', ended([{ kind: 'malformed', text: '{' }])],
    ['ai/model-empty', 'the answer is empty', ended([answer(' \n')])],
    ['ai/model-slow', 'the answer had begun', ended([{ kind: 'begun' }], { late: true })],
    ['ai/planner-timeout', 'the answer had not begun', ended([{ kind: 'silent' }], { late: true })],
    ['ai/planner-timeout', 'a read hangs', ended([reading], { late: true })],
    [
      'ai/planner-iterations',
      'all turns were reads',
      ended([reading, reading, reading, { kind: 'exhausted' }], { calls: [read, read, read] }),
    ],
    ['ai/planner-unknown-tool', 'a tool is invented', ended([answer('', call('x', 'helm'))])],
    ['ai/planner-failed', 'it ended before it asked', ended([], {}, 'no such flag', 1)],
    ['ai/planner-failed', 'it ended after a read', ended([reading], { calls: [read] }, '', 2)],
  ];
  test.each(failures)('%s: %s', (code, _, given) => {
    const opinion = opinionOf(given);
    expect(opinion.kind).toBe('failed');
    expect(opinion.findings.filter(({ level }) => level === 'error').map((one) => one.code)).toEqual([code]);
  });
});

test('an answer counts when the program had to be ended after it', () => {
  expect(opinionOf(ended([answer('Done.')], { late: true }))).toMatchObject({ kind: 'answered', text: 'Done.' });
});

test('the log of the guard is read by its whole lines', () => {
  const lines = [
    { name: 'bash', words: ['-c', 'kubectl get pods'], allowed: true },
    { name: 'kubectl', words: ['delete', 'x'], allowed: false, rule: 'verb', reason: 'no' },
  ];
  expect(callsOf(`${lines.map((one) => JSON.stringify(one)).join('\n')}\n{"name":"ba`)).toEqual([
    { command: 'kubectl get pods', allowed: true },
    { command: 'kubectl delete x', allowed: false, rule: 'verb', reason: 'no' },
  ]);
});
