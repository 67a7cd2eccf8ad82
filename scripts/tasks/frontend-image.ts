import { all } from '../checks/all.ts';
import {
  dependenciesFirst,
  dockerfileKeeps,
  dockerfileSays,
  exposes,
  multiStageOn,
  runs,
  runsAs,
  startsWith,
} from '../checks/dockerfile.ts';
import { textPresent } from '../checks/files.ts';
import { buildImage, deliverImage, imageClean, imageExists, imageInNode, imageRunsAs } from '../checks/image.ts';
import { lockComplete } from '../checks/lockfile.ts';
import type { Tasks } from '../core/task.ts';

const settings = ['NEXT_PUBLIC_API_URL', 'API_URL', 'OPENAI_API_KEY'];

/** Phase 4: the frontend's image, from its Dockerfile to the node. */
export const frontendImage: Tasks = {
  T025: {
    static: true,
    check: all(
      dockerfileSays('frontend', [multiStageOn(/^node:\d+-alpine/, 'a Node alpine image')]),
      dockerfileKeeps('frontend', 'stages'),
    ),
  },
  T026: {
    static: true,
    check: all(
      dockerfileSays('frontend', [dependenciesFirst('package-lock.json', /npm ci/)]),
      dockerfileKeeps('frontend', 'layers'),
      lockComplete('frontend/package-lock.json'),
      lockComplete('package-lock.json'),
    ),
  },
  T027: {
    static: true,
    check: all(
      dockerfileSays('frontend', [runs(/npm run build/, 'it builds the application')]),
      textPresent('frontend', 'next.config.ts', [
        { what: "output: 'standalone'", pattern: /output:\s*["']standalone["']/ },
      ]),
      textPresent('frontend', 'package.json', [
        { what: 'build script that runs next build', pattern: /"build":\s*"[^"]*next build/ },
      ]),
    ),
  },
  T028: {
    static: true,
    check: all(dockerfileSays('frontend', [runsAs('nextjs', 1001)]), dockerfileKeeps('frontend', 'user')),
  },
  T029: {
    static: true,
    check: all(
      dockerfileSays('frontend', [exposes(3000), startsWith('node', 'server.js')]),
      dockerfileKeeps('frontend', 'start'),
    ),
  },
  T030: {
    on: 'kubernetes',
    needs: ['T003', 'T004', 'T015', 'T025'],
    beside: 'T021',
    check: imageExists('frontend'),
    apply: buildImage('frontend'),
  },
  T031: { on: 'kubernetes', needs: ['T030'], check: imageRunsAs('frontend', 1001) },
  T032: { on: 'kubernetes', needs: ['T030'], check: imageClean('frontend', settings) },
  T033: { on: 'kubernetes', needs: ['T030'], check: imageInNode('frontend'), apply: deliverImage('frontend') },
};
