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
  'ai/overlay-changed': {
    title: 'The overlay was changed while a repair was shown',
    means:
      'What is agreed to is the change that was shown. A file that somebody else wrote meanwhile is left as they wrote it.',
    remedy: 'Run the same command again: it shows the change as it is now.',
  },
  'ai/cluster-needed': {
    title: 'An operation is about a cluster, and the target is none',
    means:
      'The rules of diagnosis, repairs and chaos read and change Kubernetes. Processes of this machine have no pods.',
    remedy: 'Name a cluster: `npx tsx scripts/ai-devops-examples.ts --target minikube`.',
  },
  'ai/account-absent': {
    title: 'The account of the planner is not there',
    means:
      'kubectl-ai is asked with an account that can only read. The first question makes it, with a role and a binding, all with our label.',
    remedy: 'Ask once: `npx tsx scripts/ai-devops-examples.ts ask "which pods are not ready?"`.',
  },
  'ai/answer-differs': {
    title: 'The answer of the model is not what the cluster says',
    means:
      'The model was asked for something that can be compared with what kubectl says itself, and read something else, or left something out.',
    remedy: 'Use a stronger model (OPENAI_MODEL in .env), and believe the rules meanwhile.',
  },
  'ai/figures-absent': {
    title: 'What the containers use is not measured',
    means:
      'Advice on requests and limits is made from live figures. Neither the metrics API nor the kubelets gave any.',
    remedy: 'Turn the metrics on: `minikube addons enable metrics-server`, and ask again in a minute.',
  },
  'ai/figures': {
    title: 'What a release uses, beside what is set aside for it',
    means: 'The figures are those of one moment. Advice is given only where they are far from what the values say.',
    remedy: 'Nothing has to be done; to follow the advice, ask for the repair beside it.',
  },
  'ai/chaos-occupied': {
    title: 'The chaos namespace is in use',
    means: 'A scenario is broken and mended in a copy of its own. What lies there already was left by another one.',
    remedy: 'Take it away: `npx tsx scripts/ai-devops-examples.ts restore`.',
  },
  'ai/chaos-foreign': {
    title: 'The chaos namespace is not ours',
    means: 'A namespace of that name exists without our label, so somebody else made it. Nothing is broken there.',
    remedy: 'Choose another namespace with --namespace: the chaos namespace is named after it.',
  },
  'ai/chaos-unseen': {
    title: 'A scenario was broken, and the rules did not name its cause in time',
    means: 'Each scenario has one cause that the rules must name. They named another, or none, within its time.',
    remedy:
      'See what is there: `npx tsx scripts/ai-devops-examples.ts diagnose` in the chaos namespace, and report it.',
  },
  'ai/chaos-live': {
    title: 'A scenario reached the live deployment',
    means: 'What is broken on purpose is a copy. The live releases were not the same before and after.',
    remedy: 'Bring them back: `npx tsx scripts/deploy.ts`, and report it.',
  },
  'ai/not-recovered': {
    title: 'A repair was made, and the application did not recover',
    means: 'The cause was mended, and the rules still name one, or the deploy after it did not come to its end.',
    remedy: 'Read the findings beside this one, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
} as const satisfies Record<string, CodeEntry>;
