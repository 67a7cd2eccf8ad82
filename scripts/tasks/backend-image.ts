import { all } from '../checks/all.ts';
import {
  dependenciesFirst,
  dockerfileKeeps,
  dockerfileSays,
  exposes,
  multiStageOn,
  runsAs,
  startsWith,
} from '../checks/dockerfile.ts';
import { buildImage, deliverImage, imageClean, imageExists, imageInNode, imageRunsAs } from '../checks/image.ts';
import type { Tasks } from '../core/task.ts';

const settings = ['DATABASE_URL', 'PGPASSWORD', 'AUTH_SECRET', 'OPENAI_API_KEY', 'ENVIRONMENT', 'LOG_LEVEL'];

/** Phase 3: the backend's image, from its Dockerfile to the node. */
export const backendImage: Tasks = {
  T017: {
    static: true,
    check: all(
      dockerfileSays('backend', [multiStageOn(/^python:3\.11-slim/, 'python:3.11-slim')]),
      dockerfileKeeps('backend', 'stages'),
    ),
  },
  T018: {
    static: true,
    check: all(
      dockerfileSays('backend', [dependenciesFirst('requirements.txt', /pip install/)]),
      dockerfileKeeps('backend', 'layers'),
    ),
  },
  T019: {
    static: true,
    check: all(dockerfileSays('backend', [runsAs('appuser', 1001)]), dockerfileKeeps('backend', 'user')),
  },
  T020: {
    static: true,
    check: all(
      dockerfileSays('backend', [exposes(8000), startsWith('uvicorn', 'app.main:app')]),
      dockerfileKeeps('backend', 'start'),
    ),
  },
  T021: {
    on: 'kubernetes',
    needs: ['T003', 'T004', 'T015', 'T017'],
    check: imageExists('backend'),
    apply: buildImage('backend'),
  },
  T022: { on: 'kubernetes', needs: ['T021'], check: imageRunsAs('backend', 1001) },
  T023: { on: 'kubernetes', needs: ['T021'], check: imageClean('backend', settings) },
  T024: { on: 'kubernetes', needs: ['T021'], check: imageInNode('backend'), apply: deliverImage('backend') },
};
