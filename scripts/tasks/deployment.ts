import { all, whenSlow } from '../checks/all.ts';
import { removeReleases } from '../checks/cleanup.ts';
import { chatAnswers, tasksManaged } from '../checks/guest.ts';
import { readinessFollowsDatabase } from '../checks/proof.ts';
import { providerConfigured } from '../checks/provider.ts';
import { installReleases, reinstall, releasesDeployed, replicasReady } from '../checks/release.ts';
import { answers, frontendReachesBackend, serviceReady } from '../checks/service.ts';
import type { Tasks } from '../core/task.ts';

/** Phase 7: the releases, and the application that they serve. */
export const deployment: Tasks = {
  T051: { static: true, check: providerConfigured },
  T052: {
    needs: ['T003', 'T005', 'T006', 'T024', 'T035', 'T042'],
    check: releasesDeployed('database', 'backend'),
    apply: installReleases('database', 'backend'),
    undo: removeReleases('backend', 'database'),
  },
  T053: {
    needs: ['T003', 'T005', 'T006', 'T033', 'T044', 'T050', 'T052'],
    check: releasesDeployed('frontend'),
    apply: installReleases('frontend'),
    undo: removeReleases('frontend'),
  },
  // A Minikube that was just started needs its time: what it runs comes back by itself.
  T054: {
    needs: ['T052'],
    check: replicasReady('database', 'backend'),
    apply: reinstall('database', 'backend'),
    within: 120_000,
  },
  T055: { needs: ['T053'], check: replicasReady('frontend'), apply: reinstall('frontend'), within: 120_000 },
  T056: { needs: ['T054'], check: serviceReady('backend-service'), within: 10_000 },
  T057: { needs: ['T055'], check: serviceReady('frontend-service'), within: 10_000 },
  T058: { on: 'kubernetes', needs: ['T056', 'T055'], check: frontendReachesBackend },
  T059: {
    needs: ['T056'],
    check: answers('backend-service', '/health', 200, (body) => field(body, 'status') === 'ok', '{"status":"ok"}'),
  },
  T060: {
    needs: ['T056'],
    check: all(
      answers(
        'backend-service',
        '/ready',
        200,
        (body) => field(body, 'database') === 'ok',
        'the state of a database that is ok',
      ),
      whenSlow(readinessFollowsDatabase),
    ),
  },
  T061: {
    on: 'kubernetes',
    needs: ['T059'],
    check: answers(
      'backend-service',
      '/health',
      200,
      (body) => field(body, 'status') === 'ok',
      'health through a port-forward',
    ),
  },
  T062: {
    needs: ['T057'],
    on: 'kubernetes',
    check: answers(
      'frontend-service',
      '/api/health',
      200,
      (body) => field(body, 'status') === 'ok',
      'health through a port-forward',
    ),
  },
  T063: { needs: ['T056', 'T057', 'T060'], check: chatAnswers },
  T064: { needs: ['T063'], check: tasksManaged },
};

const field = (body: unknown, key: string): unknown =>
  typeof body === 'object' && body !== null ? Object.getOwnPropertyDescriptor(body, key)?.value : undefined;
