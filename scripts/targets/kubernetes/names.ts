import type { ReleaseName } from '../../core/target.ts';

/** The label that everything of ours carries, and by which cleanup removes. */
export const ours = { key: 'app.kubernetes.io/part-of', value: 'todo-chatbot' } as const;

/** The same as a selector of kubectl and a label of docker. */
export const selector = `${ours.key}=${ours.value}`;

/** The releases in the order they are installed. */
export const releaseNames: readonly ReleaseName[] = ['database', 'backend', 'frontend'];

/** What kubectl calls the workload of a release. */
export const workloads: Readonly<Record<ReleaseName, string>> = {
  database: 'statefulset/database',
  backend: 'deployment/backend',
  frontend: 'deployment/frontend',
};

/** What the charts call their Services. */
export const services: readonly string[] = releaseNames.map((name) => `${name}-service`);

/** What this project keeps on disk beside its sources. */
export const cacheFolder = '.local/cache';
