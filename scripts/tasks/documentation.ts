import { all } from '../checks/all.ts';
import { commandsExist } from '../checks/commands.ts';
import { linksResolve, projectPages } from '../checks/docs.ts';
import { partGenerated } from '../checks/generated.ts';
import { pipelineHas } from '../checks/plans.ts';
import { quickstartShort, quickstartTimes, readmeGuides } from '../checks/quickstart.ts';
import { checklist, checklistPage } from '../core/checklist.ts';
import { quickstartPage } from '../core/quickstart.ts';
import { wordsFile } from '../core/runbook.ts';
import type { Tasks } from '../core/task.ts';
import { cleanupLeavesNothing } from '../operations/proof-checks.ts';
import { takers } from '../operations/words.ts';
import { path } from './path.ts';

/** The ids that a pipeline performs, by its name. */
type IdsOf = (pipeline: 'deploy' | 'validate') => readonly string[];

/** Phase 10: pages and pipelines say what is so. Which tasks a pipeline has is asked when they are all known. */
export const documentation = (idsOf: IdsOf): Tasks => ({
  T106: { static: true, check: pipelineHas('deploy', () => idsOf('deploy'), 7) },
  T107: { static: true, check: pipelineHas('validate', () => idsOf('validate')) },
  T108: { on: 'kubernetes', slow: true, needs: ['T067'], check: cleanupLeavesNothing(path) },
  T109: {
    static: true,
    check: all(readmeGuides, commandsExist(projectPages, takers), linksResolve(projectPages)),
  },
  T110: {
    static: true,
    check: all(quickstartShort, partGenerated(quickstartPage, 'quickstart-times', quickstartTimes)),
  },
  T111: {
    static: true,
    check: partGenerated(checklistPage, 'checklist', async ({ read }) => checklist((await read(wordsFile)) ?? '')),
  },
});
