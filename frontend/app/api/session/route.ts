import { identify } from '../../../lib/identify.ts';

export const dynamic = 'force-dynamic';

/** Says who the browser is, also when it is nobody. */
export function GET(request: Request): Promise<Response> {
  // Handed over whole: Next replaces `process.env.NEXT_PUBLIC_…` by its build-time value where it is spelled out.
  return identify(request, process.env, console.error);
}
