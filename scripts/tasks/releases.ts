import { removeReleases } from '../checks/cleanup.ts';
import { installReleases, reinstall, releasesDeployed, replicasReady } from '../checks/release.ts';
import { serviceReady } from '../checks/service.ts';
import type { Tasks } from '../core/task.ts';

/** The part of phase 7 that brings the releases up; a copy is deployed by it too. */
export const releases: Tasks = {
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
};
