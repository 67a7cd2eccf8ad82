import { all, whenSlow } from '../checks/all.ts';
import { chatAnswers, tasksManaged } from '../checks/guest.ts';
import { providerConfigured } from '../checks/provider.ts';
import { answers, answersForwarded, frontendReachesBackend } from '../checks/service.ts';
import type { Tasks } from '../core/task.ts';
import { readinessFollowsDatabase } from '../operations/proof-checks.ts';
import { path } from './path.ts';
import { releases } from './releases.ts';

const field = (body: unknown, key: string): unknown =>
  typeof body === 'object' && body !== null ? Object.getOwnPropertyDescriptor(body, key)?.value : undefined;

const isOk = { accepts: (body: unknown) => field(body, 'status') === 'ok', described: '{"status":"ok"}' };

/** Phase 7: the releases, and the application that they serve. */
export const deployment: Tasks = {
  T051: { static: true, check: providerConfigured },
  ...releases,
  T058: { on: 'kubernetes', needs: ['T056', 'T055'], check: frontendReachesBackend },
  T059: { needs: ['T056'], check: answers('backend-service', '/health', isOk) },
  T060: {
    needs: ['T056'],
    check: all(
      answers('backend-service', '/ready', {
        accepts: (body) => field(body, 'database') === 'ok',
        described: 'the state of a database that is ok',
      }),
      whenSlow(readinessFollowsDatabase(path)),
    ),
  },
  T061: { on: 'kubernetes', needs: ['T059'], check: answersForwarded('backend-service', '/health', isOk) },
  T062: { on: 'kubernetes', needs: ['T057'], check: answersForwarded('frontend-service', '/api/health', isOk) },
  T063: { needs: ['T056', 'T057', 'T060'], check: chatAnswers },
  T064: { needs: ['T063'], check: tasksManaged },
};
