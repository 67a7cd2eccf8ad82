import type { Task, TaskId } from '../core/task.ts';
import { deployIds, silently } from '../operations/deploying.ts';
import { backendImage } from './backend-image.ts';
import { deployment } from './deployment.ts';
import { frontendImage } from './frontend-image.ts';

/** The tasks by which a copy is deployed: those of deploy itself. */
export const path = silently(
  Object.fromEntries(
    Object.entries<Task>({ ...backendImage, ...frontendImage, ...deployment }).filter(([id]) =>
      deployIds.includes(id as TaskId),
    ),
  ),
);
