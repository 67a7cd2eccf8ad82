import { all } from '../checks/all.ts';
import { lintClean, readmeTrue, rendersValid, schemaSound, valuesPass } from '../checks/chart.ts';
import { valuesRead } from '../checks/coverage.ts';
import { artifactsFit } from '../checks/fit.ts';
import { configMapRenders, deploymentRenders, serviceRenders } from '../checks/rendered.ts';
import { secretsOnlyInSecrets } from '../checks/secrets.ts';
import type { Tasks } from '../core/task.ts';

/** Phase 6: the frontend's chart. */
export const frontendChart: Tasks = {
  T043: {
    static: true,
    needs: ['T007'],
    check: all(valuesPass('frontend', undefined), schemaSound('frontend'), valuesRead('frontend')),
  },
  T044: { static: true, needs: ['T043'], check: all(valuesPass('frontend', 'dev'), valuesPass('frontend', 'staging')) },
  T045: {
    static: true,
    needs: ['T005', 'T044'],
    check: deploymentRenders('frontend', ['ConfigMap frontend-config NEXT_PUBLIC_API_URL'], {
      liveness: '/api/health',
      readiness: '/api/health',
    }),
  },
  T046: { static: true, needs: ['T005', 'T044'], check: serviceRenders('frontend', 3000) },
  T047: {
    static: true,
    needs: ['T005', 'T044'],
    check: all(
      configMapRenders('frontend', { NEXT_PUBLIC_API_URL: 'http://backend-service:8000' }),
      secretsOnlyInSecrets('frontend'),
    ),
  },
  T048: { static: true, needs: ['T007'], check: readmeTrue('frontend') },
  T049: { static: true, needs: ['T005', 'T044'], check: lintClean('frontend') },
  T050: { static: true, needs: ['T005', 'T044'], check: all(rendersValid('frontend'), artifactsFit) },
};
