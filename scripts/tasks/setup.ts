import { all } from '../checks/all.ts';
import { chartComplete } from '../checks/chart.ts';
import { removeRemnants } from '../checks/cleanup.ts';
import { constitutionHeld } from '../checks/docs.ts';
import { entryPoints } from '../checks/entry.ts';
import { filesPresent } from '../checks/files.ts';
import { applicationFrozen } from '../checks/frozen.ts';
import { dockerAnswers, helmAnswers, kubectlAnswers, targetUp } from '../checks/programs.ts';

import type { Tasks } from '../core/task.ts';

const chartFiles = [
  'Chart.yaml',
  'values.yaml',
  'values.schema.json',
  'values-dev.yaml',
  'values-staging.yaml',
  'README.md',
  'templates/_helpers.tpl',
  'templates/NOTES.txt',
  'templates/deployment.yaml',
  'templates/service.yaml',
  'templates/configmap.yaml',
  'templates/serviceaccount.yaml',
];

/** Phase 1: what must be there before anything is built. */
export const setup: Tasks = {
  T001: { static: true, check: all(applicationFrozen, constitutionHeld) },
  T002: {
    static: true,
    check: filesPresent([
      'backend/app/main.py',
      'backend/requirements.txt',
      'frontend/app/page.tsx',
      'frontend/app/layout.tsx',
      'frontend/package.json',
      'frontend/package-lock.json',
    ]),
  },
  T003: {
    check: targetUp,
    apply: (world) => world.target.up(),
    undo: removeRemnants,
    within: 60_000,
  },
  T004: { on: 'kubernetes', check: dockerAnswers },
  T005: { check: helmAnswers },
  T006: { on: 'kubernetes', needs: ['T003'], check: kubectlAnswers, within: 30_000 },
  T007: {
    static: true,
    check: all(
      chartComplete('backend', [...chartFiles, 'templates/secret.yaml']),
      chartComplete('frontend', chartFiles),
    ),
  },
  T008: { static: true, check: entryPoints },
};
