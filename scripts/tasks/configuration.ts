import { databaseConnected, taskStored } from '../checks/database.ts';
import { imageWithoutSettings } from '../checks/image.ts';
import { logsWithoutCredentials } from '../checks/logs.ts';
import {
  configHoldsNoSecret,
  configMapKeys,
  configMapThere,
  configReaches,
  secretReaches,
  secretThere,
} from '../checks/settings.ts';
import type { Tasks } from '../core/task.ts';
import {
  environmentShown,
  keyRotated,
  keysUntold,
  levelFollowed,
  overlayFollowed,
  replicasServe,
  tagHonoured,
  twoConfigurations,
} from '../operations/proof-checks.ts';
import { path } from './path.ts';

const kubernetes = { on: 'kubernetes' } as const;

/** What is changed to be asked is changed in a copy, which takes minutes. */
const slow = { ...kubernetes, slow: true } as const;

/** Phase 8: settings and secrets, from the values to the running process. */
export const configuration: Tasks = {
  T065: { ...kubernetes, needs: ['T023'], check: imageWithoutSettings('backend') },
  T066: { ...kubernetes, needs: ['T032'], check: imageWithoutSettings('frontend', ['API_URL']) },
  T067: { ...slow, needs: ['T053', 'T060'], check: twoConfigurations(path) },
  T068: { ...kubernetes, needs: ['T054'], check: configMapThere('backend') },
  T069: { ...kubernetes, needs: ['T068'], check: configMapKeys('backend') },
  T070: { needs: ['T054', 'T069'], check: configReaches('backend') },
  T071: { ...kubernetes, needs: ['T055'], check: configMapThere('frontend') },
  T072: { ...kubernetes, needs: ['T071'], check: configMapKeys('frontend') },
  T073: { needs: ['T055', 'T072'], check: configReaches('frontend') },
  T074: { needs: ['T054', 'T055'], check: configHoldsNoSecret },
  T075: { ...kubernetes, needs: ['T054'], check: secretThere },
  T076: { ...kubernetes, needs: ['T075'], check: secretReaches },
  T077: { ...slow, needs: ['T067'], check: keysUntold(path) },
  T078: { ...slow, needs: ['T067'], check: keyRotated(path) },
  T079: { ...slow, needs: ['T067'], check: tagHonoured(path) },
  T080: { ...slow, needs: ['T067'], check: replicasServe(path) },
  T081: { ...slow, needs: ['T067'], check: levelFollowed(path) },
  T082: { ...slow, needs: ['T067'], check: overlayFollowed(path) },
  T083: { ...slow, needs: ['T067'], check: environmentShown(path) },
  T084: { needs: ['T060'], check: databaseConnected },
  T085: { needs: ['T054'], check: logsWithoutCredentials },
  T086: { needs: ['T063', 'T084'], check: taskStored },
};
