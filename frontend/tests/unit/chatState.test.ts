import { describe, expect, it } from 'vitest';
import { type ChatEvent, type ChatState, initialChat, reduceChat, unanswered } from '../../lib/chatState.ts';
import type { StoredMessage } from '../../lib/model.ts';

const stored = (role: 'user' | 'assistant', content: string, id: number): StoredMessage => ({
  id,
  role,
  content,
  toolCalls: [],
});
const page = (...items: StoredMessage[]) => ({ items, next: undefined });
const reached = (state: ChatState, ...events: readonly ChatEvent[]) => events.reduce(reduceChat, state);
const texts = ({ messages }: ChatState) => messages.map(({ content }) => content);
const failure = { code: 'interrupted', message: 'Broke.', retryAt: undefined };
const added = { name: 'add_task', arguments: {}, result: {}, ok: true };

describe('a conversation', () => {
  it('drops what one assistant wrote when another takes over', () => {
    const { turn } = reached(
      initialChat,
      { type: 'sent', text: 'Hi' },
      { type: 'opened', conversationId: 1 },
      { type: 'delta', text: 'Half a sen' },
      { type: 'opened', conversationId: 1 },
      { type: 'delta', text: 'Whole.' },
    );
    expect(turn?.text).toBe('Whole.');
  });

  it('takes no step when nobody is answering', () => {
    const state = reached(initialChat, { type: 'delta', text: 'late' }, { type: 'tool', call: added });
    expect(state.turn).toBeUndefined();
  });

  it('keeps the part of an answer that failed and forgets it when the message is sent again', () => {
    const failed = reached(
      initialChat,
      { type: 'sent', text: 'Hi' },
      { type: 'tool', call: added },
      { type: 'delta', text: 'Half' },
      { type: 'answer-failed', failure },
    );
    expect(texts(failed)).toEqual(['Hi', 'Half']);
    expect(unanswered(failed)).toEqual({ text: 'Hi', failure });
    const again = reached(failed, { type: 'sent-again' });
    expect(texts(again)).toEqual(['Hi']);
    expect(unanswered(again)).toBeUndefined();
  });

  it('shows a message once that is stored twice because its answer was interrupted', () => {
    const state = reached(initialChat, {
      type: 'loaded',
      conversationId: 1,
      page: page(
        stored('user', 'Hi', 1),
        stored('user', 'Hi', 2),
        stored('assistant', 'Hello.', 3),
        stored('user', 'Hi', 4),
      ),
    });
    expect(texts(state)).toEqual(['Hi', 'Hello.', 'Hi']);
    expect(unanswered(state)?.failure.code).toBe('interrupted');
  });
});

describe('a conversation that is read again', () => {
  const hi = [stored('user', 'Hi', 10), stored('assistant', 'Hello.', 11)];
  const known = reached(initialChat, { type: 'loaded', conversationId: 1, page: page(...hi) });
  const failed = reached(
    known,
    { type: 'sent', text: 'Add milk' },
    { type: 'tool', call: added },
    { type: 'answer-failed', failure },
  );

  it('has the answer that came while the connection was broken', () => {
    const whole = page(...hi, stored('user', 'Add milk', 12), stored('assistant', 'Added.', 13));
    const state = reached(failed, { type: 'refreshed', page: whole });
    expect(texts(state)).toEqual(['Hi', 'Hello.', 'Add milk', 'Added.']);
    expect(unanswered(state)).toBeUndefined();
  });

  it.each([
    ['is stored without an answer', [stored('user', 'Add milk', 12)]],
    ['was never stored', []],
  ])('keeps what is known here of a message that %s', (_, rest) => {
    const state = reached(failed, { type: 'refreshed', page: page(...hi, ...rest) });
    expect(state.messages).toEqual(failed.messages);
  });

  it('keeps keys and notices of what is on the page, and the earlier messages before it', () => {
    const earlier = reached(known, {
      type: 'earlier',
      page: page(stored('user', 'Long ago', 3), stored('assistant', 'Yes.', 4)),
    });
    const answered = reached(
      earlier,
      { type: 'sent', text: 'Add milk' },
      {
        type: 'answered',
        answer: { conversationId: 1, messageId: 13, response: 'Added.', toolCalls: [], notice: 'assistant_auth' },
      },
    );
    const state = reached(answered, {
      type: 'refreshed',
      page: page(...hi, stored('user', 'Add milk', 12), stored('assistant', 'Added.', 13)),
    });
    expect(texts(state)).toEqual(['Long ago', 'Yes.', 'Hi', 'Hello.', 'Add milk', 'Added.']);
    expect(state.messages.map(({ key }) => key)).toEqual(answered.messages.map(({ key }) => key));
    expect(state.messages.at(-1)).toMatchObject({ id: 13, notice: 'assistant_auth' });
  });

  it('is not touched while an answer is being written', () => {
    const answering = reached(known, { type: 'sent', text: 'Add milk' });
    expect(reached(answering, { type: 'refreshed', page: page(...hi) })).toBe(answering);
  });
});
