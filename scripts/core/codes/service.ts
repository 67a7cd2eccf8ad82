import type { CodeEntry } from './entry.ts';

/** Services, what leads to them, and the provider that the application asks. */
export const serviceCodes = {
  'service/absent': {
    title: 'The Service does not exist',
    means: 'The Service is not in the namespace, so nothing can reach the pods by name.',
    remedy: 'Deploy it: `npx tsx scripts/deploy.ts`.',
  },
  'service/unlike': {
    title: 'The Service is not what the request fixed',
    means: 'The Service of the cluster has another type, port or selector than the plan fixes.',
    remedy: 'Deploy it again: `npx tsx scripts/deploy.ts`.',
  },
  'service/no-endpoints': {
    title: 'The Service has no ready endpoint',
    means: 'The Service selects pods, and none of them is ready, or there is none yet.',
    remedy: 'See its pods: `kubectl get pods`.',
  },
  'service/selector': {
    title: 'The Service selects no pod',
    means: 'There are pods, and none has all the labels that the selector of the Service demands.',
    remedy: 'Compare its selector with the pod labels: `kubectl get services,pods --show-labels`.',
  },
  'service/port-name': {
    title: 'The Service leads to a port that its pods do not have',
    means:
      'targetPort is a name, and no container of the pods has a port of that name: the Service has pods and no endpoint.',
    remedy:
      'Let targetPort of the Service and the name of the port agree in the chart and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'service/port-number': {
    title: 'The Service leads to a port that no container declares',
    means:
      'Containers may listen at ports that they do not declare, so this is a warning; most often the number is wrong and nobody answers.',
    remedy: 'Correct targetPort of the Service in the chart and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'service/ingress-class': {
    title: 'Nobody serves the Ingress',
    means: 'An Ingress is served by the controller of its class, and the cluster has no class of that name.',
    remedy: 'Install the controller; on Minikube: `minikube addons enable ingress`.',
  },
  'service/ingress-backend': {
    title: 'The Ingress leads to a Service or port that there is not',
    means:
      'A path of the Ingress names a Service that is not in the namespace, or a port that the Service does not have.',
    remedy: 'Correct the backend of the Ingress; the Services that there are: `kubectl get services`.',
  },
  'service/unreachable': {
    title: 'The Service does not answer',
    means: 'Nobody answers at the address of the Service.',
    remedy: 'Read the logs of its pods.',
  },
  'service/upstream-away': {
    title: 'The frontend gets no answer from the backend',
    means: 'The frontend answers 502: it runs, and the backend that it passes requests on to did not answer.',
    remedy: 'See whether the backend has endpoints: `kubectl get services,endpointslices`.',
  },
  'service/bad-answer': {
    title: 'The application answers other than its contract',
    means: 'Something answers, and not as the contract of the application says.',
    remedy: 'Read the answer in the evidence and the logs of the pod.',
  },
  'service/data-lost': {
    title: 'What was stored is gone with a pod',
    means: 'Pods come and go. What was said and done lives in the database, and must not live in a process.',
    remedy: 'See which database the backend uses: `npm run validate -- --only T070`.',
  },
  'service/data-absent': {
    title: 'The database does not have what the application said it stored',
    means:
      'The application answered as if it had stored something, and the database has no such row. It writes somewhere else, or not at all.',
    remedy: 'See which database it uses: `npm run validate -- --only T070`, and read the logs of the backend.',
  },
  'provider/key-rejected': {
    title: 'The provider of the model does not know the key',
    means: 'The provider answers 401. A key with a space or a line break at its end is one that it does not know.',
    remedy: 'Copy the key anew into OPENAI_API_KEY of .env and deploy again: `npx tsx scripts/deploy.ts`.',
  },
  'provider/limited': {
    title: 'The provider of the model takes no more requests for now',
    means: 'The provider answers 429: too many requests in a short time, or the budget of the account is used up.',
    remedy: 'Wait, or raise the limit of the account at the provider.',
  },
} as const satisfies Record<string, CodeEntry>;
