import { basename } from 'node:path';
import type { RunEvent } from './core/event.ts';
import { type Finding, findingOf } from './core/finding.ts';
import type { Platform } from './core/target.ts';
import type { Archive } from './run.ts';
import { eventLine } from './ui/ndjson.ts';
import { recording } from './ui/recording.ts';
import { type Report, reportOf } from './ui/report.ts';
import type { Reporter, Setting } from './ui/reporter.ts';
import { runFiles } from './ui/run-files.ts';
import type { Command } from './world/launcher.ts';
import { openRunDirectory, type RunDirectory } from './world/run-directory.ts';
import { textOf } from './world/words.ts';

/** How many runs are kept. */
const kept = 20;

/** What an archive is made of. */
type ArchiveSetup = {
  readonly root: string;
  readonly verb: string;
  /** Who shows the run. */
  readonly reporter: Reporter;
  readonly setting: Setting;
};

/** An archive, and what it is told besides. */
export type OpenArchive = Archive & {
  /** Shows the run as before, and has it written down. */
  readonly reporter: Reporter;
  /** The log of the run's commands, which goes on growing. */
  readonly commands: (log: readonly Command[]) => void;
  readonly platform: (seen: Platform) => void;
  /** Writes what there is, when the run cannot end in an orderly way. */
  readonly cut: (why: Finding) => void;
};

/** Keeps what a run did in `.deploy/runs/`: its events as they happen, its report in several forms at the end. */
export const openArchive = ({ root, verb, reporter: inner, setting }: ArchiveSetup): OpenArchive => {
  const began = setting.now();
  const versions = new Map<string, string>([['Project', setting.version]]);
  let directory: RunDirectory | undefined;
  let commands: readonly Command[] = [];
  let trouble: Finding | undefined;
  let closed = false;

  /** A directory that cannot be written takes nothing from the run: it is told once, as a warning. */
  const attempt = (act: () => void) => {
    try {
      act();
    } catch (thrown) {
      trouble ??= { ...findingOf(thrown), level: 'warning' };
    }
  };
  const append = (event: RunEvent) => attempt(() => directory?.append('events.ndjson', `${eventLine(event)}\n`));
  const { reporter, events, ended } = recording(inner, setting, append);

  /** Redacted once more, before quotes stand in it: a secret may have become known after the command began. */
  const shown = (word: string): string => setting.redact(word).replaceAll(root, '.');
  /** A program by its name alone, as people write it. */
  const written = ([program = '', ...words]: readonly string[]): string =>
    textOf([shown(basename(program)), ...words.map(shown)]);

  const close = (report: Report): void => {
    closed = true;
    if (!directory) return;
    const record = {
      report,
      exitCode: setting.exitCode(report),
      events,
      commands: commands.map((one) => ({ ...one, text: written(one.words) })),
      versions: [...versions],
    };
    attempt(() => {
      for (const { name, text } of runFiles(record, setting)) directory?.write(name, text);
      directory?.prune(kept);
    });
  };

  return {
    reporter,
    open: () => attempt(() => (directory = openRunDirectory(root, began))),
    version: (name, version) => void versions.set(name, version),
    commands: (log) => (commands = log),
    platform: ({ facts, versions: seen }) => {
      versions.set('Platform', facts);
      if (seen) versions.set('kubectl', seen.client);
    },
    close: (report) => {
      close(report);
      return { findings: trouble ? [trouble] : [], ...(directory ? { directory: directory.path } : {}) };
    },
    cut: (why) => {
      if (!directory || closed) return;
      const outcomes = events.flatMap((event) => (event.event === 'task-end' ? [event.outcome] : []));
      const report = reportOf({ verb, target: targetIn(events), ms: setting.now() - began, outcomes, findings: [why] });
      close(report);
      ended(report, { lines: [], directory: directory.path });
    },
  };
};

const targetIn = ([start]: readonly RunEvent[]): string => (start?.event === 'run-start' ? (start.target ?? '') : '');
