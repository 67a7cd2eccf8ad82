import { contractHolds } from '../checks/contract.ts';
import { runsRestricted } from '../checks/security.ts';
import { storiesHold } from '../checks/stories.ts';
import type { Tasks } from '../core/task.ts';
import { cloneDeploys, reportGenerated } from '../operations/clone-checks.ts';
import { historySurvives, timingsHold } from '../operations/integration-checks.ts';
import { path } from './path.ts';

const slow = { on: 'kubernetes', slow: true } as const;

/** Phase 11: everything together, as somebody meets it who has only the repository. */
export const integration: Tasks = {
  T112: { ...slow, needs: ['T003', 'T005', 'T006'], check: cloneDeploys },
  T113: { slow: true, check: storiesHold },
  T114: { needs: ['T063'], check: contractHolds },
  T115: { ...slow, needs: ['T067'], check: historySurvives(path) },
  T116: { ...slow, needs: ['T067'], check: timingsHold(path) },
  T117: { on: 'kubernetes', needs: ['T054', 'T055', 'T085'], check: runsRestricted },
  T118: { ...slow, needs: ['T112'], check: reportGenerated },
};
