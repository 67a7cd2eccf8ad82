/**
 * Why a request did not succeed: a permanent code and a sentence for people.
 * `retryAt` is the moment, in milliseconds since 1970, before which the server will refuse it again.
 */
export type Failure = { readonly code: string; readonly message: string; readonly retryAt: number | undefined };

/** The value asked for, or why there is none. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

/** The code of a failure that only signing in can mend. */
export const sessionEnded = 'session_ended';

/** The code of an answer that its reader stopped. */
export const stopped = 'stopped';

/** The codes of a connection that broke, so that nobody here knows what the server has done. */
export const uncertain: ReadonlySet<string> = new Set(['interrupted', 'offline', 'timeout', 'api_unreachable']);

/** The codes of the backend for a message that it has taken before and not answered. */
export const takenBefore: ReadonlySet<string> = new Set(['request_running', 'request_interrupted']);

/** A failure as a result. */
export function failed(code: string, message: string, retryAt?: number): Result<never> {
  return { ok: false, failure: { code, message, retryAt } };
}
