import { type Finding, finding } from '../../core/finding.ts';
import type { Observation, Remnant } from '../../core/target.ts';
import type { Answer, Ground } from '../../core/world.ts';
import { lastWords } from './evidence.ts';
import { places } from './layout.ts';
import type { LocalPlatform } from './platform.ts';
import { readRecipes, seenAs } from './recipe.ts';
import { type ProcessRecord, readRecord, readRecords } from './record.ts';
import { answerOf, isSuccess, probe } from './start.ts';

/** One look at what this target keeps and runs. */
export const observeLocal = async (ground: Ground, platform: LocalPlatform): Promise<Observation> => {
  const recipes = await readRecipes(ground.files);
  const records = await Promise.all((['backend', 'frontend'] as const).map((name) => readRecord(ground.files, name)));
  const served = await Promise.all(
    records.filter((record) => record !== undefined).map((record) => look(ground, record)),
  );
  return {
    platform: { up: platform.up, facts: platform.facts, findings: platform.findings },
    images: recipes.flatMap(seenAs),
    releases: served.map(({ record, alive }) => ({
      name: record.release,
      revision: record.revision,
      status: record.status === 'deployed' ? 'deployed' : 'pending-install',
      fingerprint: record.fingerprint,
      drift: alive ? [] : [`the process of ${nameOf(record)} has ended`],
    })),
    workloads: served.map(workloadOf),
    services: served.map(({ record, ready }) => ({
      name: record.service,
      type: 'loopback',
      ports: [record.port],
      selector: record.selector,
      readyEndpoints: ready ? 1 : 0,
      findings: [],
    })),
    causes: [],
    strangers: [],
  };
};

/** What this target left running and on disk. */
export const localRemnants = async (ground: Ground): Promise<readonly Remnant[]> => {
  const records = await readRecords(ground.files);
  const running = await Promise.all(
    records.map(async (record) => ((await ground.processes.alive(record.mark)) ? [record] : [])),
  );
  const processes = running.flat().map((record) => ({ kind: 'process', name: nameOf(record) }));
  return [...processes, ...(await remnantsOnDisk(ground))];
};

/** A process as people name it. */
const nameOf = (record: ProcessRecord): string => `${record.release} (pid ${record.mark.pid})`;

type Served = {
  readonly record: ProcessRecord;
  readonly alive: boolean;
  readonly ready: boolean;
  readonly findings: readonly Finding[];
};

const look = async (ground: Ground, record: ProcessRecord): Promise<Served> => {
  if (!(await ground.processes.alive(record.mark)))
    return { record, alive: false, ready: false, findings: [gone(record, await lastWords(ground, record.log))] };
  const answer = await probe(ground, record);
  const ready = isSuccess(answer);
  return { record, alive: true, ready, findings: ready ? [] : [unready(record, answer)] };
};

const gone = (record: ProcessRecord, evidence: Finding['evidence']): Finding =>
  finding('pod/crash-loop', `The process of ${nameOf(record)} has ended`, {
    ...(evidence ? { evidence } : {}),
    remedy: `Read its last words with \`cat ${record.log}\`, then start it again: \`npx tsx scripts/deploy.ts\`.`,
    final: true,
  });

const unready = (record: ProcessRecord, answer: Answer): Finding =>
  finding('pod/not-ready', `The process of ${nameOf(record)} is not ready: ${answerOf(record, answer)}`, {
    evidence: answer.text ? [{ source: `GET ${record.probe}`, text: answer.text.slice(0, 2000) }] : [],
    remedy: `Read what it says: \`cat ${record.log}\`.`,
  });

const workloadOf = ({ record, alive, ready, findings }: Served): Observation['workloads'][number] => ({
  release: record.release,
  // One process serves a release on this machine, whatever replicas it would have in a cluster.
  replicas: 1,
  pods: [{ name: nameOf(record), release: record.release, running: alive, ready, restarts: 0 }],
  findings,
});

const remnantsOnDisk = async ({ files }: Ground): Promise<readonly Remnant[]> => {
  const listed = await Promise.all(
    [
      { kind: 'record', directory: places.run },
      { kind: 'log', directory: places.logs },
      { kind: 'secret', directory: places.secrets },
    ].map(async ({ kind, directory }) => (await files.list(directory)).map(({ path }) => ({ kind, name: path }))),
  );
  const whole = await Promise.all(
    (['data', 'cache'] as const).map(async (flag) =>
      (await files.exists(places[flag])) ? [{ kind: flag, name: places[flag], flag }] : [],
    ),
  );
  return [...listed.flat(), ...whole.flat()];
};
