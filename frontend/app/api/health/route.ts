export const dynamic = 'force-dynamic';

/** Says that this server runs; the backend is not asked, so its absence never restarts the frontend. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
