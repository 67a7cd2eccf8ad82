import { above, type BrokenInput, below, error, replace, warning, write } from '../broken.ts';
import { backend, frontend } from '../paths.ts';

const api = backend.dockerfile;
const web = frontend.dockerfile;
const workdir = 'WORKDIR /app\nCOPY alembic.ini ./';
const lastUser = 'USER 1001:1001';

/** Dockerfiles. */
export const dockerfileInputs: readonly BrokenInput[] = [
  {
    name: 'an instruction is misspelt',
    edits: [replace(api, 'EXPOSE 8000', 'EXPSE 8000')],
    found: [error('dockerfile/DL1000', api, '▸EXPSE')],
    like: 'hadolint DL1000',
  },
  {
    name: 'an instruction lacks its argument',
    edits: [replace(web, 'FROM ${NODE_IMAGE} AS builder\nWORKDIR /app', 'FROM ${NODE_IMAGE} AS builder\nWORKDIR')],
    found: [error('dockerfile/DL1000', web, '▸WORKDIR\nENV')],
    like: 'hadolint DL1000',
  },
  {
    name: 'a working directory is relative',
    edits: [replace(api, workdir, 'WORKDIR app\nCOPY alembic.ini ./')],
    found: [error('dockerfile/DL3000', api, 'WORKDIR ▸app\n')],
    like: 'hadolint DL3000, BuildKit WorkdirRelativePath',
  },
  {
    name: 'the image runs as root',
    edits: [replace(api, lastUser, 'USER root')],
    found: [error('dockerfile/DL3002', api, 'USER ▸root')],
    like: 'hadolint DL3002',
  },
  {
    name: 'the image sets no user',
    edits: [replace(api, `${lastUser}\n`, '')],
    found: [error('dockerfile/DL3002', api, '▸FROM ${PYTHON_IMAGE} AS runtime')],
    like: 'hadolint DL3002',
  },
  {
    name: 'the base image has no tag',
    edits: [replace(web, 'ARG NODE_IMAGE=node:24-alpine', 'ARG NODE_IMAGE=node')],
    found: [error('dockerfile/DL3006', web, 'ARG NODE_IMAGE=▸node')],
    like: 'hadolint DL3006',
  },
  {
    name: 'the base image is the latest one',
    edits: [replace(api, 'python:3.11-slim', 'python:latest')],
    found: [error('dockerfile/DL3007', api, 'PYTHON_IMAGE=▸python:latest')],
    like: 'hadolint DL3007',
  },
  {
    name: 'the base image is another one than the plan fixed',
    edits: [replace(api, 'python:3.11-slim', 'python:3.12-slim')],
    found: [error('dockerfile/unlike', api, 'ARG PYTHON_IMAGE=▸python:3.12-slim')],
  },
  {
    name: 'EXPOSE names a port out of range',
    edits: [below(api, 'EXPOSE 8000', 'EXPOSE 80000')],
    found: [error('dockerfile/DL3011', api, '▸80000')],
    like: 'hadolint DL3011',
  },
  {
    name: 'a stage has two health checks',
    edits: [above(api, 'HEALTHCHECK --interval=10s', 'HEALTHCHECK NONE')],
    found: [error('dockerfile/DL3012', api, '▸HEALTHCHECK NONE')],
    like: 'hadolint DL3012, BuildKit MultipleInstructionsDisallowed',
  },
  {
    name: 'ADD copies a folder',
    edits: [replace(api, 'COPY app ./app', 'ADD app ./app')],
    found: [error('dockerfile/DL3020', api, '▸ADD app')],
    like: 'hadolint DL3020',
  },
  {
    name: 'several files are copied to what is no directory',
    edits: [
      replace(web, 'COPY package.json package-lock.json .npmrc ./', 'COPY package.json package-lock.json .npmrc files'),
    ],
    found: [error('dockerfile/DL3021', web, '▸files')],
    like: 'hadolint DL3021',
  },
  {
    name: 'a stage is misspelt where it is copied from',
    edits: [replace(api, 'COPY --from=build /app /app', 'COPY --from=biuld /app /app')],
    found: [error('dockerfile/DL3022', api, '--from=▸biuld')],
    like: 'hadolint DL3022',
  },
  {
    name: 'a stage copies from itself',
    edits: [replace(api, 'COPY --from=build /app /app', 'COPY --from=runtime /app /app')],
    found: [error('dockerfile/DL3023', api, '--from=▸runtime')],
    like: 'hadolint DL3023',
  },
  {
    name: 'the server is started by a shell',
    edits: [replace(web, 'CMD ["node", "server.js"]', 'CMD node server.js')],
    found: [error('dockerfile/DL3025', web, 'CMD ▸node server.js')],
    like: 'hadolint DL3025, BuildKit JSONArgsRecommended',
  },
  {
    name: 'a JSON list of CMD has single quotes',
    edits: [replace(web, 'CMD ["node", "server.js"]', "CMD ['node', 'server.js']")],
    found: [error('dockerfile/DL3025', web, "CMD ▸['node'")],
    like: 'hadolint DL3025',
  },
  {
    name: 'a stage is bound to one platform',
    edits: [replace(web, 'FROM ${NODE_IMAGE} AS runner', 'FROM --platform=linux/amd64 ${NODE_IMAGE} AS runner')],
    found: [error('dockerfile/DL3029', web, '▸--platform=linux/amd64')],
    like: 'hadolint DL3029, BuildKit FromPlatformFlagConstDisallowed',
  },
  {
    name: 'a stage names the platform that it has anyway',
    edits: [replace(web, 'FROM ${NODE_IMAGE} AS runner', 'FROM --platform=$TARGETPLATFORM ${NODE_IMAGE} AS runner')],
    found: [error('dockerfile/DL3065', web, '▸--platform=$TARGETPLATFORM')],
    like: 'BuildKit RedundantTargetPlatform',
  },
  {
    name: 'pip leaves its cache in a layer',
    edits: [
      replace(
        api,
        'ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \\\n    PIP_NO_CACHE_DIR=1',
        'ENV PIP_DISABLE_PIP_VERSION_CHECK=1',
      ),
    ],
    found: [error('dockerfile/DL3042', api, 'RUN ▸/opt/venv/bin/pip install')],
    like: 'hadolint DL3042',
  },
  {
    name: 'ONBUILD triggers what it may not',
    edits: [above(api, workdir, 'ONBUILD FROM alpine:3')],
    found: [error('dockerfile/DL3043', api, '▸ONBUILD')],
    like: 'hadolint DL3043',
  },
  {
    name: 'ENV uses a variable that the same line sets',
    edits: [
      replace(
        web,
        'ENV NEXT_TELEMETRY_DISABLED=1\nCOPY',
        'ENV HOME_DIR=/app CACHE_DIR=$HOME_DIR/cache\nENV NEXT_TELEMETRY_DISABLED=1\nCOPY',
      ),
    ],
    found: [error('dockerfile/DL3044', web, '▸$HOME_DIR')],
    like: 'hadolint DL3044',
  },
  {
    name: 'COPY goes to a relative path without a working directory',
    edits: [replace(api, workdir, 'COPY alembic.ini ./')],
    found: [error('dockerfile/DL3045', api, 'COPY alembic.ini ▸./')],
    like: 'hadolint DL3045',
  },
  {
    name: 'the image has no health check',
    edits: [
      replace(
        api,
        `HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \\\n    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]\n`,
        '',
      ),
    ],
    found: [warning('dockerfile/DL3057', api, '▸FROM ${PYTHON_IMAGE} AS runtime')],
    like: 'hadolint DL3057',
  },
  {
    name: 'a Dockerfile does not begin with FROM',
    edits: [above(api, 'ARG PYTHON_IMAGE=python:3.11-slim', 'RUN echo begin')],
    found: [error('dockerfile/DL3061', api)],
    like: 'hadolint DL3061',
  },
  {
    name: 'a stage has the name of an empty image',
    edits: [replace(web, 'AS deps', 'AS scratch'), replace(web, '--from=deps', '--from=scratch')],
    found: [error('dockerfile/DL3063', web, 'AS ▸scratch')],
    like: 'BuildKit ReservedStageName',
  },
  {
    name: 'a secret is a build argument',
    edits: [replace(web, 'ENV NEXT_TELEMETRY_DISABLED=1\nCOPY', 'ARG NPM_TOKEN\nENV NEXT_TELEMETRY_DISABLED=1\nCOPY')],
    found: [error('dockerfile/DL3064', web, '▸NPM_TOKEN')],
    like: 'BuildKit SecretsUsedInArgOrEnv',
  },
  {
    name: 'the user of the image is a name',
    edits: [replace(api, lastUser, 'USER appuser')],
    found: [error('dockerfile/DL3066', api, 'USER ▸appuser')],
    like: 'kube-score: runAsNonRoot with a named user',
  },
  {
    name: 'a maintainer is named as it was done long ago',
    edits: [above(web, 'USER 1001:1001', 'MAINTAINER todo@example.org')],
    found: [error('dockerfile/DL4000', web, '▸MAINTAINER')],
    like: 'hadolint DL4000, BuildKit MaintainerDeprecated',
  },
  {
    name: 'a stage has two commands',
    edits: [above(web, 'CMD ["node", "server.js"]', 'CMD ["node", "index.js"]')],
    found: [error('dockerfile/DL4003', web, '▸CMD ["node", "index.js"]')],
    like: 'hadolint DL4003, BuildKit MultipleInstructionsDisallowed',
  },
  {
    name: 'a stage that only builds has two entry points',
    edits: [replace(web, 'RUN npm run build', 'RUN npm run build\nENTRYPOINT ["node"]\nENTRYPOINT ["npm"]')],
    found: [error('dockerfile/DL4004', web, '▸ENTRYPOINT ["node"]')],
    like: 'hadolint DL4004',
  },
  {
    name: 'a failure before a pipe goes unseen',
    edits: [replace(api, 'RUN python -m venv /opt/venv', 'RUN python -m venv /opt/venv | tee /tmp/venv.log')],
    found: [error('dockerfile/DL4006', api, '▸| tee')],
    like: 'hadolint DL4006',
  },
  {
    name: 'an instruction is written in small letters among capitals',
    edits: [replace(web, 'WORKDIR /app\nENV NODE_ENV', 'workdir /app\nENV NODE_ENV')],
    found: [error('dockerfile/ConsistentInstructionCasing', web, '▸workdir')],
    like: 'BuildKit ConsistentInstructionCasing',
  },
  {
    name: 'COPY names what .dockerignore leaves out',
    edits: [replace(backend.ignore, '**/*.log\n', '**/*.log\nmigrations\n')],
    found: [error('dockerfile/CopyIgnoredFile', api, 'COPY ▸migrations')],
    like: 'BuildKit CopyIgnoredFile',
  },
  {
    name: 'COPY names what does not exist',
    edits: [replace(api, 'COPY migrations ./migrations', 'COPY migration ./migrations')],
    found: [error('dockerfile/copy-absent', api, 'COPY ▸migration ')],
    like: 'docker build: "/migration": not found',
  },
  {
    name: 'two stages have one name',
    edits: [
      replace(web, 'AS builder', 'AS deps'),
      replace(web, 'COPY --from=deps /app/node_modules ./node_modules\n', ''),
      replace(web, '--from=builder', '--from=deps'),
    ],
    found: [error('dockerfile/DuplicateStageName', web, 'AS ▸deps\nWORKDIR /app\nENV')],
    like: 'hadolint DL3024, BuildKit DuplicateStageName',
  },
  {
    name: 'EXPOSE names a port of the host',
    edits: [replace(web, 'EXPOSE 3000', 'EXPOSE 80:3000')],
    found: [error('dockerfile/ExposeInvalidFormat', web, 'EXPOSE ▸80:3000')],
    like: 'BuildKit ExposeInvalidFormat',
  },
  {
    name: 'EXPOSE writes its protocol in capitals',
    edits: [replace(web, 'EXPOSE 3000', 'EXPOSE 3000/TCP')],
    found: [error('dockerfile/ExposeProtoCasing', web, 'EXPOSE ▸3000/TCP')],
    like: 'BuildKit ExposeProtoCasing',
  },
  {
    name: 'AS is written in another case than FROM',
    edits: [replace(web, 'FROM ${NODE_IMAGE} AS runner', 'FROM ${NODE_IMAGE} as runner')],
    found: [error('dockerfile/FromAsCasing', web, '▸as runner')],
    like: 'BuildKit FromAsCasing',
  },
  {
    name: 'FROM needs a build argument to be an image',
    edits: [
      replace(web, 'ARG NODE_IMAGE=node:24-alpine', 'ARG NODE_IMAGE=node:24-alpine\nARG RUNNER_IMAGE'),
      replace(web, 'FROM ${NODE_IMAGE} AS runner', 'FROM ${RUNNER_IMAGE} AS runner'),
    ],
    found: [error('dockerfile/InvalidDefaultArgInFrom', web, '▸${RUNNER_IMAGE}')],
    like: 'BuildKit InvalidDefaultArgInFrom',
  },
  {
    name: 'ENV has a space where = belongs',
    edits: [replace(web, 'ENV NEXT_TELEMETRY_DISABLED=1\nCOPY', 'ENV NEXT_TELEMETRY_DISABLED 1\nCOPY')],
    found: [error('dockerfile/LegacyKeyValueFormat', web, 'ENV ▸NEXT_TELEMETRY_DISABLED 1')],
    like: 'BuildKit LegacyKeyValueFormat',
  },
  {
    name: 'an empty line follows one that goes on',
    edits: [replace(api, '    && /opt/venv/bin/pip check \\\n', '    && /opt/venv/bin/pip check \\\n\n')],
    found: [error('dockerfile/NoEmptyContinuation', api, 'pip check \\\n▸\n')],
    like: 'BuildKit NoEmptyContinuation',
  },
  {
    name: 'a stage has capitals in its name',
    edits: [replace(web, 'AS runner', 'AS Runner')],
    found: [error('dockerfile/StageNameCasing', web, 'AS ▸Runner')],
    like: 'BuildKit StageNameCasing',
  },
  {
    name: 'FROM uses a variable that nobody declares',
    edits: [replace(web, 'FROM ${NODE_IMAGE} AS runner', 'FROM ${NODE_IMGE} AS runner')],
    found: [error('dockerfile/UndefinedArgInFrom', web, '▸${NODE_IMGE}')],
    like: 'BuildKit UndefinedArgInFrom',
  },
  {
    name: 'a variable is misspelt where it is used',
    edits: [replace(api, 'ENV PATH=/opt/venv/bin:$PATH', 'ENV VENV_DIR=/opt/venv\nENV PATH=$VENV_DRI/bin:$PATH')],
    found: [error('dockerfile/UndefinedVar', api, '▸$VENV_DRI')],
    like: 'BuildKit UndefinedVar',
  },
  {
    name: 'dependencies are installed after the source is copied',
    edits: [replace(web, 'COPY package.json package-lock.json .npmrc ./', 'COPY . .')],
    found: [error('dockerfile/unlike', web, '▸RUN npm ci')],
  },
  {
    name: 'a Dockerfile is empty',
    edits: [write(web, '')],
    found: [error('dockerfile/DL3061', web)],
    like: 'hadolint DL3061',
  },
];
