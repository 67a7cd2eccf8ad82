import type { Tasks } from '../core/task.ts';
import { agentAnswers, agentExamplesHold, kagentAnswers } from '../operations/kagent.ts';
import {
  accountMade,
  accountRemoved,
  examplesHold,
  modelAnswers,
  namesPods,
  plannerAnswers,
  readsPods,
  readsService,
  readsUsage,
} from '../operations/planner-checks.ts';
import { adviceHolds, causeNamed, copyBreaks, crashDiagnosed, figuresRead, recovered } from '../operations/story.ts';
import { path } from './path.ts';

/** What asks a model costs money, and what breaks a copy takes minutes: both are asked with --slow. */
const slow = { on: 'kubernetes', slow: true } as const;

/** Phase 9: questions to a model, second opinions, and repairs; what is broken for them is a copy. */
export const aiOperations: Tasks = {
  T087: { check: plannerAnswers },
  T088: { ...slow, needs: ['T087', 'T052'], check: modelAnswers, apply: accountMade, undo: accountRemoved },
  T089: { ...slow, needs: ['T088'], check: readsPods },
  T090: { ...slow, needs: ['T089'], check: namesPods },
  T091: { ...slow, needs: ['T088'], check: readsUsage },
  T092: { ...slow, needs: ['T088'], check: readsService },
  T093: { ...slow, needs: ['T088'], check: examplesHold },
  T094: { on: 'kubernetes', check: kagentAnswers },
  T095: { ...slow, needs: ['T094'], check: agentAnswers },
  T096: { ...slow, needs: ['T052'], check: copyBreaks(path) },
  T097: { ...slow, needs: ['T096'], check: crashDiagnosed(path) },
  T098: { ...slow, needs: ['T097'], check: causeNamed(path) },
  T099: { ...slow, needs: ['T096'], check: recovered(path) },
  T100: { ...slow, needs: ['T054', 'T055'], check: figuresRead },
  T101: { ...slow, needs: ['T100'], check: adviceHolds(path) },
  T102: { ...slow, needs: ['T095'], check: agentExamplesHold },
};
