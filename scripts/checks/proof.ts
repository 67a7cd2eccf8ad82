import { type Finding, finding } from '../core/finding.ts';
import type { ReleaseName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Answer, World } from '../core/world.ts';
import { removeReleases } from './cleanup.ts';
import { shown } from './service.ts';
import { ownDatabase, wantedOf } from './wanted.ts';

/** Where the live deployment must not be disturbed: releases are installed in the scratch namespace, asked, and removed. */
const inProof = async (
  world: World,
  releases: readonly ReleaseName[],
  ask: (proof: World) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  const proof = await world.proof();
  try {
    for (const name of releases) await proof.target.install(await wantedOf(proof, name));
    return await ask(proof);
  } finally {
    await removeReleases(...releases.toReversed())(proof);
    await proof.target.down({ data: true, cache: false, cluster: false, images: false });
    await proof.target.close();
  }
};

/**
 * While its database is away the backend answers /ready with 503 within five seconds, and recovers when it is back.
 * Only a development database can be taken away: with any other there is nothing to ask.
 */
export const readinessFollowsDatabase: Check = async (world) =>
  ownDatabase(world) ? inProof(world, ['database', 'backend'], databaseComesAndGoes) : [];

const databaseComesAndGoes = async (proof: World): Promise<readonly Finding[]> => {
  const database = await wantedOf(proof, 'database');
  await proof.target.uninstall('database');
  const away = await readyWithin(proof, 503, 5_000);
  await proof.target.install(database);
  const back = await readyWithin(proof, 200, 30_000);
  return [
    ...unless(away, 503, 'Within 5 s of losing its database'),
    ...unless(back, 200, 'Within 30 s of its database being back'),
  ];
};

const unless = (answer: Answer, status: number, when: string): readonly Finding[] =>
  answer.status === status
    ? []
    : [
        finding('service/bad-answer', `${when} /ready answers ${answer.status || 'nothing'}, not ${status}`, {
          evidence: [shown('/ready', answer)],
        }),
      ];

/** The last answer of /ready: the first one with the status, or the one when the time is over. */
const readyWithin = async (proof: World, status: number, ms: number): Promise<Answer> => {
  const end = proof.clock.now() + ms;
  for (;;) {
    const base = await proof.target.reach('backend-service');
    const answer = base
      ? await proof.http(`${base}/ready`)
      : { status: 0, text: 'no forward', headers: {}, cookies: [] };
    if (answer.status === status || proof.clock.now() >= end) return answer;
    await proof.clock.sleep(250);
  }
};
