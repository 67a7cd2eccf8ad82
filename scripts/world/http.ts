import { problem } from '../core/finding.ts';
import type { Answer, Http, Send } from '../core/world.ts';

/** HTTP to this machine: what we deploy is reached through loopback, and nothing else is anyone's business. */
export const openHttp =
  (): Http =>
  async (url, send = {}) => {
    if (!isLoopback(url))
      throw problem('crash/unexpected', `Only loopback is asked over HTTP, not ${new URL(url).host}`, { final: true });
    const deadline = send.deadline ?? 5000;
    try {
      const response = await fetch(url, requestOf(send, ended(send, deadline)));
      return {
        status: response.status,
        text: await response.text(),
        headers: Object.fromEntries(response.headers),
        cookies: response.headers.getSetCookie(),
      };
    } catch (error) {
      return nobody(causeOf(error, deadline));
    }
  };

const nobody = (text: string): Answer => ({ status: 0, text, headers: {}, cookies: [] });

const isLoopback = (url: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);

const requestOf = (send: Send, signal: AbortSignal): RequestInit => ({
  method: send.method ?? (send.json === undefined ? 'GET' : 'POST'),
  headers: { ...(send.json === undefined ? {} : { 'content-type': 'application/json' }), ...send.headers },
  ...(send.json === undefined ? {} : { body: JSON.stringify(send.json) }),
  redirect: 'manual',
  signal,
});

const ended = ({ signal }: Send, deadline: number): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(deadline), ...(signal ? [signal] : [])]);

/** fetch hides the reason one level down, and several addresses tried hide it in a list. */
const causeOf = (error: unknown, deadline: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${deadline} ms`;
  if (error.name === 'AbortError') return 'given up before there was an answer';
  const { cause } = error;
  if (cause instanceof AggregateError) return cause.errors.map((one: unknown) => messageOf(one)).join('; ');
  return messageOf(cause ?? error);
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
