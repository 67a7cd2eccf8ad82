import type { Image, ReleaseName } from '../../core/target.ts';
import type { Files, ProcessMark } from '../../core/world.ts';
import { jsonNames, places, recordFile, type Slot } from './layout.ts';

/** What is written down about a process that serves a release: enough to find, judge and end it, and no secret. */
export type ProcessRecord = {
  /** By this cleanup knows that it is ours. */
  readonly label: 'app.kubernetes.io/part-of=todo-chatbot';
  readonly release: ReleaseName;
  readonly revision: number;
  /** `starting` until the readiness probe has answered once. */
  readonly status: 'starting' | 'deployed';
  readonly fingerprint: string;
  /** The image it runs from. */
  readonly image: Pick<Image, 'name' | 'tag'>;
  readonly mark: ProcessMark;
  readonly service: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly port: number;
  /** Path of the readiness probe. */
  readonly probe: string;
  /** Its environment without what came from a Secret. */
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
};

/** The record of a release, or undefined when there is none that can be read. */
export const readRecord = async (
  files: Files,
  release: ReleaseName,
  slot: Slot = 'current',
): Promise<ProcessRecord | undefined> => recordIn(await files.read(recordFile(release, slot)));

/** All records there are, those of processes that still prove themselves included. */
export const readRecords = async (files: Files): Promise<readonly ProcessRecord[]> => {
  const names = await jsonNames(files, places.run);
  const records = await Promise.all(
    names.map(async (name) => recordIn(await files.read(`${places.run}/${name}.json`))),
  );
  return records.filter((record) => record !== undefined);
};

/** Writes a record, mode 0600. */
export const writeRecord = (files: Files, record: ProcessRecord, slot: Slot): Promise<void> =>
  files.write(recordFile(record.release, slot), `${JSON.stringify(record, null, 2)}\n`, 0o600);

const recordIn = (text: string | undefined): ProcessRecord | undefined => {
  try {
    const read: unknown = text === undefined ? undefined : JSON.parse(text);
    return isRecord(read) ? read : undefined;
  } catch {
    return undefined;
  }
};

/** What each field of a record is; a file that was cut off or edited by hand is no record. */
const fields: { readonly [F in keyof ProcessRecord]: 'string' | 'number' | 'object' } = {
  label: 'string',
  release: 'string',
  revision: 'number',
  status: 'string',
  fingerprint: 'string',
  image: 'object',
  mark: 'object',
  service: 'string',
  selector: 'object',
  port: 'number',
  probe: 'string',
  env: 'object',
  log: 'string',
  startedAt: 'number',
};

const isRecord = (read: unknown): read is ProcessRecord =>
  has(read, fields) &&
  read.label === 'app.kubernetes.io/part-of=todo-chatbot' &&
  has(read.mark, { pid: 'number', started: 'string' }) &&
  has(read.image, { name: 'string', tag: 'string' });

const has = <F extends string>(read: unknown, types: Readonly<Record<F, string>>): read is Record<F, unknown> =>
  typeof read === 'object' &&
  read !== null &&
  Object.entries(types).every(([name, type]) => {
    const value: unknown = Reflect.get(read, name);
    return value !== null && typeof value === type;
  });
