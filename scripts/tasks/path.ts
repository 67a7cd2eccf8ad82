import { silently } from '../operations/deploying.ts';
import { backendImage } from './backend-image.ts';
import { frontendImage } from './frontend-image.ts';
import { releases } from './releases.ts';

/** The tasks by which a copy is deployed: those of deploy itself. */
export const path = silently({ ...backendImage, ...frontendImage, ...releases });
