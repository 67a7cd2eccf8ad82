import { type Config, defaultConfig } from '../core/config.ts';
import type { Secret } from '../core/secret.ts';
import type { Ground } from '../core/world.ts';
import { openCharts } from '../world/charts.ts';
import { openFiles } from '../world/files.ts';
import { openHttp } from '../world/http.ts';
import { openProcesses } from '../world/processes.ts';
import { openRedactor, type Redactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { openTemporary } from '../world/temporary.ts';

/** A real ground for tests of a cluster and for recording one. */
export type RealGround = {
  readonly ground: Ground;
  readonly redactor: Redactor;
  /** Ends what is still at work and removes private files. */
  readonly close: () => void;
};

/** What differs from a run's own ground. */
export type GroundSetup = {
  /** The folder that holds the charts, absolute. */
  readonly root: string;
  readonly config?: Partial<Config>;
  /** Variables that children get instead of this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly note?: (line: string) => void;
};

/** Opens a ground on this machine: everything that a target is made of, with real programs behind it. */
export const openRealGround = async (setup: GroundSetup): Promise<RealGround> => {
  const { root, env = process.env, note = () => {} } = setup;
  const config = { ...defaultConfig, ...setup.config };
  const { dryRun } = config;
  const say = { progress: () => {}, note, planned: note, plannedLines: () => [] };
  const redactor = openRedactor();
  const temporary = openTemporary();
  const { signal } = new AbortController();
  const shell = openShell({ root, env, signal, dryRun, say, redactor });
  const files = openFiles({ root, dryRun, say });
  const ground: Ground = {
    sh: shell.sh,
    files,
    http: openHttp(),
    processes: openProcesses({ root, env, dryRun, planned: say.planned }),
    charts: await openCharts({ files, sh: shell.sh, config, temporary }),
    config,
    say,
    hide: (value: Secret) => void redactor.hide(value),
    privately: temporary.file,
    clock: {
      now: Date.now,
      sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
      every: (ms, work) => {
        const timer = setInterval(work, ms);
        return () => clearInterval(timer);
      },
    },
    signal,
  };
  const close = () => {
    shell.kill();
    temporary.remove();
  };
  return { ground, redactor, close };
};
