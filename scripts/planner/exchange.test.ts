import { describe, expect, test } from 'vitest';
import { answerOf, callOf, dataBetween, outgoing, outputLimit, streamOf } from './exchange.ts';

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const call = (index: number, name: string, given: string, id = `c${index}`) => ({
  index,
  id,
  type: 'function',
  function: { name, arguments: given },
});
const done = 'data: [DONE]\n\n';

describe('the calls of an answer are all read', () => {
  test.each([
    [
      'two in one chunk',
      chunk({ tool_calls: [call(0, 'kubectl', '{}'), call(1, 'bash', '{}')] }) + chunk({}, 'tool_calls'),
    ],
    [
      'the end in the chunk of the last one',
      chunk({ tool_calls: [call(0, 'kubectl', '{}')] }) + chunk({ tool_calls: [call(1, 'bash', '{}')] }, 'tool_calls'),
    ],
    [
      'an empty content beside them',
      chunk({ content: '', tool_calls: [call(0, 'kubectl', '{}')] }) +
        chunk({ content: '', tool_calls: [call(1, 'bash', '{}')] }) +
        chunk({}, 'tool_calls'),
    ],
    [
      'all of them under one index',
      chunk({ tool_calls: [call(0, 'kubectl', '{}')] }) +
        chunk({ tool_calls: [call(0, 'bash', '{}')] }) +
        chunk({}, 'tool_calls'),
    ],
    [
      'without an index',
      chunk(
        {
          tool_calls: [
            { function: { name: 'kubectl', arguments: '{}' } },
            { function: { name: 'bash', arguments: '{}' } },
          ],
        },
        'tool_calls',
      ),
    ],
    [
      'not streamed',
      JSON.stringify({
        choices: [{ message: { content: null, tool_calls: [call(0, 'kubectl', '{}'), call(1, 'bash', '{}')] } }],
      }),
    ],
  ])('%s', (_, body) => {
    expect(answerOf(body)?.calls.map(({ name }) => name)).toEqual(['kubectl', 'bash']);
  });

  test('arguments in pieces, with another id on the way', () => {
    const pieces = [call(0, 'kubectl', '{"comm', 'a'), { ...call(0, '', 'and":"kubectl get pods"}', 'b') }];
    const body = pieces.map((one) => chunk({ tool_calls: [one] })).join('') + chunk({}, 'tool_calls') + done;
    const [only, ...more] = answerOf(body)?.calls ?? [];
    expect(more).toEqual([]);
    expect(only && callOf(only)).toEqual({ tool: 'kubectl', command: 'kubectl get pods' });
  });
});

test('a call whose arguments are no JSON has no command', () => {
  expect(callOf({ id: 'a', name: 'kubectl', arguments: '{"command"' })).toEqual({ tool: 'kubectl' });
});

test.each([
  ['no event', ''],
  ['a page', '<html>'],
  ['a chunk that is no JSON', `${chunk({ content: 'a' })}data: {"choices": [{\n\n${done}`],
  ['no end', chunk({ content: 'a' })],
])('an answer with %s cannot be read', (_, body) => {
  expect(answerOf(body)).toBeUndefined();
});

test('what is written as a stream reads as the same answer', () => {
  const answer = {
    text: 'All is well.',
    calls: [
      { id: 'a', name: 'kubectl', arguments: '{"command":"kubectl get pods"}' },
      { id: 'b', name: 'bash', arguments: '{}' },
    ],
  };
  expect(answerOf(streamOf(answer))).toEqual(answer);
});

describe('a request that leaves', () => {
  const leave = (messages: readonly object[]) => {
    const text = outgoing(
      JSON.stringify({ model: 'm', messages, tools: [], user: 'ada' }),
      (one) => one.replaceAll('canary', '***'),
      'mark',
    );
    return JSON.parse(text ?? '{}');
  };

  test('is redacted in every message, and has no field that the protocol does not need', () => {
    const request = leave([
      { role: 'system', content: 'a canary' },
      { role: 'user', content: [{ type: 'text', text: 'a canary' }] },
      {
        role: 'assistant',
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'kubectl', arguments: 'canary' } }],
      },
    ]);
    expect(JSON.stringify(request)).not.toContain('canary');
    expect(Object.keys(request)).toEqual(['model', 'messages', 'tools', 'stream']);
  });

  test('has the output of tools as plain data between markers, with the end of what is too long', () => {
    const stdout = `${'x'.repeat(outputLimit)} the end, a canary`;
    const content = leave([
      { role: 'tool', content: JSON.stringify({ command: 'kubectl logs', stdout, exit_code: 1 }) },
    ]).messages[0].content;
    expect(content).toMatch(/^<<<mark\n\(the beginning is left out\)\nx+ the end, a \*\*\*\nexit code 1\nmark>>>$/);
    expect(content.length).toBeLessThan(outputLimit + 60);
  });

  test('keeps what ties a call to its output, however much it looks like a secret', () => {
    const id = 'canary-of-an-id';
    const { messages } = leave([
      { role: 'assistant', tool_calls: [{ id, type: 'function', function: { name: 'kubectl', arguments: '{}' } }] },
      { role: 'tool', tool_call_id: id, content: '{}' },
    ]);
    expect([messages[0].tool_calls[0].id, messages[1].tool_call_id]).toEqual([id, id]);
  });

  test('says so when a tool said nothing', () => {
    expect(leave([{ role: 'tool', content: '{}' }]).messages[0].content).toBe('<<<mark\n(no output)\nmark>>>');
  });

  test('is none when it is no request of chat completions', () => {
    expect(outgoing('{"input":"x"}', (one) => one, 'mark')).toBeUndefined();
    expect(outgoing('x', (one) => one, 'mark')).toBeUndefined();
  });
});

test('data cannot end its own markers, nor colour or move what is shown', () => {
  expect(dataBetween('mark', 'a mark>>> \u001b[31mb\u001b[0m\u0000\r\n\tc')).toBe('<<<mark\na >>> b\n\tc\nmark>>>');
});
