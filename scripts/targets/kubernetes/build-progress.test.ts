import { describe, expect, test } from 'vitest';
import { readBuild } from './build-progress.ts';

/** What a reader shows of these lines, without those that change nothing. */
const shown = (lines: readonly string[]): readonly string[] => {
  const read = readBuild();
  return lines.flatMap((line) => read(line) ?? []);
};

describe("BuildKit's plain progress", () => {
  test('gives stage, step and instruction, and what the step says at the moment', () => {
    expect(
      shown([
        '#1 [internal] load build definition from Dockerfile',
        '#1 sha256:bdb0b240ef6959f39f573c7ac18ab47f14fc339c1c8e3cb5f2b4edbcda836308',
        '#1 transferring dockerfile: 1.48kB done',
        '#1 DONE 0.0s',
        '',
        '#10 [build 4/9] RUN /opt/venv/bin/pip install --only-binary=:all: --no-compile -r /tmp/requirements.txt     && true',
        '#10 1.291 Collecting fastapi==0.165.0',
        '#10 1.327      ━━━━━━━━━━━━━━━━━━━━━━ 159.5/159.5 kB 173.4 MB/s eta 0:00:00',
        '#10 24.88 ',
        '#10 DONE 17.9s',
        '#18 exporting to image',
        '#18 exporting layers 0.8s done',
        '#18 DONE 0.8s',
      ]),
    ).toEqual([
      'load build definition from Dockerfile',
      'build 4/9  RUN /opt/venv/bin/pip install --only-bi…',
      'build 4/9  RUN /opt/venv/bin/pip install --only-bi…  Collecting fastapi==0.165.0',
      'exporting to image',
    ]);
  });

  test('goes back to the step that is still at work when one beside it is done', () => {
    expect(
      shown([
        '#9 [deps 4/4] RUN npm ci',
        '#9 ...',
        '#6 [linux/arm64 runner 3/4] RUN true',
        '#6 DONE 0.6s',
        '#7 [deps 1/4] FROM docker.io/library/node:24-alpine',
        '#7 CACHED',
        '#9 DONE 25.9s',
      ]),
    ).toEqual([
      'deps 4/4  RUN npm ci',
      'linux/arm64 runner 3/4  RUN true',
      'deps 4/4  RUN npm ci',
      'deps 1/4  FROM docker.io/library/node:24-alpine',
      'deps 4/4  RUN npm ci',
    ]);
  });
});

describe('the builder before BuildKit', () => {
  test('gives step and instruction, and what the step says at the moment', () => {
    expect(
      shown([
        'Sending build context to Docker daemon  115.2kB',
        'Step 2/9 : RUN npm ci',
        ' ---> Running in 0e1f5a5d1b7c',
        'added 112 packages in 24s',
        ' ---> 1a2b3c4d5e6f',
        'Successfully built 1a2b3c4d5e6f',
      ]),
    ).toEqual([
      '2/9  RUN npm ci',
      '2/9  RUN npm ci  added 112 packages in 24s',
      '2/9  RUN npm ci  Successfully built 1a2b3c4d5e6f',
    ]);
  });
});
