import { forward } from '../../../lib/proxy.ts';

export const dynamic = 'force-dynamic';

type Context = { readonly params: Promise<{ readonly path: readonly string[] }> };

async function proxy(request: Request, context: Context): Promise<Response> {
  const { path } = await context.params;
  // Handed over whole: Next replaces `process.env.NEXT_PUBLIC_…` by its build-time value where it is spelled out.
  return forward(request, path, process.env, console.error);
}

export { proxy as DELETE, proxy as GET, proxy as PATCH, proxy as POST, proxy as PUT };
