import type { CodeEntry } from './entry.ts';

/** Repairs that are proposed: what keeps one from being made. */
export const aiCodes = {
  'ai/not-runnable': {
    title: 'A proposed command is none of the repairs that can be made',
    means:
      'A model may propose any command. Only those that say the same as one of six known repairs are made, and never by a shell; everything else is shown and goes no further.',
    remedy: 'Read it as an opinion: nothing will run it.',
  },
  'ai/action-form': {
    title: 'A repair is not written in the published form',
    means:
      'Repairs are a closed list, each with its own fields. What has others, or is none of them, is not guessed at.',
    remedy: 'Write it as docs/report.schema.json describes an action.',
  },
  'ai/object-absent': {
    title: 'The object of a repair does not exist',
    means: 'The namespace has no workload of this kind and name, so there is nothing to repair.',
    remedy: 'See what there is: `kubectl get deployments,statefulsets`.',
  },
  'ai/object-foreign': {
    title: 'The object of a repair is not ours',
    means:
      'The label app.kubernetes.io/instance names a release that is none of the project. What somebody else installed is never changed.',
    remedy: 'Repair it with what installed it.',
  },
  'ai/unread': {
    title: 'What a repair must be judged by could not be read',
    means:
      'Quotas, limits, autoscalers and nodes decide whether a repair can hold. What could not be read is not taken for good.',
    remedy: 'Ask for the right to read it in this namespace, and try again.',
  },
  'ai/replicas': {
    title: 'A number of replicas is outside of what may be set',
    means:
      'Fewer than one takes the application away, and more than five are beyond what the project was measured with.',
    remedy: 'Choose from 1 to 5.',
  },
  'ai/autoscaled': {
    title: 'An autoscaler sets the number of replicas',
    means: 'A HorizontalPodAutoscaler would undo any other number within seconds.',
    remedy: 'Change the bounds of the autoscaler: `kubectl edit hpa`.',
  },
  'ai/quantity': {
    title: 'An amount of CPU or memory is none',
    means: 'Amounts are positive numbers with a unit such as m, Mi or Gi. The server refuses everything else.',
    remedy: 'Write CPU as `250m` or `1`, and memory as `512Mi` or `1Gi`.',
  },
  'ai/request-over-limit': {
    title: 'A request would be above its limit',
    means:
      'What the scheduler sets aside for a container cannot be more than the container may use; the server refuses it.',
    remedy: 'Raise the limit as well, or ask for less.',
  },
  'ai/step': {
    title: 'A change of resources is too great for one step',
    means:
      'More than four times as much, or less than a quarter, is more often a slip of the unit than a repair. What a container has and what its chart gives by default both count as a start.',
    remedy: 'Go there in steps, and look at the application after each.',
  },
  'ai/capacity': {
    title: 'The nodes cannot hold what a repair asks for',
    means:
      'The pods of the namespace would request more than the nodes can give, also for the moment in which an old pod and its successor run side by side. Some pods would stay Pending.',
    remedy: 'Ask for less, or give the cluster more: `minikube start --cpus N --memory M`.',
  },
  'ai/quota': {
    title: 'A quota of the namespace has no room for a repair',
    means: 'A ResourceQuota bounds what all pods of the namespace have together; pods beyond it are not created.',
    remedy: 'Ask for less, or raise the quota: `kubectl edit resourcequota`.',
  },
  'ai/limit-range': {
    title: 'A LimitRange does not allow what a repair asks for',
    means: 'A LimitRange bounds what one container or pod may have; pods outside of it are not created.',
    remedy: 'Stay within the bounds shown by `kubectl describe limitrange`.',
  },
  'ai/value-guarded': {
    title: 'A value is not one that a repair may set',
    means:
      'Values that decide who may sign in, where data and keys go, and what a container is allowed to do are set by people in the files, and never by a proposal.',
    remedy: 'If you want it, write it into the values yourself and run `npx tsx scripts/deploy.ts`.',
  },
  'ai/value-unknown': {
    title: 'The chart has no such value',
    means: 'No template of the chart reads it, so setting it would change nothing.',
    remedy: 'See which values there are in values.yaml of the chart.',
  },
  'ai/value-refused': {
    title: 'The values would not pass with a repair in them',
    means: 'The values with the repair were validated as deploy validates them, and it would stop there.',
    remedy: 'Choose a value that the schema of the chart allows.',
  },
  'ai/overridden': {
    title: 'Something above the overlay sets the value',
    means:
      'The repair is an edit of the overlay of the environment. Files of --values, arguments of --set and what deploy adds from its settings win over it, so the edit would change nothing.',
    remedy: 'Change it where it is set.',
  },
  'ai/overlay-form': {
    title: 'The overlay cannot be edited for certain',
    means:
      'The file cannot be read, or is written in a way in which the edit would also change something else: anchors, aliases, several documents.',
    remedy: 'Write the value into the file by hand.',
  },
  'ai/unconfirmed': {
    title: 'A repair was not confirmed',
    means: 'The name of the object is typed so that nobody agrees by habit. Something else was typed.',
    remedy: 'Start again, and type the name exactly as shown.',
  },
  'ai/no-consent': {
    title: 'Nobody can be asked, and consent was not given beforehand',
    means:
      'Without a terminal a repair is made only with --yes and AI_ALLOW_APPLY=1 together: the flag says which run is meant, the variable that this machine may do it at all.',
    remedy: 'Run it in a terminal, or set AI_ALLOW_APPLY=1 and give --yes.',
  },
} as const satisfies Record<string, CodeEntry>;
