import { forward, type LogLine, type ProxyEnvironment } from './proxy.ts';

/**
 * Answers who the browser is: 200 `{user, ended}`, where nobody is an answer like any other.
 * Browsers write each 401 into their console as an error, and whether there is a session cookie no script can see.
 */
export async function identify(request: Request, environment: ProxyEnvironment, log: LogLine): Promise<Response> {
  const question = new Request(new URL('/api/auth/me', request.url), {
    headers: request.headers,
    signal: request.signal,
  });
  const answer = await forward(question, ['auth', 'me'], environment, log);
  if (answer.status === 401) return said({ user: null, ended: hasSession(request.headers) });
  if (!answer.ok) return answer;
  return said({ user: await answer.json() });
}

function said(body: unknown): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store' } });
}

function hasSession(headers: Headers): boolean {
  return /(^|;\s*)todo_session=./.test(headers.get('cookie') ?? '');
}
