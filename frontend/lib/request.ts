import { type Decode, listOf, membersOf, textOf } from './decode.ts';
import { failed, type Result, sessionEnded, stopped } from './failure.ts';
import type { Page } from './model.ts';

/** The part of fetch that is needed. */
export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

/** What to send; `key` makes the server do it once, however often it arrives. */
export type Send = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: Readonly<Record<string, unknown>>;
  readonly key?: string | undefined;
  readonly signal?: AbortSignal | undefined;
};

/** Milliseconds to wait for an answer: longer than the backend gives an assistant. */
const patience = 75_000;

/** Asks for a JSON value; never throws. */
export async function request<T>(fetch: Fetch, path: string, decode: Decode<T>, send: Send = {}): Promise<Result<T>> {
  const answer = await exchange(fetch, path, send);
  if (!answer.ok) return answer;
  const value = decode(await jsonOf(answer.value));
  return value === undefined ? strange : { ok: true, value };
}

/** Asks for a part of a long list, the first one unless `cursor` names another; never throws. */
export async function requestPage<T>(
  fetch: Fetch,
  path: string,
  decode: Decode<T>,
  cursor?: string,
): Promise<Result<Page<T>>> {
  const mark = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
  const answer = await exchange(fetch, path + mark, {});
  if (!answer.ok) return answer;
  const items = listOf(decode)(await jsonOf(answer.value));
  if (!items) return strange;
  return { ok: true, value: { items, next: answer.value.headers.get('x-next-cursor') ?? undefined } };
}

/** Asks for all parts of a long list, one after the other; never throws. */
export async function requestAll<T>(fetch: Fetch, path: string, decode: Decode<T>): Promise<Result<readonly T[]>> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await requestPage(fetch, path, decode, cursor);
    if (!page.ok) return page;
    items.push(...page.value.items);
    cursor = page.value.next;
  } while (cursor !== undefined);
  return { ok: true, value: items };
}

/** Asks for something whose success has nothing to tell; never throws. */
export async function requestNothing(fetch: Fetch, path: string, send: Send): Promise<Result<undefined>> {
  const answer = await exchange(fetch, path, send);
  return answer.ok ? { ok: true, value: undefined } : answer;
}

/** An answer that nobody here can read. */
export const strange = failed('bad_response', 'The server gave an answer that this page does not know.');

/** The successful answer to a request; its body is still to come. */
export async function exchange(fetch: Fetch, path: string, send: Send): Promise<Result<Response>> {
  const deadline = AbortSignal.timeout(patience);
  const init: RequestInit = {
    method: send.method ?? 'GET',
    cache: 'no-store',
    signal: send.signal ? AbortSignal.any([send.signal, deadline]) : deadline,
  };
  const headers: Record<string, string> = {};
  if (send.key) headers['idempotency-key'] = send.key;
  if (send.body) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(send.body);
  }
  try {
    const answer = await fetch(path, { ...init, headers });
    return answer.ok ? { ok: true, value: answer } : await refused(path, answer);
  } catch {
    if (send.signal?.aborted) return failed(stopped, 'You stopped this answer.');
    if (deadline.aborted) return failed('timeout', 'The server took too long to answer.');
    return failed('offline', 'No connection to the server. Check your network and try again.');
  }
}

/** What people read where the server's own sentence is for programs. */
const sentences: Readonly<Record<string, string>> = {
  request_running: 'This message is being answered already.',
  request_interrupted: 'This message was not answered.',
};

async function refused(path: string, answer: Response): Promise<Result<never>> {
  const body = membersOf(await jsonOf(answer));
  const detail = body?.detail;
  const code = typeof body?.code === 'string' ? body.code : `http_${answer.status}`;
  // A refused password is no ended session; another tab that signed in as somebody else has ended this one.
  const unknown = answer.status === 401 && !path.startsWith('/api/auth/');
  if (unknown || code === 'invalid_token' || code === 'wrong_user') {
    return failed(sessionEnded, 'Your session has ended.');
  }
  const message = sentences[code] ?? (textOf(detail) || `The server refused the request (${answer.status}).`);
  return failed(code, message, retryAt(answer));
}

/** Retry-After as a moment: seconds from now or an HTTP date (RFC 9110, 10.2.3). */
function retryAt(answer: Response): number | undefined {
  const value = answer.headers.get('retry-after') ?? '';
  const moment = /^\d+$/.test(value) ? Date.now() + Number(value) * 1000 : Date.parse(value);
  return Number.isNaN(moment) ? undefined : moment;
}

async function jsonOf(answer: Response): Promise<unknown> {
  return answer.json().catch(() => undefined);
}
