import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outside } from '../core/outside.ts';
import { openPlanner } from '../world/planner.ts';
import { openRedactor, type Redactor } from '../world/redact.ts';
import { openShell } from '../world/shell.ts';
import { openTemporary } from '../world/temporary.ts';

/** A kubectl that writes down how it was started, and says what it is told to. */
export type FakeKubectl = {
  readonly path: string;
  /** The words and the names of its variables, a start each. */
  readonly started: () => readonly string[];
};

/** A planner's outside on this machine, with a kubectl in place of the real one. */
export type PlannerBench = {
  readonly outside: Outside;
  readonly kubectl: FakeKubectl;
  readonly redactor: Redactor;
  /** A folder for what a test needs. */
  readonly folder: string;
  /** Private folders of questions that were asked. */
  readonly private: readonly string[];
  /** What lay in them when the question was over, by path: kubectl-ai's trace and log among it. */
  readonly left: ReadonlyMap<string, string>;
  readonly close: () => void;
};

/** Opens it; `says` is what kubectl prints for every read. */
export const openPlannerBench = (
  kubectlAi: string,
  says: string,
  env: NodeJS.ProcessEnv = process.env,
): PlannerBench => {
  const root = mkdtempSync(join(tmpdir(), 'planner-'));
  const kubectl = fakeKubectl(root, says);
  const redactor = openRedactor();
  const temporary = openTemporary();
  const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
  const shell = openShell({ root, env, signal: new AbortController().signal, dryRun: false, say, redactor });
  const folders: string[] = [];
  const left = new Map<string, string>();
  const watched: typeof temporary.folder = (use) =>
    temporary.folder(async (path) => {
      folders.push(path);
      const result = await use(path);
      for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
        if (statSync(join(path, name)).isFile()) left.set(name, readFileSync(join(path, name), 'utf8'));
      return result;
    });
  const find = async (program: string) => (program === 'kubectl' ? kubectl.path : kubectlAi);
  return {
    outside: openPlanner({ sh: shell.sh, find, temporary: { folder: watched }, redactor }),
    kubectl,
    redactor,
    folder: root,
    private: folders,
    left,
    close: () => {
      shell.kill();
      temporary.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
};

/** Writes the program into a folder. */
export const fakeKubectl = (folder: string, says: string): FakeKubectl => {
  const [path, log, output] = ['real-kubectl', 'started', 'says'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(output, says);
  writeFileSync(
    path,
    `#!/bin/sh\n{ echo "$*"; env | /usr/bin/sort | /usr/bin/tr '\\n' ' '; echo; } >> '${log}'\n/bin/cat '${output}'\n`,
  );
  chmodSync(path, 0o700);
  return {
    path,
    started: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
  };
};
