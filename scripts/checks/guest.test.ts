import { describe, expect, it } from 'vitest';
import type { Answer } from '../core/world.ts';
import { type Answers, chatbot, cookie, json } from '../testing/chatbot.ts';
import { memoryWorld } from '../testing/world.ts';
import { chatAnswers, tasksManaged } from './guest.ts';

const base = 'http://127.0.0.1:3000';

const open = (own: Answers = {}, reach: string | undefined = base) =>
  memoryWorld({ target: { reach: async () => reach || undefined }, http: { ...chatbot(base).http, ...own } }).world;

const chatRoute = `POST ${base}/api/guest-1/chat`;

describe('the chatbot, asked by a guest through the frontend', () => {
  it('answers, and nothing of the guest stays', async () => {
    const world = open();
    expect(await chatAnswers(world)).toEqual([]);
    expect(await world.http(`${base}/api/auth/me`, { headers: { cookie } })).toMatchObject({ status: 401 });
  });

  it('manages the tasks of the guest by chat and by the API, through every kind of change', async () => {
    const { http, said } = chatbot(base);
    expect(await tasksManaged(open(http))).toEqual([]);
    expect(said.map((message) => message.split(' ')[0])).toEqual(['Add', "What's", 'Mark', 'Change', 'Delete']);
  });

  it.each<readonly [string, Partial<Answer>]>([
    ['says nothing', json({ response: ' ', assistant: 'builtin', tool_calls: [{ name: 'list_tasks' }] })],
    ['lists nothing', json({ response: 'Hello', assistant: 'builtin', tool_calls: [] })],
    ['answers without a response', json({ assistant: 'builtin' })],
    ['answers no JSON', { status: 200, text: '<html>' }],
    ['answers with an error', json({ detail: 'broken' }, 500)],
  ])('has not answered when it %s', async (_, answer) => {
    expect(await chatAnswers(open({ [chatRoute]: answer }))).toMatchObject([{ code: 'service/bad-answer' }]);
  });

  it('has not managed the tasks when it only talks', async () => {
    const talk = json({ response: 'Done: buy groceries', assistant: 'builtin', tool_calls: [] });
    expect(await tasksManaged(open({ [chatRoute]: talk }))).toMatchObject([
      { code: 'service/bad-answer', message: expect.stringContaining('did not create a task') },
    ]);
  });

  it('has not managed them when the API keeps what was deleted', async () => {
    const kept = Object.fromEntries(
      Array.from({ length: 40 }, (_, id) => [`DELETE ${base}/api/guest-1/tasks/${id}`, { status: 204 }]),
    );
    expect(await tasksManaged(open(kept))).toMatchObject([
      { code: 'service/bad-answer', message: expect.stringMatching(/^GET .* answers 200, not 404$/) },
    ]);
  });
});

describe('a guest', () => {
  it('cannot sign in where nobody answers, or where the answer has no account and no session', async () => {
    const signIn = `POST ${base}/api/auth/guest`;
    await expect(chatAnswers(open({ [signIn]: { status: 0 } }))).rejects.toMatchObject({
      finding: { code: 'service/unreachable' },
    });
    for (const answer of [json({}, 503), json({ id: 'guest-1' }, 201), { ...json({}, 201), cookies: [cookie] }])
      await expect(chatAnswers(open({ [signIn]: answer }))).rejects.toMatchObject({
        finding: { code: 'service/bad-answer' },
      });
    expect(await chatAnswers(open({}, ''))).toMatchObject([{ code: 'service/unreachable' }]);
  });

  it('is told that the backend is away where the frontend answers 502, at its sign-in or later', async () => {
    const away = json({ error: 'api_unreachable' }, 502);
    const later = await chatAnswers(open({ [chatRoute]: away }));
    expect(later).toMatchObject([{ code: 'service/upstream-away', evidence: [{ source: '/chat -> 502' }] }]);
    await expect(chatAnswers(open({ [`POST ${base}/api/auth/guest`]: away }))).rejects.toMatchObject({
      finding: { code: 'service/upstream-away' },
    });
  });

  it('is removed even when the question fails', async () => {
    const world = open({ [chatRoute]: json({}, 500) });
    await chatAnswers(world);
    expect(await world.http(`${base}/api/auth/me`, { headers: { cookie } })).toMatchObject({ status: 401 });
  });

  it('that stays is an error beside what else was found', async () => {
    const stays = { [`DELETE ${base}/api/auth/guest`]: { status: 500 }, [chatRoute]: json({}, 500) };
    expect(await chatAnswers(open(stays))).toMatchObject([
      { code: 'service/bad-answer', message: expect.stringContaining('/chat answers 500') },
      { code: 'service/bad-answer', message: 'The throw-away guest is still there after its removal' },
    ]);
  });

  it('cannot be seen to be gone when the frontend stops answering', async () => {
    expect(await chatAnswers(open({ [`GET ${base}/api/auth/me`]: { status: 0 } }))).toMatchObject([
      { code: 'service/unreachable' },
    ]);
  });
});
