import { describe, expect, it } from 'vitest';
import { createApi } from '../../lib/api.ts';
import type { ChatStep } from '../../lib/chatStream.ts';
import { idempotencyKey } from '../../lib/idempotencyKey.ts';

const said =
  (body: unknown, init: ResponseInit = {}) =>
  async () =>
    Response.json(body, init);
const stream = (text: string) => async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } });
const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;

async function chat(answer: () => Promise<Response>, signal = new AbortController().signal) {
  const steps: ChatStep[] = [];
  const message = { text: 'Hi', key: 'k', conversationId: undefined, signal };
  const result = await createApi(answer).chat('u1', message, (step) => steps.push(step));
  return { result, steps };
}

describe('a refused request', () => {
  it.each([
    [401, { code: 'invalid_token', detail: 'Sign in.' }, {}, { code: 'session_ended', retryAt: undefined }],
    [403, { code: 'wrong_user', detail: 'Not yours.' }, {}, { code: 'session_ended' }],
    [401, null, {}, { code: 'session_ended' }],
    [404, { code: 'task_not_found', detail: 'There is no such task.' }, {}, { message: 'There is no such task.' }],
    [500, '<html>', {}, { code: 'http_500', message: 'The server refused the request (500).' }],
    [
      409,
      { code: 'request_running', detail: 'The request with this idempotency key…' },
      {},
      { message: 'This message is being answered already.' },
    ],
  ])('%d %j is a failure with its code and sentence', async (status, body, headers, expected) => {
    const answer = await createApi(said(body, { status, headers })).tasks('u1');
    expect(answer).toMatchObject({ ok: false, failure: expected });
  });

  it.each([
    ['seconds', '30', 30_000],
    ['a date', new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ])('knows from %s when it may come again', async (_, after, wait) => {
    const answer = await createApi(said({}, { status: 429, headers: { 'retry-after': after } })).tasks('u1');
    const moment = answer.ok ? 0 : (answer.failure.retryAt ?? 0);
    expect(Math.abs(moment - Date.now() - wait)).toBeLessThan(1500);
  });

  it('knows no moment when the server names none that can be read', async () => {
    const answer = await createApi(said({}, { status: 503, headers: { 'retry-after': 'soon' } })).tasks('u1');
    expect(answer).toMatchObject({ ok: false, failure: { retryAt: undefined } });
  });

  it('of a wrong password has its own code, for no session has ended', async () => {
    const refusal = { code: 'invalid_credentials', detail: 'Not right.' };
    const answer = await createApi(said(refusal, { status: 401 })).logIn({ email: 'a@b.c', password: 'x' });
    expect(answer).toMatchObject({ ok: false, failure: { code: 'invalid_credentials', message: 'Not right.' } });
  });

  it('that found no network says so', async () => {
    const answer = await createApi(() => Promise.reject(new TypeError('Failed to fetch'))).tasks('u1');
    expect(answer).toMatchObject({ ok: false, failure: { code: 'offline' } });
  });

  it.each([[null], [[{ id: 1 }]], [[{ id: 'one', title: 'x' }]], [{ id: 1, title: 'x' }]])(
    'is one whose answer %j has another shape',
    async (body) => {
      expect(await createApi(said(body)).tasks('u1')).toMatchObject({ ok: false, failure: { code: 'bad_response' } });
    },
  );
});

describe('an answer that streams', () => {
  const meta = event('meta', { conversation_id: 3, assistant: 'builtin' });
  const done = { message_id: 8, response: 'Hi there.', tool_calls: [] };

  it('tells its steps in order and ends in the whole of it', async () => {
    const call = { name: 'list_tasks', arguments: {}, result: [], ok: true };
    const text = meta + event('tool', call) + event('delta', { text: 'Hi ' }) + event('delta', { text: 'there.' });
    const { result, steps } = await chat(
      stream(text + event('done', { ...done, tool_calls: [call], notice: 'assistant_auth' })),
    );
    expect(steps).toEqual([
      { type: 'opened', conversationId: 3 },
      { type: 'tool', call },
      { type: 'delta', text: 'Hi ' },
      { type: 'delta', text: 'there.' },
    ]);
    expect(result).toEqual({
      ok: true,
      value: { conversationId: 3, messageId: 8, response: 'Hi there.', toolCalls: [call], notice: 'assistant_auth' },
    });
  });

  it('goes on past events and data that are not known', async () => {
    const { result } = await chat(
      stream(`${meta}event: later\ndata: {}\n\nevent: delta\ndata: {{\n\n${event('done', done)}`),
    );
    expect(result).toMatchObject({ ok: true, value: { response: 'Hi there.' } });
  });

  it.each([
    ['an error event', meta + event('error', { code: 'assistant_timeout', detail: 'Too long.' }), 'assistant_timeout'],
    ['an error event without words', meta + event('error', {}), 'assistant_error'],
    ['no end', meta + event('delta', { text: 'Hi' }), 'interrupted'],
    ['an end without a beginning', event('done', done), 'bad_response'],
    ['nothing', '', 'interrupted'],
  ])('with %s is a failure', async (_, text, code) => {
    expect((await chat(stream(text))).result).toMatchObject({ ok: false, failure: { code } });
  });

  it('that is no stream is a failure', async () => {
    expect((await chat(said({}))).result).toMatchObject({ ok: false, failure: { code: 'bad_response' } });
  });

  it.each(['before it begins', 'in its middle'])('that its reader stops %s is told as stopped', async (when) => {
    const leaving = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(meta));
        leaving.signal.addEventListener('abort', () => controller.error(leaving.signal.reason));
      },
    });
    if (when === 'before it begins') leaving.abort();
    else setTimeout(() => leaving.abort(), 20);
    const { result } = await chat(async () => {
      leaving.signal.throwIfAborted();
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    }, leaving.signal);
    expect(result).toMatchObject({ ok: false, failure: { code: 'stopped' } });
  });
});

describe('an Idempotency-Key', () => {
  it('is another one each time, and one that the backend takes', () => {
    const keys = Array.from({ length: 100 }, idempotencyKey);
    expect(new Set(keys).size).toBe(100);
    expect(keys.every((key) => /^[A-Za-z0-9._-]{1,64}$/.test(key))).toBe(true);
  });
});
