/** Environment variables, of which API_URL or else NEXT_PUBLIC_API_URL says where the backend is. */
export type ProxyEnvironment = Readonly<Record<string, string | undefined>>;

/** Receives one JSON line per request that could not be forwarded. */
export type LogLine = (line: string) => void;

const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'cookie',
  'idempotency-key',
  'last-event-id',
  'origin',
  'x-request-id',
] as const;

// Lengths and encodings are those of the hop, and Location would name the backend's own host.
const responseHeaders = [
  'cache-control',
  'content-type',
  'idempotency-replayed',
  'retry-after',
  'www-authenticate',
  'x-next-cursor',
  'x-request-id',
] as const;

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
const ownSites: ReadonlySet<string> = new Set(['same-origin', 'none']);

/**
 * Forwards one request for /api/<segments> to the backend and streams its answer back.
 * Answers 403 cross_origin, 404 not_found or 502 api_unreachable itself.
 */
export async function forward(
  request: Request,
  segments: readonly string[],
  environment: ProxyEnvironment,
  log: LogLine,
): Promise<Response> {
  if (!safeMethods.has(request.method) && !isSameOrigin(request.headers)) {
    return refusal(403, 'cross_origin', 'This request came from another site, so it was not carried out.');
  }
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    return refusal(404, 'not_found', 'There is nothing at this address.');
  }
  const base = environment.API_URL || environment.NEXT_PUBLIC_API_URL;
  if (!base) {
    return unreachable(request, log, 'neither API_URL nor NEXT_PUBLIC_API_URL is set; set API_URL to the backend');
  }
  if (!URL.canParse(base)) {
    return unreachable(request, log, 'API_URL (or NEXT_PUBLIC_API_URL) is not a URL; write it as http://host:port');
  }
  const target = new URL(base);
  target.pathname = `/api/${segments.map(encodeURIComponent).join('/')}`;
  target.search = new URL(request.url).search;
  try {
    return relayed(await fetch(target, outgoing(request)));
  } catch (error) {
    if (request.signal.aborted) return new Response(null, { status: 499 });
    return unreachable(request, log, `${target.host} does not answer (${causeOf(error)})`);
  }
}

/** Whether a state-changing request was made by a page of this origin, or by a client that is no browser. */
function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null && !ownSites.has(site)) return false;
  const origin = headers.get('origin');
  if (origin === null) return true;
  return URL.canParse(origin) && new URL(origin).host === headers.get('host');
}

function outgoing(request: Request): RequestInit {
  const headers = new Headers();
  for (const name of requestHeaders) {
    const value = request.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const init: RequestInit = {
    method: request.method,
    headers,
    redirect: 'manual',
    cache: 'no-store',
    signal: request.signal,
  };
  // Fetch demands half duplex for a streamed body; the DOM types do not know the member.
  return request.body === null ? init : Object.assign(init, { body: request.body, duplex: 'half' });
}

function relayed(answer: Response): Response {
  const headers = new Headers();
  for (const name of responseHeaders) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  for (const cookie of answer.headers.getSetCookie()) headers.append('set-cookie', cookie);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

function unreachable(request: Request, log: LogLine, reason: string): Response {
  const { pathname } = new URL(request.url);
  log(JSON.stringify({ level: 'error', code: 'api_unreachable', method: request.method, path: pathname, reason }));
  return refusal(502, 'api_unreachable', 'The server cannot be reached right now. Please try again in a moment.');
}

function refusal(status: number, code: string, detail: string): Response {
  return Response.json({ detail, code }, { status, headers: { 'cache-control': 'no-store' } });
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown cause';
  const { cause } = error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  return error.name;
}
