import { all } from '../checks/all.ts';
import { commandsExist } from '../checks/commands.ts';
import { pageSays } from '../checks/docs.ts';
import { partGenerated } from '../checks/generated.ts';
import { usageTold } from '../checks/usage.ts';
import { flagTable } from '../core/flags.ts';
import type { Tasks } from '../core/task.ts';
import { troubleshooting, troubleshootingPage } from '../core/troubleshooting.ts';
import { agentAnswers, agentExamplesHold, bringAgent, kagentAnswers, removeAgent } from '../operations/kagent.ts';
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
import { scenariosTold } from '../operations/recordings.ts';
import { adviceHolds, causeNamed, copyBreaks, crashDiagnosed, figuresRead, recovered } from '../operations/story.ts';
import { takers, words } from '../operations/words.ts';
import { path } from './path.ts';

const usage = 'docs/ai-operations.md';

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
  T095: { ...slow, needs: ['T094'], check: agentAnswers, apply: bringAgent, undo: removeAgent },
  T096: { ...slow, needs: ['T052'], check: copyBreaks(path) },
  T097: { ...slow, needs: ['T096'], check: crashDiagnosed(path) },
  T098: { ...slow, needs: ['T097'], check: causeNamed(path) },
  T099: { ...slow, needs: ['T096'], check: recovered(path) },
  T100: { ...slow, needs: ['T054', 'T055'], check: figuresRead },
  T101: { ...slow, needs: ['T100'], check: adviceHolds(path) },
  T102: { ...slow, needs: ['T095'], check: agentExamplesHold },
  T103: {
    static: true,
    check: all(
      pageSays(usage, [
        { what: 'what the exit codes mean', pattern: /^Exit codes: 0 /m },
        { what: 'who may do what', pattern: /^## What may be done, and by whom$/m },
        { what: 'what leaves this machine', pattern: /^## What leaves this machine$/m },
      ]),
      usageTold(usage, 'ai', words),
      partGenerated(usage, 'flags', () => flagTable('ai')),
      commandsExist(async () => [usage], takers),
    ),
  },
  T104: { static: true, check: scenariosTold },
  T105: {
    static: true,
    check: all(partGenerated(troubleshootingPage, 'codes', troubleshooting), pageSays(troubleshootingPage, [])),
  },
};
