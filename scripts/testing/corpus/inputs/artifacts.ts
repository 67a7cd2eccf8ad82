import { type BrokenInput, below, error, replace, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const set = '--set';
const { helpers } = backend;

/** Charts, images and source that are each right and do not fit together. */
export const artifactInputs: readonly BrokenInput[] = [
  {
    name: 'the frontend asks a Service that does not exist',
    edits: [],
    sets: ['frontend.config.NEXT_PUBLIC_API_URL=http://backend-servce:8000'],
    found: [error('artifact/api-url', set, '▸http://backend-servce')],
  },
  {
    name: 'the frontend asks a port that the Service does not have',
    edits: [
      below(
        frontend.dev,
        'terminationGracePeriodSeconds: 15',
        'config:\n  NEXT_PUBLIC_API_URL: http://backend-service:80',
      ),
    ],
    found: [error('artifact/api-url', frontend.dev, '▸http://backend-service:80')],
  },
  {
    name: 'the frontend asks the Service of another namespace',
    edits: [],
    sets: ['frontend.config.NEXT_PUBLIC_API_URL=http://backend-service.production:8000'],
    found: [error('artifact/api-url', set, '▸http://backend-service.production')],
  },
  {
    name: 'the port of the backend is changed and the frontend is not told',
    edits: [write('mine.yaml', 'backend:\n  service:\n    port: 9000\n')],
    values: ['mine.yaml'],
    found: [error('artifact/api-url', frontend.values, '▸http://backend-service:8000')],
  },
  {
    name: 'the frontend asks its own pod',
    edits: [],
    sets: ['frontend.config.NEXT_PUBLIC_API_URL=http://localhost:8000'],
    found: [error('artifact/localhost', set, '▸http://localhost')],
  },
  {
    name: 'the backend looks for its database in its own pod',
    edits: [],
    sets: ['backend.config.DATABASE_URL=postgresql://todo@localhost:5432/todo'],
    found: [error('artifact/localhost', set, '▸postgresql://todo@localhost')],
  },
  {
    name: 'the backend looks for its database at a Service that does not exist',
    edits: [below(backend.dev, 'config:', '  DATABASE_URL: postgresql://todo@databse-service:5432/todo')],
    found: [error('artifact/database-url', backend.dev, '▸postgresql://todo@databse')],
  },
  {
    name: 'the backend looks for its database at a port that the Service does not have',
    edits: [],
    sets: ['backend.config.DATABASE_URL=postgresql://todo@database-service:5433/todo'],
    found: [error('artifact/database-url', set, '▸postgresql://todo@database')],
  },
  {
    name: 'the chart declares another port than its image listens on',
    edits: [],
    sets: ['backend.containerPort=9000'],
    found: [error('artifact/port', set, '▸9000')],
  },
  {
    name: 'the command of the image listens on another port than the chart declares',
    edits: [replace(backend.dockerfile, '"--port", "8000"', '"--port", "9000"')],
    found: [error('artifact/port', backend.dockerfile, '▸CMD ["uvicorn"')],
  },
  {
    name: 'the frontend is given another port than its image exposes',
    edits: [],
    sets: ['frontend.containerPort=3001'],
    found: [error('artifact/port', frontend.dockerfile, 'EXPOSE ▸3000')],
  },
  {
    name: 'the image exposes another port than it listens on',
    edits: [replace(backend.dockerfile, 'EXPOSE 8000', 'EXPOSE 8080')],
    found: [error('dockerfile/unlike', backend.dockerfile, 'EXPOSE ▸8080')],
  },
  {
    name: 'a pod runs in another group than its image is made for',
    edits: [],
    sets: ['backend.podSecurityContext.runAsGroup=1000'],
    found: [error('artifact/user', set, '▸1000')],
  },
  {
    name: 'the chart asks for an image that the build does not make',
    edits: [],
    sets: ['backend.image.repository=bakend'],
    found: [error('artifact/image-name', set, '▸bakend')],
  },
  {
    name: 'the chart asks for an image of another registry and name',
    edits: [write('mine.yaml', 'frontend:\n  image:\n    repository: registry.example/todo/web\n    tag: 1.4.0\n')],
    values: ['mine.yaml'],
    found: [error('artifact/image-name', 'mine.yaml', '▸registry.example/todo/web')],
  },
  {
    name: 'a probe asks a path that the application does not have',
    edits: [],
    sets: ['backend.probes.liveness.path=/helth'],
    found: [error('artifact/probe-route', set, '▸/helth')],
  },
  {
    name: 'a probe of the frontend asks a path of the backend',
    edits: [below(frontend.dev, 'terminationGracePeriodSeconds: 15', 'probes:\n  startup:\n    path: /health')],
    found: [error('artifact/probe-route', frontend.dev, '▸/health')],
  },
  {
    name: 'the chart gives the backend a variable that it does not read',
    edits: [replace(helpers, '- name: AUTH_SECRET', '- name: LOGLEVEL\n  value: info\n- name: AUTH_SECRET')],
    found: [error('artifact/setting', helpers, '▸- name: LOGLEVEL')],
  },
  {
    name: 'the chart does not give the backend a setting that it needs',
    edits: [
      replace(
        helpers,
        '- name: AUTH_SECRET\n  valueFrom:\n    secretKeyRef:\n      name: {{ include "backend.secretName" . }}\n      key: AUTH_SECRET\n',
        '',
      ),
    ],
    found: [error('artifact/setting', 'backend/app/settings.py', '▸auth_secret: SecretStr')],
  },
  {
    name: 'the address of the API is fixed while the image of the frontend is built',
    edits: [
      replace(
        frontend.dockerfile,
        'ENV NEXT_TELEMETRY_DISABLED=1\n',
        'ENV NEXT_TELEMETRY_DISABLED=1\nENV NEXT_PUBLIC_API_URL=http://backend-service:8000\n',
      ),
    ],
    found: [error('artifact/baked-setting', frontend.dockerfile, '▸NEXT_PUBLIC_API_URL')],
    like: 'Next.js: NEXT_PUBLIC_ variables are inlined at build time',
  },
];
