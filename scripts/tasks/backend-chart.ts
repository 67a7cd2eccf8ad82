import { all } from '../checks/all.ts';
import { lintClean, readmeTrue, rendersValid, schemaSound, valuesPass } from '../checks/chart.ts';
import { valuesRead } from '../checks/coverage.ts';
import { configMapRenders, deploymentRenders, secretRenders, serviceRenders } from '../checks/rendered.ts';
import { secretsOnlyInSecrets } from '../checks/secrets.ts';
import type { Tasks } from '../core/task.ts';

/** The development database has a chart of its own; what is asked of every chart is asked of it here. */
const charts = ['backend', 'database'] as const;

/** Phase 5: the backend's chart. */
export const backendChart: Tasks = {
  T034: {
    static: true,
    needs: ['T007'],
    check: all(...charts.flatMap((name) => [valuesPass(name, undefined), schemaSound(name), valuesRead(name)])),
  },
  T035: {
    static: true,
    needs: ['T034'],
    check: all(...charts.flatMap((name) => [valuesPass(name, 'dev'), valuesPass(name, 'staging')])),
  },
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
    check: all(
      configMapRenders('backend', { DATABASE_URL: undefined, ENVIRONMENT: undefined, LOG_LEVEL: undefined }),
      secretsOnlyInSecrets('backend', 'database'),
    ),
  },
  T039: { static: true, needs: ['T005', 'T035'], check: secretRenders },
  T040: { static: true, needs: ['T007'], check: all(...charts.map(readmeTrue)) },
  T041: { static: true, needs: ['T005', 'T035'], check: all(...charts.map(lintClean)) },
  T042: { static: true, needs: ['T005', 'T035'], check: all(...charts.map(rendersValid)) },
};
