import { describe, expect, it } from 'vitest';
import { conversationName } from '../../lib/conversationName.ts';
import { parseRichText, withoutHalfForms } from '../../lib/richText.ts';
import { describeToolCall, removedBy } from '../../lib/toolCalls.ts';

const call = (name: string, args: Readonly<Record<string, unknown>>, result: unknown = null, ok = true) => ({
  name,
  arguments: args,
  result,
  ok,
});

describe('the text of an answer', () => {
  it('has paragraphs and lists, numbers where they begin', () => {
    const blocks = parseRichText('Your tasks:\n- one\n* two\n\n3. three\n4) four\n\nDone.');
    expect(blocks.map(({ kind, start, lines }) => [kind, start, lines.length])).toEqual([
      ['paragraph', 1, 1],
      ['bullets', 1, 2],
      ['numbers', 3, 2],
      ['paragraph', 1, 1],
    ]);
  });

  it('has bold, code and http(s) links without the full stop after them', () => {
    expect(parseRichText('**Hi** `x` see https://a.example/b?c=1.')[0]?.lines[0]).toEqual([
      { kind: 'bold', text: 'Hi' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'x' },
      { kind: 'text', text: ' see ' },
      { kind: 'link', text: 'https://a.example/b?c=1', href: 'https://a.example/b?c=1' },
      { kind: 'text', text: '.' },
    ]);
  });

  it.each(['<img src=x onerror=alert(1)>', '[go](javascript:alert(1))', 'javascript:alert(1)', '**', '`', ''])(
    'keeps %j as plain text',
    (source) => {
      const spans = parseRichText(source).flatMap((block) => block.lines.flat());
      expect(spans).toEqual(source === '' ? [] : [{ kind: 'text', text: source }]);
    },
  );

  it.each([
    ['I added **Buy', 'I added **Buy**'],
    ['I added **', 'I added '],
    ['I added *', 'I added '],
    ['I added **Buy milk*', 'I added **Buy milk**'],
    ['I added **Buy milk**', 'I added **Buy milk**'],
    ['Try `Add', 'Try `Add`'],
    ['Here:\n-', 'Here:\n'],
    ['Here:\n- one\n2', 'Here:\n- one\n'],
    ['**One** and\n`two', '**One** and\n`two`'],
    ['', ''],
  ])('that has come as far as %j is shown as %j', (source, shown) => {
    expect(withoutHalfForms(source)).toBe(shown);
  });

  it('is read in linear time', () => {
    const begun = performance.now();
    parseRichText('**'.repeat(50_000) + '`'.repeat(50_001) + '- '.repeat(50_000) + 'https://'.repeat(10_000));
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

describe('a tool call', () => {
  it.each([
    ['Added “Buy milk”', call('add_task', { title: 'buy milk' }, { task_id: 1, title: 'Buy milk' })],
    ['Looked at all tasks', call('list_tasks', {}, [])],
    ['Looked at pending tasks', call('list_tasks', { status: 'pending' }, [])],
    ['Completed “Buy milk”', call('complete_task', { task_id: 1 }, { task_id: 1, title: 'Buy milk' })],
    ['Deleted task 4', call('delete_task', { task_id: 4 })],
    ['Updated a task', call('update_task', {})],
    ['Could not complete a task', call('complete_task', { task_id: 9 }, 'not found', false)],
    ['later_tool', call('later_tool', {})],
    ['later_tool failed', call('later_tool', {}, null, false)],
  ])('reads %j', (text, made) => expect(describeToolCall(made)).toBe(text));

  it('offers the return of what was really deleted', () => {
    const calls = [
      call('delete_task', { task_id: 1 }, { task_id: 1, status: 'deleted', title: 'Milk' }),
      call('delete_task', { task_id: 2 }, 'not found', false),
      call('add_task', { title: 'Tea' }, { task_id: 3, title: 'Tea' }),
    ];
    expect(removedBy(calls)).toEqual([{ id: 1, title: 'Milk' }]);
  });
});

describe('the name of a conversation', () => {
  const now = new Date(2026, 10, 25, 18, 30);
  const at = (day: number, hour: number, minute: number) => new Date(2026, 10, day, hour, minute).toISOString();

  it.each([
    ['its title', { title: ' Add\n milk ', usedAt: at(25, 9, 5) }, undefined, 'Add milk'],
    ['what it began with', { title: undefined, usedAt: at(25, 9, 5) }, 'Add tea', 'Add tea'],
    ['its time today', { title: undefined, usedAt: at(25, 0, 5) }, undefined, 'Today, 12:05 AM'],
    ['its time yesterday', { title: undefined, usedAt: at(24, 23, 5) }, undefined, 'Yesterday, 11:05 PM'],
    ['its day', { title: undefined, usedAt: at(3, 9, 5) }, undefined, 'Nov 3, 9:05 AM'],
    ['its number without a time', { title: undefined, usedAt: '' }, undefined, 'Conversation 7'],
  ])('is %s', (_, conversation, first, name) => {
    expect(conversationName({ id: 7, ...conversation }, first, now)).toBe(name);
  });
});
