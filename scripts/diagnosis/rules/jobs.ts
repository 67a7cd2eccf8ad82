import { kubectl } from '../commands.ts';
import { type Diagnosis, findingIn, type Match } from '../diagnosis.ts';
import { isOwned } from '../rollout.ts';
import { type ClusterSnapshot, type Job, nameOf } from '../snapshot.ts';

/** Why the cluster gave a job up (reasons of the condition Failed). */
const causes: Readonly<Record<string, string>> = {
  BackoffLimitExceeded: 'its pods failed as often as it may try',
  DeadlineExceeded: 'it ran longer than its deadline',
  PodFailurePolicy: 'a pod failed in a way that its policy calls final',
};

/** A job that failed for good: the consequence of what its pods have, where they are still there. */
export const failedJob = (snapshot: ClusterSnapshot, job: Job): readonly Diagnosis[] => {
  const index = (job.status?.conditions ?? []).findIndex(({ type, status }) => type === 'Failed' && status === 'True');
  const condition = job.status?.conditions?.[index];
  if (!condition) return [];
  const name = nameOf(job);
  const match: Match = {
    code: 'release/job-failed',
    message: `Job ${name} failed: ${causes[condition.reason ?? ''] ?? condition.message ?? condition.reason ?? 'the cluster gave it up'}`,
    remedy: `Read what its pods said, ${kubectl(snapshot, `logs -l job-name=${name} --tail=50`)}, correct it, remove the job, ${kubectl(snapshot, `delete job ${name}`)}, and start it anew.`,
    evidence: [
      {
        source: `job/${name} status.conditions[${index}]`,
        text: [condition.reason, condition.message].filter(Boolean).join(': '),
      },
    ],
    patience: 'timeout',
  };
  return [
    {
      subjects: [{ kind: 'Job', name }],
      finding: findingIn(match),
      patience: match.patience,
      because: snapshot.pods.filter((pod) => isOwned(pod, job)).map((pod) => ({ kind: 'Pod', name: nameOf(pod) })),
    },
  ];
};
