import { all } from '../checks/all.ts';
import { alertsSound, dashboardSound, metricsKept, metricsServed, metricsShown } from '../checks/monitoring.ts';
import type { Tasks } from '../core/task.ts';
import { upgradeServes, valuesBeforeHelm } from '../operations/clone-checks.ts';
import { namespacesApart } from '../operations/integration-checks.ts';
import { path } from './path.ts';

const slow = { on: 'kubernetes', slow: true } as const;

/** Phase 12: what makes the difference once everything works. */
export const polish: Tasks = {
  T119: { ...slow, needs: ['T112'], check: valuesBeforeHelm },
  T120: { ...slow, needs: ['T112'], check: upgradeServes },
  T121: { ...slow, needs: ['T067'], check: namespacesApart(path) },
  T122: {
    static: true,
    needs: ['T005', 'T042'],
    check: all(metricsKept, alertsSound, dashboardSound, metricsShown, metricsServed),
  },
};
