import { type Finding, finding, type Place } from '../../core/finding.ts';
import type { Said } from '../../core/world.ts';
import { clusterFinding } from './kubectl-errors.ts';
import { refusalIn } from './refusals.ts';

/** Which run of helm failed. */
type Run = { readonly release: string; readonly namespace: string };

/** Helm always ends with 1: its text tells what happened. The first row that matches counts. */
const rows: readonly (readonly [RegExp, (found: RegExpExecArray, run: Run) => Finding])[] = [
  [
    /another operation \(install\/upgrade\/rollback\) is in progress/,
    (_, { release }) =>
      finding('release/pending', `Another helm run works on release ${release}, or was interrupted just now`),
  ],
  [
    /(\w+) "([^"]+)" in namespace "([^"]*)" exists and cannot be imported into the current release: invalid ownership metadata/,
    ([, kind = '', name = '', namespace = ''], { release }) =>
      finding(
        'cleanup/not-ours',
        `${kind} ${name} exists in namespace ${namespace} and is not part of release ${release}`,
        {
          remedy: `If it is not needed, remove it with \`kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}\` and deploy again.`,
        },
      ),
  ],
  [
    /(?:(\w+)\.apps|(\w+))\s*"([^"]+)" is invalid: .*(?:field is immutable|Forbidden: updates to statefulset spec)/s,
    ([, workload, other, name], { release, namespace }) => {
      const kind = workload ?? other ?? '';
      return finding('release/immutable', `Release ${release} changes a field of ${kind} ${name} that cannot change`, {
        remedy: `Remove it with \`kubectl delete ${kind.toLowerCase()} ${name} -n ${namespace}\` and deploy again; its data stays.`,
      });
    },
  ],
  [
    /conflict occurred while applying object (\S+)[\s\S]*?conflicts? with \\?"([^"\\]+)/,
    ([, object, manager], { release }) =>
      finding('release/conflict', `${manager} has set fields of ${object} that release ${release} sets`),
  ],
  [
    /cluster unreachable|connection refused|no such host|Unable to connect to the server|i\/o timeout/i,
    ({ input }, { release }) => {
      const why = clusterFinding(input, `helm upgrade ${release}`);
      return why.code === 'cluster/unreachable'
        ? { ...why, message: `${why.message} while release ${release} is installed` }
        : why;
    },
  ],
  [
    /(?:(?:parse error at|execution error at|template:) [^\n]+|[\w.-]+\/templates\/\S+:\d+\s+executing [\s\S]+?(?=\n\n|$))/,
    ([text], { release }) => {
      const at = placeIn(text, release);
      const words = text.replaceAll(/\s+/g, ' ').trim();
      return finding('chart/render', `The chart ${release} does not render: ${words}`, at ? { at } : {});
    },
  ],
  [
    /chart requires kubeVersion: (.+?) which is incompatible with Kubernetes (\S+)/,
    ([, range, version], { release }) =>
      finding('cluster/version', `The chart ${release} needs Kubernetes ${range}, and the cluster has ${version}`),
  ],
  [
    /context deadline exceeded|timed out waiting|not ready\. status: (?:InProgress|Failed)/,
    (_, { release }) => finding('release/timeout', `Release ${release} did not become ready in time`),
  ],
];

/** What a failed helm run means. */
export const helmFinding = (said: Said, run: Run): Finding => {
  const text = `${said.stderr}\n${said.stdout}`;
  const refusal = refusalIn(text, run, `helm upgrade ${run.release}`);
  if (refusal) return refusal;
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(text);
    if (found) return meaning(found, run);
  }
  return finding('release/failed', `Helm could not install release ${run.release}: ${lastLine(said.stderr)}`);
};

/** `backend/templates/deployment.yaml:7:12`: the column is counted from 0. */
const placeIn = (text: string, release: string): Place | undefined => {
  const [, path, line, column] = /([\w.-]+\/templates\/[\w./-]+):(\d+)(?::(\d+))?/.exec(text) ?? [];
  return path?.startsWith(`${release}/`)
    ? { file: `helm/${path}`, line: Number(line), column: Number(column ?? 0) + 1 }
    : undefined;
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
