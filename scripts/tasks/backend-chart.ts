import { all } from '../checks/all.ts';
import { lintClean, readmeTrue, rendersValid, valuesPass } from '../checks/chart.ts';
import { valuesRead } from '../checks/coverage.ts';
import { configMapRenders, deploymentRenders, secretRenders, serviceRenders } from '../checks/rendered.ts';
import type { Tasks } from '../core/task.ts';

/** Phase 5: the backend's chart. */
export const backendChart: Tasks = {
  T034: { static: true, needs: ['T007'], check: all(valuesPass('backend', undefined), valuesRead('backend')) },
  T035: { static: true, needs: ['T034'], check: all(valuesPass('backend', 'dev'), valuesPass('backend', 'staging')) },
  T036: {
    static: true,
    needs: ['T005', 'T035'],
    check: deploymentRenders(
      'backend',
      [
        'ConfigMap backend-config DATABASE_URL',
        'ConfigMap backend-config ENVIRONMENT',
        'ConfigMap backend-config LOG_LEVEL',
        'Secret backend-secret AUTH_SECRET',
        'Secret backend-secret PGPASSWORD',
        'Secret backend-secret OPENAI_API_KEY',
      ],
      { liveness: '/health', readiness: '/ready' },
    ),
  },
  T037: { static: true, needs: ['T005', 'T035'], check: serviceRenders('backend', 8000) },
  T038: {
    static: true,
    needs: ['T005', 'T035'],
    check: configMapRenders('backend', { DATABASE_URL: undefined, ENVIRONMENT: undefined, LOG_LEVEL: undefined }),
  },
  T039: { static: true, needs: ['T005', 'T035'], check: secretRenders },
  T040: { static: true, needs: ['T007'], check: readmeTrue('backend') },
  T041: { static: true, needs: ['T005', 'T035'], check: lintClean('backend') },
  T042: { static: true, needs: ['T005', 'T035'], check: rendersValid('backend') },
};
