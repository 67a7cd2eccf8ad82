/** What a code means to a person, whatever the occasion. */
export type CodeEntry = { readonly title: string; readonly remedy: string };

/** The permanent names of everything that can be found, with the remedy used where the occasion gives no better one. */
export const codes = {
  // usage: the command line
  'usage/unknown-flag': { title: 'Unknown flag', remedy: 'See the flags with --help.' },
  'usage/bad-value': { title: 'A flag has a value it does not take', remedy: 'See the flags with --help.' },
  'usage/nothing-selected': {
    title: 'The run asks nothing',
    remedy: 'Widen --only or --phase; `npm run validate -- --help` lists the phases.',
  },

  // runbook: tasks.md and its behaviour
  'runbook/grammar': {
    title: 'A line of tasks.md cannot be read',
    remedy: 'Write it as the line above it is written.',
  },
  'runbook/line-without-code': {
    title: 'tasks.md names a task that no code performs',
    remedy: 'Add the task under scripts/tasks/ or remove the line.',
  },
  'runbook/code-without-line': {
    title: 'A task has no sentence in tasks.md',
    remedy: 'Add its sentence to tasks.md or remove the task.',
  },
  'runbook/duplicate-id': { title: 'A task id stands twice', remedy: 'Keep one of the two.' },
  'runbook/gap': {
    title: 'A task id is missing in the sequence',
    remedy: 'Put the missing task back where the gap is.',
  },
  'runbook/needs-below': {
    title: 'A task needs one that comes after it',
    remedy: 'A task may only need tasks above it: move one of the two.',
  },
  'runbook/ticked-but-untrue': {
    title: 'A ticked sentence does not hold',
    remedy: 'Take the tick back with `npm run validate -- --tick`.',
  },

  // tool and env: this machine and its settings
  'tool/missing': { title: 'A program is missing', remedy: 'Install it and put it on the PATH.' },
  'tool/version': { title: 'A program has an unsupported version', remedy: 'Install a supported version.' },
  'tool/failed': { title: 'A program failed', remedy: 'Read what it said and run the command by hand.' },
  'tool/timeout': { title: 'A program did not end in time', remedy: 'Run the command by hand to see where it waits.' },
  'tool/integrity': {
    title: 'A downloaded program is not the one we pinned',
    remedy:
      'Remove the cache with `npx tsx scripts/cleanup.ts --cache` and run again; if it stays, do not use that registry.',
  },
  'tool/docker-denied': {
    title: 'The Docker socket refuses this user',
    remedy: 'Run `sudo usermod -aG docker $USER`, log out and in again.',
  },
  'tool/docker-down': {
    title: 'No Docker engine answers',
    remedy: 'Start Docker: `sudo systemctl start docker` or Docker Desktop.',
  },
  'env/malformed': { title: 'A line of .env cannot be read', remedy: 'Write it as KEY=value.' },
  'env/invalid': {
    title: 'A setting has a value it does not take',
    remedy: 'Correct it in .env; .env.example shows each setting.',
  },
  'env/unreadable': { title: 'A file cannot be read', remedy: 'Check the path and its permissions with `ls -l`.' },
  'env/unwritable': { title: 'A file cannot be written', remedy: 'Check the path and its permissions with `ls -l`.' },
  'env/unknown-key': {
    title: 'A line of .env sets something unknown',
    remedy: 'Correct its name; .env.example lists all settings.',
  },
  'env/space': { title: 'Too little disk or memory', remedy: 'Free some and run again.' },

  // cluster and target: where it runs
  'target/down': { title: 'The target is not up', remedy: 'Run `npx tsx scripts/deploy.ts`.' },
  'target/start-failed': {
    title: 'The target could not be started',
    remedy: 'Read the evidence and run `minikube start` by hand.',
  },
  'target/busy': {
    title: 'Another run is changing the deployment',
    remedy: 'Wait until it has ended, then run again.',
  },
  'target/port-taken': { title: 'A port is taken by another program', remedy: 'End that program and run again.' },
  'target/not-local': {
    title: 'The context is not a local cluster',
    remedy: 'Name it on purpose: `npx tsx scripts/deploy.ts --target context --context NAME`.',
  },
  'cluster/unreachable': {
    title: 'The cluster does not answer',
    remedy: 'Run `minikube status`, then `minikube start`.',
  },
  'cluster/skew': {
    title: 'kubectl is too far from the cluster version',
    remedy: 'Use a kubectl within one minor version of the cluster.',
  },
  'cluster/namespace-terminating': {
    title: 'The namespace is being removed',
    remedy: 'Wait until it is gone, then run again.',
  },

  // values, chart, manifest, policy, dockerfile, secret
  'values/unreadable': {
    title: 'A values file cannot be read as YAML',
    remedy: 'Correct the YAML at the place shown.',
  },
  'values/unknown-key': { title: 'A key the chart does not know', remedy: 'Remove the key, or correct its spelling.' },
  'values/required': { title: 'A required key is missing', remedy: 'Add the key.' },
  'values/type': { title: 'A value has the wrong type', remedy: 'Write a value of the type shown.' },
  'values/enum': { title: 'A value is not one of the allowed ones', remedy: 'Use one of the values shown.' },
  'values/range': { title: 'A number is out of range', remedy: 'Use a number within the range shown.' },
  'values/pattern': {
    title: 'A value does not match its pattern',
    remedy: 'Write it in the form the schema describes.',
  },
  'values/invalid': { title: 'A value breaks a rule of the schema', remedy: 'Read the rule in values.schema.json.' },
  'values/set-syntax': {
    title: 'A --set argument cannot be read',
    remedy: 'Write --set CHART.KEY=VALUE, for example --set backend.replicaCount=2.',
  },
  'values/unknown-chart': {
    title: 'A key names no chart',
    remedy: 'Start the key with backend, frontend or database.',
  },
  'values/gate-closed': {
    title: 'Helm was not started because the values are wrong',
    remedy: 'Correct the values shown above; nothing was touched.',
  },
  'chart/layout': {
    title: 'A chart lacks a file',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'chart/metadata': { title: 'Chart.yaml is incomplete', remedy: 'Add the field shown to Chart.yaml.' },
  'chart/schema': { title: 'values.schema.json cannot be used', remedy: 'Correct the schema at the place shown.' },
  'chart/readme': {
    title: 'The chart README differs from the schema',
    remedy: 'Correct the values table of the README.',
  },
  'chart/lint': { title: 'helm lint complains', remedy: 'Correct the chart where helm points.' },
  'chart/render': { title: 'The chart does not render', remedy: 'Correct the template where helm points.' },
  'manifest/invalid': {
    title: 'A rendered document is not valid Kubernetes',
    remedy: 'Correct the template of that document.',
  },
  'manifest/unlike': {
    title: 'A rendered document is not what the request fixed',
    remedy: 'Correct the template or its values.',
  },
  'dockerfile/unlike': {
    title: 'A Dockerfile is not what the request fixed',
    remedy: 'Correct the Dockerfile at the place shown.',
  },
  'secret/in-context': {
    title: 'The build context would hold files that do not belong in an image',
    remedy: 'Add the pattern shown to .dockerignore.',
  },
  'secret/in-image': {
    title: 'An image holds a secret or a setting',
    remedy: 'Remove it from the Dockerfile and build again.',
  },

  // source and docs: what the project itself must hold
  'source/missing': {
    title: 'A source file is missing',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'source/frozen': {
    title: 'The application differs from its lock',
    remedy: 'If the change is meant, renew the lock: `npm run freeze`.',
  },
  'source/unlike': { title: 'The source lacks what the plan needs', remedy: 'Add it at the place shown.' },
  'source/lockfile': { title: 'A lock file lacks platform packages', remedy: 'Add them with `npm run lockfiles`.' },
  'docs/missing': { title: 'A documentation page lacks what it must say', remedy: 'Write it on the page shown.' },
  'docs/link': { title: 'A link leads nowhere', remedy: 'Correct the link.' },
  'docs/unlike': { title: 'A documentation page says other than the files', remedy: 'Correct the page.' },

  // image
  'image/absent': {
    title: 'The image of the current content does not exist',
    remedy: 'Build it: `npx tsx scripts/deploy.ts`.',
  },
  'image/build-failed': { title: 'The image could not be built', remedy: 'Read the end of the build output above.' },
  'image/not-in-node': {
    title: 'The image is not in the node',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'image/user': {
    title: 'A container of the image runs as another user',
    remedy: 'Set USER 1001:1001 in the Dockerfile.',
  },

  // release and pod
  'release/absent': { title: 'The release is not deployed', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'release/outdated': { title: 'The release is not the wanted one', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'release/failed': {
    title: 'Helm could not install the release',
    remedy: 'Read what helm said, correct it, run again.',
  },
  'release/pending': {
    title: 'An interrupted helm run left the release pending',
    remedy: 'Run `npx tsx scripts/deploy.ts`: it recovers the release.',
  },
  'release/timeout': {
    title: 'The release did not become ready in time',
    remedy: 'Read the evidence, then run again.',
  },
  'release/immutable': {
    title: 'A field that cannot change was changed',
    remedy: 'Remove the object named (`kubectl delete`) and deploy again.',
  },
  'release/conflict': {
    title: 'Another program owns a field of the release',
    remedy: 'Undo what that program set, then deploy again.',
  },
  'pod/absent': { title: 'No pod of the release exists', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'pod/scaled-down': {
    title: 'Fewer replicas are asked for than the release wants',
    remedy: 'Bring them back: `npx tsx scripts/deploy.ts`.',
  },
  'pod/not-ready': { title: 'A pod is not ready', remedy: 'Read its events: `kubectl describe pod`.' },
  'pod/crash-loop': {
    title: 'A container keeps crashing',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/restarted': {
    title: 'A container restarted lately',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/image-missing': {
    title: 'The node does not have the image',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-pull': {
    title: 'The image could not be pulled',
    remedy: 'Bring it to the node: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-name': {
    title: 'The name of the image cannot be read',
    remedy: 'Correct image.repository and image.tag in the values.',
  },
  'pod/config-missing': {
    title: 'A Secret or ConfigMap key the pod reads is missing',
    remedy: 'Set the value in .env and deploy again.',
  },
  'pod/runs-as-root': {
    title: 'The image would run as root, and the pod forbids it',
    remedy: 'Set a numeric USER in the Dockerfile (USER 1001:1001).',
  },
  'pod/create-failed': { title: 'A container cannot be created', remedy: 'Read what the node says in the evidence.' },
  'pod/volume': { title: 'A volume of the pod cannot be used', remedy: 'Read its events: `kubectl get pvc,events`.' },
  'pod/unschedulable': {
    title: 'No node can take the pod',
    remedy: 'Lower resources.requests in the values, or give the node more.',
  },
  'pod/out-of-memory': {
    title: 'A container was killed for its memory',
    remedy: 'Raise resources.limits.memory in the values.',
  },
  'pod/probe-failing': { title: 'A probe fails', remedy: 'Read the probe message and the logs of the pod.' },
  'pod/database-unreachable': {
    title: 'The application cannot use its database',
    remedy: 'Correct DATABASE_URL in .env and deploy again.',
  },
  'pod/refused': { title: 'The cluster refuses to create the pod', remedy: 'Read the quota or policy it names.' },

  // service
  'service/absent': { title: 'The Service does not exist', remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.' },
  'service/unlike': {
    title: 'The Service is not what the request fixed',
    remedy: 'Deploy it again: `npx tsx scripts/deploy.ts`.',
  },
  'service/no-endpoints': {
    title: 'The Service has no ready endpoint',
    remedy: 'Compare its selector with the pod labels: `kubectl get svc,pod --show-labels`.',
  },
  'service/unreachable': { title: 'The Service does not answer', remedy: 'Read the logs of its pods.' },
  'service/bad-answer': {
    title: 'The application answers other than its contract',
    remedy: 'Read the answer in the evidence and the logs of the pod.',
  },

  // cleanup
  'cleanup/left-over': { title: 'Something of ours is still there', remedy: 'Run cleanup again.' },
  'cleanup/not-ours': { title: 'Something in the way is not ours', remedy: 'Remove it yourself if you mean to.' },

  // crash and interruption
  'crash/unexpected': { title: 'The scripts themselves failed', remedy: 'Report it with the output of --verbose.' },
  'interrupted/signal': {
    title: 'The run was interrupted',
    remedy: 'Run the same command again: it goes on where it stopped.',
  },
} as const satisfies Record<string, CodeEntry>;

/** A permanent name of the catalogue, `area/name`. */
export type Code = keyof typeof codes;

/** The exit code of each area (design: by the area of the first failed task's finding). */
const exits: Readonly<Record<string, number>> = {
  usage: 2,
  runbook: 10,
  tool: 20,
  env: 20,
  cluster: 30,
  target: 30,
  values: 40,
  chart: 40,
  manifest: 40,
  dockerfile: 40,
  secret: 40,
  source: 10,
  docs: 10,
  image: 50,
  release: 60,
  pod: 60,
  service: 70,
  cleanup: 80,
  ai: 85,
  crash: 90,
  interrupted: 130,
};

/** The process exit code for a code of the catalogue. */
export const exitCodeOf = (code: Code): number => exits[code.slice(0, code.indexOf('/'))] ?? 90;
