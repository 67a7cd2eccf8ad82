import {
  type Case,
  type ContainerRule,
  endEvidence,
  hasCrashed,
  imageOf,
  logEvidence,
  logOf,
  logsWords,
  Subject,
} from '../case.ts';
import { deploy, kubectl } from '../commands.ts';
import { grace, type Match } from '../diagnosis.ts';
import { endOf, nameOf } from '../snapshot.ts';

/** Words of a log that tell why a program ended; the first that matches. */
const rows: readonly (readonly [
  RegExp,
  (one: Case, found: RegExpExecArray) => Pick<Match, 'code' | 'message' | 'remedy'>,
])[] = [
  [
    /(?:'([^'\n]+)': )?Read-only file system(?:: '([^']+)')?|EROFS: read-only file system, \w+ '([^']+)'/i,
    (one, [, before, path, other]) => ({
      code: 'pod/read-only',
      message: `${Subject(one)} writes to ${before ?? path ?? other ?? 'a place'}, where its file system is read-only`,
      remedy: `Mount an emptyDir there in the templates of the chart, as /tmp has one, and deploy again: ${deploy(one.snapshot)}.`,
    }),
  ],
  [
    /ModuleNotFoundError: No module named '([^']+)'|Cannot find (?:module|package) '([^']+)'/,
    (one, [, module, other]) => ({
      code: 'pod/module-missing',
      message: `${Subject(one)} needs the module ${module ?? other}, which its image ${imageOf(one)} does not have`,
      remedy: `Add it to the dependencies of the application (requirements.txt, package.json), and deploy again: ${deploy(one.snapshot)}.`,
    }),
  ],
  [
    /address already in use/i,
    (one) => ({
      code: 'pod/port-taken',
      message: `${Subject(one)} listens at a port that another program of its pod has`,
      remedy: `Let each container of the pod listen at a port of its own; who listens where: ${kubectl(one.snapshot, `get pod ${nameOf(one.pod)} -o jsonpath='{.spec.containers[*].ports}'`)}.`,
    }),
  ],
];

/** A container that ends again and again, with what its log and its exit code tell about it. */
export const crash: ContainerRule = (one) => {
  if (!hasCrashed(one)) return undefined;
  const evidence = [...endEvidence(one), ...logEvidence(one)];
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(logOf(one));
    if (found) return { ...meaning(one, found), evidence, patience: grace, confidence: 0.9 };
  }
  const code = endOf(one.status)?.exitCode;
  const again = (one.status.restartCount ?? 0) > 0;
  return {
    code: 'pod/crash-loop',
    message: `${Subject(one)} ${again ? 'keeps ending' : 'ended'}${code === undefined ? '' : ` with exit code ${code}${meaningOf(code)}`}`,
    remedy: `Read its last words: ${kubectl(one.snapshot, logsWords(one, again ? ' --previous' : ''))}.`,
    evidence,
    patience: grace,
  };
};

/** Codes above 128 are signals (POSIX: 128 and the number). */
const signals: Readonly<Record<number, string>> = {
  134: 'it gave up by itself, SIGABRT',
  137: 'something killed it, SIGKILL',
  139: 'it used memory that is not its own, SIGSEGV',
  143: 'it was asked to end, SIGTERM',
};

const meaningOf = (code: number): string => (signals[code] ? ` (${signals[code]})` : '');
