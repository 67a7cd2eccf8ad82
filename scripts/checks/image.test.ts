import { describe, expect, it } from 'vitest';
import type { ImageConfig, ImageSeen } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Said } from '../core/world.ts';
import { imageOf } from '../images/image.ts';
import { fake } from '../testing/fake.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import {
  buildImage,
  deliverImage,
  imageClean,
  imageExists,
  imageInNode,
  imageRunsAs,
  imageWithoutSettings,
} from './image.ts';

const files = { 'backend/Dockerfile': 'FROM python:3.11-slim\nCOPY app ./app\n', 'backend/app/main.py': 'app = 1\n' };
const { tag } = await imageOf(memoryWorld({ files }).world, 'backend');
const seen = (where: ImageSeen['where'], id: string, more: Partial<ImageSeen> = {}): ImageSeen => ({
  name: 'backend',
  tag,
  id,
  where,
  ...more,
});
const ask = (check: Check, given: Given) => check(memoryWorld({ files, ...given }).world);

describe('the image of the current content', () => {
  it('exists when the builder has it under its content tag', async () => {
    expect(await ask(imageExists('backend'), { seen: { images: [seen('builder', 'sha256:1')] } })).toEqual([]);
  });

  it.each([
    ['nothing is built', []],
    ['another content is built', [seen('builder', 'sha256:1', { tag: 'latest' })]],
    ['only the frontend is built', [seen('builder', 'sha256:1', { name: 'frontend' })]],
    ['only the node has it', [seen('node', 'sha256:1')]],
  ])('is absent when %s', async (_, images) => {
    expect(await ask(imageExists('backend'), { seen: { images } })).toMatchObject([
      { code: 'image/absent', message: expect.stringContaining(tag) },
    ]);
  });

  it('is absent again once the content changed', async () => {
    const changed = {
      files: { ...files, 'backend/app/main.py': 'app = 2\n' },
      seen: { images: [seen('builder', '1')] },
    };
    expect(await ask(imageExists('backend'), changed)).toMatchObject([{ code: 'image/absent' }]);
  });

  it('is what is built and delivered', async () => {
    const { world, done } = memoryWorld({ files });
    await buildImage('backend')(world);
    await deliverImage('backend')(world);
    expect(done).toEqual([`build backend:${tag}`, `deliver backend:${tag}`]);
  });
});

describe('the image in the node', () => {
  it('is the one that was built', async () => {
    const images = [seen('builder', 'sha256:1'), seen('node', 'sha256:1')];
    expect(await ask(imageInNode('backend'), { seen: { images } })).toEqual([]);
  });

  it.each([
    ['nothing is built', [seen('node', 'sha256:1')], 'image/absent', /no image backend/],
    ['it was not delivered', [seen('builder', 'sha256:1')], 'image/not-in-node', /is not in the node/],
    [
      'it has another id',
      [seen('builder', 'sha256:1'), seen('node', 'sha256:2')],
      'image/not-in-node',
      /another image under the name .*sha256:2, built sha256:1/,
    ],
  ])('is not the one that was built when %s', async (_, images, code, says) => {
    const message = expect.stringMatching(says);
    expect(await ask(imageInNode('backend'), { seen: { images } })).toMatchObject([{ code, message }]);
  });
});

const config: ImageConfig = {
  id: 'sha256:1',
  user: '1001:1001',
  env: ['PATH=/opt/venv/bin:/usr/bin', 'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D', 'PYTHON_VERSION=3.11.9'],
  labels: {},
  history: ['RUN pip install -r requirements.txt', 'CMD ["uvicorn"]'],
};
const holding = (own: Partial<ImageConfig>, said: Partial<Said> = {}): Given => ({
  target: {
    inspect: async () => ({ ...config, ...own }),
    inside: async () => ({ code: 0, stdout: '1001\n', stderr: '', ...said }),
  },
});

describe('a container of the image', () => {
  const runs = imageRunsAs('backend', 1001);

  it('runs as the user it should', async () => {
    expect(await ask(runs, holding({}))).toEqual([]);
  });

  it('runs as another one', async () => {
    expect(await ask(runs, holding({}, { stdout: '0\n' }))).toMatchObject([
      { code: 'image/user', message: 'A container of backend runs as user 0, not 1001' },
    ]);
  });

  it('cannot be asked without an image', async () => {
    expect(await ask(runs, {})).toMatchObject([{ code: 'image/absent' }]);
  });

  it('is asked once for an image, for it never changes; a new one is asked again', async () => {
    let id = 'sha256:1';
    let asked = 0;
    const { tag } = await imageOf(memoryWorld({ files }).world, 'backend');
    const { world } = memoryWorld({
      files,
      target: {
        observe: async () => ({
          platform: { up: true, facts: '', findings: [] },
          images: [{ name: 'backend', tag, id, where: 'builder' }],
          releases: [],
          workloads: [],
          services: [],
          causes: [],
          strangers: [],
        }),
        inspect: async () => ({ ...config, id }),
        inside: async () => {
          asked += 1;
          return { code: 0, stdout: '1001\n', stderr: '' };
        },
      },
    });
    await runs(world);
    await imageClean('backend', [])(world);
    expect(asked).toBe(1);
    id = 'sha256:2';
    await runs(world);
    expect(asked).toBe(2);
  });

  it('that does not run says nothing of the image', async () => {
    const broken = holding({}, { code: 125, stdout: '', stderr: 'OCI runtime create failed' });
    const expected = {
      finding: { code: 'tool/failed', evidence: [{ text: 'OCI runtime create failed' }] },
    };
    await expect(ask(runs, broken)).rejects.toMatchObject(expected);
    await expect(ask(imageClean('backend', []), broken)).rejects.toMatchObject(expected);
  });
});

describe('an image without secrets and settings', () => {
  const clean = imageClean('backend', ['DATABASE_URL', 'LOG_LEVEL']);

  it('is one that has what its base has, and nothing of ours', async () => {
    expect(await ask(clean, holding({}))).toEqual([]);
  });

  it.each<readonly [string, Partial<ImageConfig>, Partial<Said>, RegExp]>([
    ['carries a setting', { env: ['LOG_LEVEL=info'] }, {}, /carries the setting LOG_LEVEL/],
    ['carries a password', { env: ['PGPASSWORD=x'] }, {}, /holds a secret: PGPASSWORD/],
    ['carries credentials in an address', { env: ['BROKER=amqp://me:pass@host/'] }, {}, /holds a secret: BROKER/],
    ['was built with a key in a command', { history: [`RUN curl -H ${fake('sk-', 22)}`] }, {}, /in RUN$/],
    [
      'was built with a token among its arguments',
      { history: [`RUN |1 NPM_TOKEN=${fake('', 24)} /bin/sh -c npm ci`] },
      {},
      /in RUN$/,
    ],
    ['holds a file of settings', {}, { stdout: '1001\n/app/.env\n/app/key.pem\n' }, /holds \/app\/\.env/],
  ])('is not one that %s', async (_, own, said, says) => {
    const findings = await ask(clean, holding(own, said));
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'secret/in-image', message: expect.stringMatching(says) }),
    );
    expect(JSON.stringify(findings)).not.toMatch(new RegExp(`me:pass|${fake('', 22)}`));
  });

  it('cannot be told of without an image', async () => {
    expect(await ask(clean, {})).toMatchObject([{ code: 'image/absent' }]);
  });
});

describe('an image of the frontend that serves every environment', () => {
  const check = imageWithoutSettings('frontend', ['API_URL']);
  const texts = { ...projectTexts('helm', 'frontend/Dockerfile'), 'frontend/lib/proxy.ts': '' };
  const reading = (lines: string, own: Partial<ImageConfig> = {}) =>
    ask(check, { files: texts, ...holding(own, { stdout: `1001\n${lines}` }) });

  it('reads each public setting by its name when it runs', async () => {
    expect(await reading('reads NEXT_PUBLIC_API_URL\n')).toEqual([]);
  });

  it('is not one in whose build a public setting was replaced by its value', async () => {
    for (const lines of ['', 'reads NEXT_PUBLIC_OTHER\n', '/app/NEXT_PUBLIC_API_URL\n'])
      expect(await reading(lines)).toMatchObject([
        {
          code: 'secret/in-image',
          message: 'What runs in the image frontend does not read NEXT_PUBLIC_API_URL: the build wrote it in',
        },
      ]);
  });

  it('is not one that brings a setting along', async () => {
    expect(await reading('reads NEXT_PUBLIC_API_URL\n', { env: ['API_URL=https://api.example.org'] })).toMatchObject([
      { code: 'secret/in-image', message: expect.stringContaining('brings API_URL along') },
    ]);
  });

  it('holds no file that it reads from: what is read is no suspect', async () => {
    expect(
      await ask(imageClean('frontend', []), {
        files: texts,
        ...holding({}, { stdout: '1001\nreads NEXT_PUBLIC_API_URL\n' }),
      }),
    ).toEqual([]);
  });
});
