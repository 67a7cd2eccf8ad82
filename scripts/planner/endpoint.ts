import { type Finding, finding } from '../core/finding.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Why an address is not asked; undefined where it may be: on this machine, or at a host that the user named (that of
 * OPENAI_BASE_URL), there by https alone. An address with a user, a query or a fragment is none of a model.
 */
export const endpointFinding = (url: string, named: readonly string[]): Finding | undefined => {
  const read = URL.canParse(url) ? new URL(url) : undefined;
  const refuse = (why: string) => finding('ai/endpoint-refused', `The model is not asked at ${shown(read)}: ${why}`);
  if (!read) return refuse('it is no address');
  if (read.username || read.password || read.search || read.hash) return refuse('it has more than a host and a path');
  if (!/\/v1\/?$/.test(read.pathname)) return refuse('it does not end with /v1');
  if (loopback.test(read.hostname) && /^https?:$/.test(read.protocol)) return undefined;
  if (!named.includes(read.hostname)) return refuse('it is not on this machine, and .env does not name this host');
  return read.protocol === 'https:' ? undefined : refuse('what leaves this machine goes by https');
};

const shown = (url: URL | undefined): string => (url ? `${url.protocol}//${url.host}${url.pathname}` : 'what is set');
