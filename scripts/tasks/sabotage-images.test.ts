import { phases } from '../pipelines.ts';
import { breaks, edited, replaced, sabotageTests } from '../testing/sabotage.ts';

const backend = 'backend/Dockerfile';
const frontend = 'frontend/Dockerfile';
const frontendLock = 'frontend/package-lock.json';

const without = (name: string) => (text: string) => {
  const lock: { packages: Record<string, unknown> } = JSON.parse(text);
  const packages = Object.entries(lock.packages).filter(([path]) => path !== `node_modules/${name}`);
  return JSON.stringify({ ...lock, packages: Object.fromEntries(packages) });
};

sabotageTests(
  phases,
  ['Backend image', 'Frontend image'],
  [
    [
      'the backend has another base',
      replaced(backend, 'python:3.11-slim', 'python:3.12'),
      breaks('T017', 'dockerfile/unlike', /from python:3\.11-slim/, { at: [backend, 1] }),
    ],
    [
      'the backend has one stage',
      edited(backend, (text) => `ARG PYTHON_IMAGE=python:3.11-slim\n\n${text.slice(text.lastIndexOf('FROM'))}`),
      breaks('T017', 'dockerfile/unlike', /several stages/, { at: [backend, 'FROM'], also: ['T018'] }),
    ],
    [
      'a build argument of the backend is a secret',
      replaced(backend, 'FROM ${PYTHON_IMAGE} AS build', 'FROM ${PYTHON_IMAGE} AS build\nARG INDEX_TOKEN'),
      breaks('T017', 'dockerfile/DL3064', /ARG INDEX_TOKEN/, { at: [backend, 'INDEX_TOKEN'] }),
    ],
    [
      'two stages of the backend have one name',
      replaced(backend, 'AS runtime', 'AS build'),
      breaks('T017', 'dockerfile/DuplicateStageName', /named build/, { at: [backend, 21] }),
    ],
    [
      'pip keeps its cache',
      replaced(backend, 'PIP_NO_CACHE_DIR', 'PIP_OTHER'),
      breaks('T018', 'dockerfile/DL3042', /pip keeps/, { at: [backend, 'pip install'] }),
    ],
    [
      'the source is copied before the dependencies are installed',
      replaced(backend, 'COPY requirements.txt', 'COPY . .\nCOPY requirements.txt'),
      breaks('T018', 'dockerfile/unlike', /layer of its own/, { at: [backend, 'pip install'] }),
    ],
    [
      'the backend runs as root',
      replaced(backend, 'USER 1001:1001\n', ''),
      breaks('T019', 'dockerfile/DL3002', /never sets USER/, { at: [backend, 'AS runtime'] }),
    ],
    [
      'the backend runs in another group',
      replaced(backend, 'USER 1001:1001', 'USER 1001:100'),
      breaks('T019', 'dockerfile/unlike', /USER 1001:1001/, { at: [backend, 'USER 1001:100'] }),
    ],
    [
      'the user of the backend is only a name',
      replaced(backend, 'USER 1001:1001', 'USER appuser'),
      breaks('T019', 'dockerfile/DL3066', /runs as appuser/, { at: [backend, 'USER appuser'] }),
    ],
    [
      'the backend starts twice',
      replaced(backend, 'CMD ["uvicorn"', 'CMD ["true"]\nCMD ["uvicorn"'),
      breaks('T020', 'dockerfile/DL4003', /CMD has no effect/, { at: [backend, 'CMD ["true"]'] }),
    ],
    [
      'the user of the backend has another name',
      replaced(backend, 'appuser', 'somebody'),
      breaks('T019', 'dockerfile/unlike', /names that user appuser/, { at: [backend, 'USER'] }),
    ],
    [
      'the backend exposes another port',
      replaced(backend, 'EXPOSE 8000', 'EXPOSE 80'),
      breaks('T020', 'dockerfile/unlike', /exposes 8000/, { at: [backend, 'EXPOSE'] }),
    ],
    [
      'a shell starts the backend',
      replaced(backend, /^CMD .*$/m, 'CMD uvicorn app.main:app'),
      breaks('T020', 'dockerfile/DL3025', /A shell starts uvicorn/, { at: [backend, 'CMD uvicorn'] }),
    ],
    [
      'an entry point stands before the command of the backend',
      replaced(backend, 'EXPOSE', 'ENTRYPOINT ["sh", "-c"]\nEXPOSE'),
      breaks('T020', 'dockerfile/unlike', /no ENTRYPOINT/, { at: [backend, 'ENTRYPOINT'] }),
    ],
    [
      'the frontend has another base',
      replaced(frontend, 'node:24-alpine', 'node:24-slim'),
      breaks('T025', 'dockerfile/unlike', /Node alpine/, { at: [frontend, 1] }),
    ],
    [
      'a name of the frontend is misspelt',
      replaced(frontend, 'FROM ${NODE_IMAGE} AS runner', 'FROM ${NODE_IMAGES} AS runner'),
      breaks('T025', 'dockerfile/UndefinedArgInFrom', /NODE_IMAGES.*declared are NODE_IMAGE$/, {
        at: [frontend, 'NODE_IMAGES'],
      }),
    ],
    [
      'the frontend takes files from no stage',
      replaced(frontend, '--from=builder', '--from=bulider'),
      breaks('T026', 'dockerfile/DL3022', /mean builder/, { at: [frontend, 'bulider'] }),
    ],
    [
      'the frontend runs as a user by name',
      replaced(frontend, 'USER 1001:1001', 'USER nextjs'),
      breaks('T028', 'dockerfile/DL3066', /runs as nextjs/, { at: [frontend, 'USER nextjs'] }),
    ],
    [
      'a shell starts the frontend',
      replaced(frontend, 'CMD ["node", "server.js"]', 'CMD node server.js'),
      breaks('T029', 'dockerfile/DL3025', /A shell starts node/, { at: [frontend, 'CMD node'] }),
    ],
    [
      'packages are installed without the lock file',
      replaced(frontend, 'npm ci', 'npm install'),
      breaks('T026', 'dockerfile/unlike', /layer of its own/, { at: [frontend, 1] }),
    ],
    [
      'a lock file lacks a platform package',
      edited(frontendLock, without('@next/swc-darwin-arm64')),
      breaks('T026', 'source/lockfile', /lacks 1 platform package: @next\/swc-darwin-arm64$/),
    ],
    [
      'a lock file is cut off',
      edited('package-lock.json', (text) => text.slice(0, 1000)),
      breaks('T026', 'source/lockfile', /is no lock file/, { at: ['package-lock.json', 1] }),
    ],
    [
      'a lock file is empty',
      edited(frontendLock, () => '{"packages": {}}'),
      breaks('T026', 'source/lockfile', /is no lock file/, { at: [frontendLock, 1] }),
    ],
    [
      'the frontend is not built',
      replaced(frontend, 'RUN npm run build', 'RUN true'),
      breaks('T027', 'dockerfile/unlike', /builds the application/, { at: [frontend, 1] }),
    ],
    [
      'the server of the frontend is not standalone',
      replaced('frontend/next.config.ts', 'standalone', 'export'),
      breaks('T027', 'source/unlike', /standalone/),
    ],
    [
      'the frontend runs as root',
      replaced(frontend, 'USER 1001:1001', 'USER 0'),
      breaks('T028', 'dockerfile/DL3002', /runs as 0/, { at: [frontend, 'USER 0'] }),
    ],
    [
      'npm starts the frontend',
      replaced(frontend, 'CMD ["node", "server.js"]', 'CMD ["npm", "start"]'),
      breaks('T029', 'dockerfile/unlike', /starts node server\.js/, { at: [frontend, 'CMD ["npm"'] }),
    ],
    [
      'the frontend exposes no port',
      replaced(frontend, 'EXPOSE 3000\n', ''),
      breaks('T029', 'dockerfile/unlike', /exposes 3000/, { at: [frontend, 1] }),
    ],
  ],
);
