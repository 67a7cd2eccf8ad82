import type { CodeEntry } from './entry.ts';

/** What a cluster shows of pods and their containers. */
export const podCodes = {
  'pod/absent': {
    title: 'No pod of the release exists',
    means: 'The release is there, and no pod carries its labels.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'pod/scaled-down': {
    title: 'Fewer replicas are asked for than the release wants',
    means: 'Someone lowered the number of replicas after the installation.',
    remedy: 'Bring them back: `npx tsx scripts/deploy.ts`.',
  },
  'pod/not-ready': {
    title: 'A pod is not ready',
    means: 'The pod exists and its readiness does not hold, so its Service sends it nothing.',
    remedy: 'Read its events: `kubectl describe pod`.',
  },
  'pod/crash-loop': {
    title: 'A container keeps crashing',
    means: 'The container starts and ends again and again, and Kubernetes waits longer each time.',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/restarted': {
    title: 'A container restarted lately',
    means: 'The container runs now, and it ended and was started again not long ago.',
    remedy: 'Read its last words: `kubectl logs POD --previous`.',
  },
  'pod/image-missing': {
    title: 'The node does not have the image',
    means: 'The pull policy forbids pulling, and the node does not have the image.',
    remedy: 'Bring it there: `npx tsx scripts/deploy.ts`.',
  },
  'pod/image-pull': {
    title: 'The registry does not give the image',
    means:
      'The image is not in the node, and the registry that its name leads to says that it has none, or wants a login. Most often the tag is wrong, or an image that was built here was never brought to the node.',
    remedy: 'Bring it to the node: `npx tsx scripts/deploy.ts`.',
  },
  'pod/registry-unreachable': {
    title: 'The node cannot reach the registry of an image',
    means:
      'The image is not in the node, and the registry did not answer: no network, no such host, a certificate that is not trusted.',
    remedy: 'Load the image into the node: `minikube image load IMAGE`, or restore the network.',
  },
  'pod/registry-limit': {
    title: 'The registry lets nobody pull more for now',
    means: 'Public registries count pulls per address and refuse for some hours when there were too many.',
    remedy: 'Wait, or pull it with an account: `docker login`, `docker pull IMAGE`, `minikube image load IMAGE`.',
  },
  'pod/image-name': {
    title: 'The name of the image cannot be read',
    means: 'The image name is not of the form that container runtimes read.',
    remedy: 'Correct image.repository and image.tag in the values.',
  },
  'pod/config-missing': {
    title: 'A Secret or ConfigMap the pod reads is missing',
    means:
      'The container takes variables from a Secret or a ConfigMap that is not in the namespace, so it is not even created.',
    remedy: 'Set the value in .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/config-key-missing': {
    title: 'A Secret or ConfigMap lacks a key the pod reads',
    means:
      'The Secret or ConfigMap is there, and not the key that a variable is taken from, so the container is not created.',
    remedy: 'Set the value in .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/runs-as-root': {
    title: 'The image would run as root, and the pod forbids it',
    means:
      'The pod demands a user that is not root. The image ends as root, or by a name whose number the node cannot know.',
    remedy: 'Set a numeric USER in the Dockerfile (USER 1001:1001).',
  },
  'pod/create-failed': {
    title: 'A container cannot be created',
    means: 'The runtime of the node refuses the container, for a reason that no other code names.',
    remedy: 'Read what the node says: `kubectl describe pod POD`.',
  },
  'pod/command-missing': {
    title: 'The image lacks the program it is to run',
    means:
      'The command of the container (command in the chart, else CMD or ENTRYPOINT of the image) names a program that the image does not have. A shell says so with exit code 127.',
    remedy: 'Correct the command and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/command-denied': {
    title: 'The program of a container may not be run',
    means:
      'The file is in the image, and it is not executable for the user of the container. A shell says so with exit code 126.',
    remedy: 'Make it executable in the Dockerfile: `COPY --chmod=755`.',
  },
  'pod/wrong-platform': {
    title: 'The image is made for another processor',
    means:
      'A program for arm64 does not run on amd64, nor the other way round. The kernel calls it an exec format error.',
    remedy: 'Build it for the node: `docker build --platform linux/amd64`, or let `npx tsx scripts/deploy.ts` do so.',
  },
  'pod/volume': {
    title: 'A volume of the pod cannot be mounted',
    means: 'The containers wait for a volume that the node cannot mount or attach.',
    remedy: 'Read its events: `kubectl describe pod POD`.',
  },
  'pod/volume-source-missing': {
    title: 'What a volume is made of is missing',
    means: 'A volume shows a Secret, a ConfigMap or a claim as files, and that object is not in the namespace.',
    remedy: 'Make it, or correct its name in the chart, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/claim-missing': {
    title: 'The volume claim of a pod does not exist',
    means: 'The pod names a PersistentVolumeClaim that is not in the namespace.',
    remedy: 'Correct its name, or make it; those that there are: `kubectl get persistentvolumeclaims`.',
  },
  'pod/claim-unbound': {
    title: 'A volume claim gets no volume',
    means: 'A PersistentVolumeClaim waits for a volume that nobody makes for it, and its pods wait with it.',
    remedy: 'See why: `kubectl describe persistentvolumeclaims`.',
  },
  'pod/storage-class-missing': {
    title: 'A volume claim asks for a storage class that there is not',
    means:
      'Volumes are made by the provisioner of a storage class, and the cluster has none of the name that the claim gives.',
    remedy: 'Take one that there is: `kubectl get storageclasses`.',
  },
  'pod/volume-elsewhere': {
    title: 'The volume of a pod is on another node',
    means: 'Volumes of a node cannot follow a pod to another one, and the node that has this one cannot take the pod.',
    remedy: 'See which node has it: `kubectl get persistentvolumes -o wide`.',
  },
  'pod/sandbox-failed': {
    title: 'The node cannot make what a pod runs in',
    means: 'Before any container, the node makes a network and a runtime for the pod, and that failed.',
    remedy: 'See the node and its pods: `kubectl describe nodes`, `kubectl -n kube-system get pods`.',
  },
  'pod/evicted': {
    title: 'The node threw the pod out',
    means:
      'The node ran low on memory or disk and ended pods to save itself, or the pod wrote more to its file system than its limit.',
    remedy: 'Free what the node lacks: `kubectl describe nodes` shows it.',
  },
  'pod/unschedulable': {
    title: 'No node can take the pod',
    means: 'The scheduler finds no node for the pod, for a reason that no other code names.',
    remedy: 'See what it needs and what the nodes have: `kubectl describe pod POD`, `kubectl describe nodes`.',
  },
  'pod/insufficient-cpu': {
    title: 'No node has CPU enough for the pod',
    means: 'What all pods of a node request together may not be more than it has, however little they use.',
    remedy: 'Lower resources.requests.cpu in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/insufficient-memory': {
    title: 'No node has memory enough for the pod',
    means: 'What all pods of a node request together may not be more than it has, however little they use.',
    remedy: 'Lower resources.requests.memory in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/node-full': {
    title: 'The nodes take no more pods',
    means: 'A node takes a fixed number of pods, 110 by default, whatever they need.',
    remedy: 'Remove what is not needed: `kubectl get pods --all-namespaces`.',
  },
  'pod/node-selector': {
    title: 'No node has the labels that the pod demands',
    means:
      'nodeSelector or the node affinity of the pod lets it run only on nodes with certain labels, and none has them.',
    remedy: 'Correct nodeSelector in the values; the labels that there are: `kubectl get nodes --show-labels`.',
  },
  'pod/node-cordoned': {
    title: 'The nodes take no new pods',
    means: 'Somebody cordoned the nodes, as one does before maintenance. What runs goes on, and nothing new is let in.',
    remedy: 'Let them take pods again: `kubectl uncordon NODE`.',
  },
  'pod/taint': {
    title: 'The nodes keep the pod away by a taint',
    means:
      'A taint keeps all pods from a node but those that tolerate it. The cluster itself sets some where a node is not well.',
    remedy: 'See them: `kubectl describe nodes`.',
  },
  'pod/host-port': {
    title: 'The pod wants a port of the node that is taken',
    means: 'hostPort binds a port of the node itself, and two pods cannot have the same one.',
    remedy:
      'Take hostPort out of the chart: a Service does not need it. Then deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/spread': {
    title: 'The pod must stand beside or apart from others as no node allows',
    means: 'Rules of affinity, anti-affinity or spread over nodes leave no node for the pod.',
    remedy: 'Loosen the rule, lower replicaCount or add nodes; see `kubectl describe pod POD`.',
  },
  'pod/scheduling-gated': {
    title: 'The pod may not be scheduled yet',
    means: 'The pod carries scheduling gates, which whoever set them has to take away.',
    remedy: 'See which: `kubectl get pod POD -o yaml`.',
  },
  'pod/out-of-memory': {
    title: 'A container was killed for its memory',
    means: 'The container took more memory than its limit, and the kernel ended it.',
    remedy: 'Raise resources.limits.memory in the values.',
  },
  'pod/environment': {
    title: 'A process has other settings than its release gives',
    means:
      'A pod takes its environment when it starts. What was changed by hand in a ConfigMap or Secret reaches only the pods that come after it.',
    remedy: 'Start the pods anew with what the release gives: `npx tsx scripts/deploy.ts --force`.',
  },
  'pod/log-unread': {
    title: 'No log could be read',
    means: 'What is to be looked for in the logs was looked for in none: there is no pod, or its log may not be read.',
    remedy: 'See why: `npm run logs`.',
  },
  'pod/other-image': {
    title: 'Pods run another image than the values name',
    means: 'image.tag was set to a name that exists, and the pods run something else: the template does not read it.',
    remedy: 'See what is rendered: `helm template frontend helm/frontend --set image.tag=mine`.',
  },
  'pod/rights': {
    title: 'A process may do more than it needs',
    means:
      'What the chart forbids was asked of the kernel: another user than root, no capability, no new privilege, no system call beyond the usual, no write into the root file system.',
    remedy:
      'See what the pod was given: `kubectl get pods -o yaml`; bring back what the chart says: `npx tsx scripts/deploy.ts --force`.',
  },
  'pod/unlimited': {
    title: 'A container has other limits than its release',
    means: 'A container without limits can take memory and time from everything beside it on its node.',
    remedy: 'Bring back what the chart says: `npx tsx scripts/deploy.ts --force`.',
  },
  'pod/idle': {
    title: 'A replica that is ready gets no requests',
    means: 'More replicas help only if the Service spreads requests over them.',
    remedy: 'Compare the selector and endpoints of the Service: `kubectl get services,endpointslices`.',
  },
  'pod/log-level': {
    title: 'The log does not follow LOG_LEVEL',
    means: 'Whoever looks for a cause sets LOG_LEVEL to debug and expects more lines, without a new image.',
    remedy: 'See what the pod was given: `npm run validate -- --only T070`.',
  },
  'pod/resources': {
    title: 'A pod has other requests or limits than the values',
    means: 'An overlay of values sets resources without an edit of templates; here it did not come through.',
    remedy: 'See what is rendered: `helm template backend helm/backend -f FILE`.',
  },
  'pod/probe-failing': {
    title: 'A probe fails',
    means:
      'Kubernetes asks the readiness or startup probe and gets no good answer, so the pod gets no traffic. No other code names this answer.',
    remedy: 'Read the logs of the pod: `kubectl logs POD`.',
  },
  'pod/probe-path': {
    title: 'A probe asks a path that the application does not have',
    means: 'The application answers the probe with 404 or another 4xx, so the pod never becomes ready.',
    remedy: 'Correct the path of the probe in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/probe-refused': {
    title: 'Nobody listens where a probe asks',
    means:
      'The port of the probe is not the one at which the application listens, or the application listens at loopback only, or has not begun to.',
    remedy:
      'Correct containerPort in the values, let the application listen on 0.0.0.0, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/probe-slow': {
    title: 'A probe gets no answer in time',
    means: 'The application takes longer to answer the probe than timeoutSeconds allows.',
    remedy: 'See what it is busy with: `kubectl logs POD`; or raise timeoutSeconds of the probe in the values.',
  },
  'pod/probe-unavailable': {
    title: 'The application says that it is not ready',
    means:
      'The probe is answered with 503 or another 5xx: the application runs, and something that it needs, most often its database, does not answer it.',
    remedy: 'Read what it needs: `kubectl logs POD`; see whether that runs: `kubectl get pods`.',
  },
  'pod/liveness-failing': {
    title: 'The liveness probe ends a container again and again',
    means:
      'Kubernetes takes a container whose liveness probe fails for dead and starts it anew. A probe that is wrong or too strict ends a healthy application, above all while it starts.',
    remedy:
      'Correct probes.liveness in the values, or give a slow start time with probes.startup; then deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/startup-failing': {
    title: 'A container does not start in the time it has',
    means: 'The startup probe did not succeed within its tries, so Kubernetes ends the container and starts it anew.',
    remedy:
      'Raise probes.startup.failureThreshold in the values, or correct its path, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/read-only': {
    title: 'A container writes where it may not',
    means: 'The file system of the containers is read-only but for the volumes that are mounted for writing.',
    remedy: 'Mount an emptyDir there in the templates of the chart and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/module-missing': {
    title: 'The image lacks a module that the program imports',
    means: 'The program starts and ends at once, for a package it imports was not installed into the image.',
    remedy: 'Add it to the dependencies of the application and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/port-taken': {
    title: 'The port of a container is taken inside its pod',
    means: 'All containers of a pod share its ports, and another program of the pod has this one.',
    remedy: 'Let each container listen at a port of its own and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/host-unknown': {
    title: 'A container looks for a host that there is not',
    means:
      'In a cluster the names of Services are the host names. No Service of the namespace has the name that the program asks for.',
    remedy: 'Correct the address in the values; the Services that there are: `kubectl get services`.',
  },
  'pod/database-unreachable': {
    title: 'The database does not answer',
    means: 'The host of DATABASE_URL is known, and nobody answers at its port: the database is down, or elsewhere.',
    remedy:
      'See whether it runs, `kubectl get pods`, or correct DATABASE_URL in .env; then deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/database-host': {
    title: 'The host of the database is not known',
    means: 'DATABASE_URL names a host for which the cluster finds no address.',
    remedy: 'Correct the host in DATABASE_URL of .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/database-login': {
    title: 'The database does not let the application in',
    means:
      'The user does not exist, its password is another one or missing, or the database does not accept this address.',
    remedy: 'Correct user and password in DATABASE_URL of .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/database-absent': {
    title: 'The server has no database of that name',
    means:
      'The database server answers and knows the user, and has no database of the name at the end of DATABASE_URL.',
    remedy:
      'Create it (`createdb NAME`) or correct DATABASE_URL in .env, and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/database-tls': {
    title: 'The database speaks no TLS',
    means: 'DATABASE_URL demands an encrypted connection, and the database has none to offer.',
    remedy: 'Write sslmode=disable in DATABASE_URL of .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/database-url': {
    title: 'DATABASE_URL cannot be used',
    means: 'It is not set, it is no URL, or it names a kind of database that the application does not know.',
    remedy:
      'Write it as postgresql://USER:PASSWORD@HOST:5432/NAME into .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/refused': {
    title: 'The cluster refuses to create the pod',
    means: 'The cluster does not let the pod be created, for a reason that no other code names.',
    remedy: 'Read all it says: `kubectl describe replicasets,statefulsets`.',
  },
  'pod/quota': {
    title: 'The quota of the namespace has no room for the pod',
    means: 'A ResourceQuota bounds what all pods of the namespace request together, and this pod would go beyond it.',
    remedy: 'Lower resources in the values, or raise the quota: `kubectl describe resourcequotas`.',
  },
  'pod/quota-unspecified': {
    title: 'The quota wants a value that the pod does not set',
    means: 'Where a quota bounds a resource, each container has to say how much of it it wants.',
    remedy: 'Set it below resources in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/limit-range': {
    title: 'A container asks for more or less than the namespace allows',
    means: 'A LimitRange bounds what a single container or pod of the namespace may request or have as its limit.',
    remedy: 'Set resources in the values within the bounds; they are shown by `kubectl describe limitranges`.',
  },
  'pod/security-policy': {
    title: 'The pod breaks the Pod Security level of the namespace',
    means: 'A label of the namespace enforces a Pod Security Standard, and the pod asks for more than it grants.',
    remedy:
      'Set what it names in podSecurityContext and securityContext of the chart and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'pod/webhook-denied': {
    title: 'An admission policy does not let the pod in',
    means: 'The cluster asks a webhook or a policy of its own about new pods, and that says no.',
    remedy: 'Change what it objects to, or ask whoever runs it: `kubectl get validatingwebhookconfigurations`.',
  },
  'pod/webhook-away': {
    title: 'An admission webhook does not answer',
    means: 'The cluster asks a webhook about new pods, nobody answers, and without an answer none is created.',
    remedy: 'Bring its program back, or remove the webhook: `kubectl get validatingwebhookconfigurations`.',
  },
  'pod/service-account-missing': {
    title: 'The service account of the pods does not exist',
    means: 'Pods run as a ServiceAccount, and the one that the chart names is not in the namespace.',
    remedy: 'Set serviceAccount.create to true in the values and deploy again: `npx tsx scripts/deploy.ts`.',
  },
} as const satisfies Record<string, CodeEntry>;
