import { type Finding, finding } from '../../core/finding.ts';
import type { Said } from '../../core/world.ts';

/** Helm always ends with 1: its text tells what happened. The first row that matches counts. */
const rows: readonly (readonly [RegExp, (found: RegExpExecArray, release: string) => Finding])[] = [
  [
    /another operation \(install\/upgrade\/rollback\) is in progress/,
    (_, release) =>
      finding('release/pending', `Another helm run works on release ${release}, or was interrupted just now`),
  ],
  [
    /(\w+) "([^"]+)" in namespace "([^"]*)" exists and cannot be imported into the current release: invalid ownership metadata/,
    ([, kind = '', name = '', namespace = ''], release) =>
      finding(
        'cleanup/not-ours',
        `${kind} ${name} exists in namespace ${namespace} and is not part of release ${release}`,
        {
          remedy: `If it is not needed, remove it with \`kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}\` and deploy again.`,
        },
      ),
  ],
  [
    /(?:Deployment\.apps|StatefulSet\.apps|\w+)\s*"([^"]+)" is invalid: .*(?:field is immutable|Forbidden: updates to statefulset spec)/s,
    ([, name], release) =>
      finding('release/immutable', `Release ${release} changes a field of ${name} that cannot change`, {
        remedy: `Remove ${name} with \`kubectl delete deployment,statefulset ${name}\` and deploy again; its data stays.`,
      }),
  ],
  [
    /conflict occurred while applying object (\S+)[\s\S]*?conflicts? with \\?"([^"\\]+)/,
    ([, object, manager], release) =>
      finding('release/conflict', `${manager} has set fields of ${object} that release ${release} sets`),
  ],
  [
    /cluster unreachable|connection refused|no such host|Unable to connect to the server|i\/o timeout/,
    (_, release) => finding('cluster/unreachable', `The cluster did not answer while release ${release} was installed`),
  ],
  [
    /((?:parse error at|execution error at|template:) [^\n]+)/,
    ([, where], release) => finding('chart/render', `The chart ${release} does not render: ${where}`),
  ],
  [
    /context deadline exceeded|timed out waiting/,
    (_, release) => finding('release/timeout', `Release ${release} did not become ready in time`),
  ],
];

/** What a failed helm run means. */
export const helmFinding = (said: Said, release: string): Finding => {
  const text = `${said.stderr}\n${said.stdout}`;
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(text);
    if (found) return meaning(found, release);
  }
  return finding('release/failed', `Helm could not install release ${release}: ${lastLine(said.stderr)}`);
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
