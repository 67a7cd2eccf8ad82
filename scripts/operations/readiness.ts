import { serviceReady } from '../checks/service.ts';
import { wantedOf } from '../checks/wanted.ts';
import { errorsOf, Problem } from '../core/finding.ts';
import { isSkip } from '../core/task.ts';
import type { Answer, World } from '../core/world.ts';

/** What /ready of a copy answered while its database was away, and when it was there again. */
export type Readiness = { readonly away: Answer; readonly back: Answer };

/** Milliseconds in which /ready must follow the database. */
export const patience = { away: 5_000, back: 30_000 } as const;

/**
 * Takes the database of a copy away and brings it back, with its data and its password. Throws a Problem where the copy
 * gets no requests any more afterwards.
 */
export const readinessOf = async (copy: World): Promise<Readiness> => {
  const database = await wantedOf(copy, 'database');
  await copy.target.uninstall('database');
  const away = await readyWithin(copy, 503, patience.away);
  await copy.target.install(database);
  const back = await readyWithin(copy, 200, patience.back);
  if (back.status === 200) await untilServed(copy);
  return { away, back };
};

/** The last answer of /ready: the first one with the status, or the one when the time is over. */
const readyWithin = async ({ target, http, clock }: World, status: number, ms: number): Promise<Answer> => {
  const end = clock.now() + ms;
  for (;;) {
    const base = await target.reach('backend-service');
    const answer = base ? await http(`${base}/ready`) : { status: 0, text: 'no forward', headers: {}, cookies: [] };
    if (answer.status === status || clock.now() >= end) return answer;
    await clock.sleep(250);
  }
};

/** What is ready gets requests when its probe was asked next. */
const untilServed = async (copy: World): Promise<void> => {
  const end = copy.clock.now() + patience.back;
  for (;;) {
    copy.target.forget();
    const verdict = await serviceReady('backend-service')(copy);
    const [trouble] = isSkip(verdict) ? [] : errorsOf(verdict);
    if (!trouble) return;
    if (copy.signal.aborted || copy.clock.now() >= end) throw new Problem(trouble);
    await copy.clock.sleep(500);
  }
};
