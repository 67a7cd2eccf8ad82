import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Finding } from '../../core/finding.ts';
import type { Said, Shell, World } from '../../core/world.ts';
import { openCharts } from '../../world/charts.ts';
import { settle } from '../../world/config.ts';
import { openFiles } from '../../world/files.ts';
import { openRedactor } from '../../world/redact.ts';
import { openShell } from '../../world/shell.ts';
import { openTemporary } from '../../world/temporary.ts';
import { wordsOf } from '../../world/words.ts';
import { memoryWorld } from '../world.ts';
import type { BrokenInput } from './broken.ts';

/** What helm said, by everything that it was asked and had to read. */
export type Memory = Map<string, Promise<Said>>;

/** The helm that is asked, and what it said before. */
export type Asking = { readonly helm: string; readonly memory: Memory };

/** A world to judge a folder in; what a run began beside its tasks may outlast it, so the folder waits for `rest`. */
type Opened = {
  readonly world?: World;
  readonly findings: readonly Finding[];
  /** Starts no program any more, and settles when those that were started have ended. */
  readonly rest: () => Promise<void>;
};

/** What a static validation of a folder needs: real files, real programs, and the settings of its .env. */
export const openWorld = async (
  root: string,
  { sets = [], values = [] }: BrokenInput,
  { helm, memory }: Asking,
): Promise<Opened> => {
  const { world: silent } = memoryWorld();
  const { say } = silent;
  const files = openFiles({ root, dryRun: false, say });
  const { config, findings } = settle({ values, set: sets, static: true }, {}, await files.read('.env'));
  if (findings.some(({ level }) => level === 'error')) return { findings, rest: async () => {} };
  const env = { ...process.env, PATH: [dirname(helm), process.env.PATH].join(delimiter) };
  const door = openShell({ root, env, signal: silent.signal, dryRun: false, say, redactor: openRedactor() });
  const { sh, rest } = resting(remembering(door.sh, root, memory));
  const charts = await openCharts({ files, sh, config, temporary: openTemporary() });
  return { world: { ...silent, sh, files, charts, config }, findings, rest };
};

/** The same door, until it rests: after that it is shut. */
const resting = (sh: Shell): Pick<Opened, 'rest'> & { readonly sh: Shell } => {
  const asked: Promise<Said>[] = [];
  let shut = false;
  return {
    sh: {
      ...sh,
      read: async (pieces, ...values) => {
        if (shut) throw new Error('The run has ended.');
        const said = sh.read(pieces, ...values);
        asked.push(said);
        return said;
      },
    },
    rest: async () => {
      shut = true;
      await Promise.allSettled(asked);
    },
  };
};

/** The same door, which asks helm once for equal words about equal files; what it refuses to start it still refuses. */
const remembering = (sh: Shell, root: string, memory: Memory): Shell => {
  let refused = false;
  return {
    ...sh,
    refuse: (program, why) => {
      refused ||= program === 'helm';
      sh.refuse(program, why);
    },
    read: (pieces, ...values) => {
      const words = wordsOf(pieces, values);
      if (words[0] !== 'helm' || refused) return sh.read(pieces, ...values);
      const key = questionOf(words, root);
      const known = memory.get(key) ?? sh.read(pieces, ...values);
      memory.set(key, known);
      return known;
    },
  };
};

/** The words, with the contents of the chart and of the values file that they name. */
const questionOf = (words: readonly string[], root: string): string => {
  const hash = createHash('sha256');
  for (const [index, word] of words.entries()) {
    const isFile = words[index - 1] === '--values';
    hash.update(isFile ? readFileSync(word) : word).update('\0');
    if (word.startsWith('helm/')) hashed(join(root, word), hash);
  }
  return hash.digest('hex');
};

const hashed = (path: string, hash: ReturnType<typeof createHash>): void => {
  const stat = lstatSync(path);
  if (stat.isDirectory())
    for (const name of readdirSync(path).toSorted()) {
      hash.update(name).update('\0');
      hashed(join(path, name), hash);
    }
  else hash.update(stat.isFile() ? readFileSync(path) : readlinkSync(path)).update('\0');
};
