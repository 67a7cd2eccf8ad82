import { describe, expect, test } from 'vitest';
import type { Image } from '../../core/target.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from '../kubernetes/door.ts';
import { imagesListed, nodeImages, parseEnvironment, transportFor } from './images.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const image: Image = { name: 'backend', tag: '0123456789ab', directory: 'backend' };

describe('the transport', () => {
  test.each([
    [['docker://28.0'], 'node', []],
    [['containerd://2.0'], 'host', ['stream', 'load']],
    [['docker://28.0', 'docker://28.0'], 'host', ['load']],
    [['cri-o://1.30'], 'host', ['load']],
    [[], 'host', ['load']],
  ])('for %j builds in the %s and travels by %j', (runtimes, build, ways) => {
    expect(transportFor(runtimes)).toMatchObject({ build, ways });
  });
});

test('the variables of docker-env come without those that are empty', () => {
  expect(parseEnvironment('DOCKER_HOST=tcp://192.168.49.2:2376\nSSH_AUTH_SOCK=\n# a remark\n')).toEqual({
    DOCKER_HOST: 'tcp://192.168.49.2:2376',
  });
});

test('images of ours are found in the lists of minikube and of crictl, others and other tags are not', () => {
  const list = [
    { id: 'aa', repoTags: ['docker.io/library/backend:0123456789ab', 'docker.io/library/backend:latest'] },
    { id: 'sha256:bb', repoTags: ['docker.io/other/frontend:0123456789ab'] },
    { id: 'cc', repoTags: null },
  ];
  const ours = [{ name: 'backend', tag: '0123456789ab', id: 'sha256:aa', where: 'node' }];
  expect(imagesListed(JSON.stringify(list))).toEqual(ours);
  expect(imagesListed(JSON.stringify({ images: list }))).toEqual(ours);
  expect(imagesListed('no JSON')).toEqual([]);
});

const nodes = (runtime: string, ...names: readonly string[]) =>
  JSON.stringify({
    items: names.map((name) => ({
      kind: 'Node',
      metadata: { name },
      status: { nodeInfo: { containerRuntimeVersion: runtime } },
    })),
  });
const built = `${JSON.stringify({ ID: 'sha256:aa', Repository: 'backend', Tag: image.tag, Digest: '<none>' })}\n`;
const listed = (id: string) => JSON.stringify([{ id, repoTags: [`docker.io/library/backend:${image.tag}`] }]);

const profile = (
  runtime: string,
  script: Script,
  names: readonly string[] = ['minikube'],
  files: Readonly<Record<string, string>> = {},
) => {
  const memory = memoryWorld({
    files,
    shell: [
      ...script,
      ['kubectl get nodes*', nodes(runtime, ...names)],
      ['kubectl get secrets*', ''],
      ['printenv MINIKUBE_ACTIVE_DOCKERD', { code: 1 }],
      ['minikube -p minikube docker-env --shell none', 'DOCKER_HOST=tcp://node:2376\n'],
      ['docker images *', built],
    ],
  });
  const writes = () => memory.ran.filter(({ verb }) => verb === 'write').map(({ text }) => text);
  return { ...memory, writes, images: nodeImages(memory.world, openDoor(memory.world, kubeconfig)) };
};

describe('with docker in the one node', () => {
  test('an image is built there, is there, and does not travel', async () => {
    const { images, ran, writes } = profile('docker://28.0', [['docker build *', '']]);
    await images.build(image);
    await images.deliver(image);
    expect(writes()).toHaveLength(1);
    expect(ran.find(({ verb }) => verb === 'write')?.options.env).toMatchObject({ DOCKER_HOST: 'tcp://node:2376' });
    expect((await images.seen()).map(({ where, id }) => [where, id])).toEqual([
      ['builder', 'sha256:aa'],
      ['node', 'sha256:aa'],
    ]);
  });

  test('a node that does not tell its engine is a problem', async () => {
    const { images } = profile('docker://28.0', [['minikube -p minikube docker-env *', { code: 1, stderr: 'no' }]]);
    await expect(images.build(image)).rejects.toHaveProperty('finding.code', 'target/down');
  });
});

describe('with containerd in the node', () => {
  /** The node has the image once this many ways were tried. */
  const node = (ways: number) => {
    let tried = 0;
    const one = () => {
      tried += 1;
      return '';
    };
    return profile('containerd://2.0', [
      [/^sh -c docker save/, one],
      ['minikube -p minikube image load --daemon backend:0123456789ab', one],
      ['minikube -p minikube image ls --format json', () => (tried >= ways ? listed('aa') : '[]')],
    ]);
  };

  test('an image that is there does not travel again', async () => {
    const { images, writes } = node(0);
    await images.deliver(image);
    expect(writes()).toEqual([]);
  });

  test('an image is streamed into its store', async () => {
    const { images, writes } = node(1);
    await images.deliver(image);
    expect(writes()).toEqual([expect.stringMatching(/^sh -c docker save .* sh backend:0123456789ab minikube$/)]);
  });

  test('the next way is taken when one failed and said nothing', async () => {
    const { images, writes } = node(2);
    await images.deliver(image);
    expect(writes()).toHaveLength(2);
  });

  test('an image that no way brought is a problem', async () => {
    await expect(node(3).images.deliver(image)).rejects.toMatchObject({
      finding: { code: 'image/not-in-node', final: true },
    });
  });

  test('an image of the same name with another id is not the one, and stands in its way', async () => {
    const { images } = profile('containerd://2.0', [
      ['minikube -p minikube image ls --format json', listed('bb')],
      [/^sh -c|image load/, ''],
    ]);
    await expect(images.deliver(image)).rejects.toMatchObject({
      finding: {
        code: 'image/tag-reused',
        evidence: [{ text: 'built: sha256:aa\nin the node: sha256:bb' }],
        remedy: expect.stringContaining('`minikube -p minikube image rm backend:0123456789ab`'),
      },
    });
  });

  test.each([
    [
      'X Exiting due to GUEST_IMAGE_LOAD: Failed to load image: save to dir: unable to calculate manifest',
      'image/load-failed',
    ],
    [
      'ctr: write /var/lib/containerd/io.containerd.content.v1.content/ingest: no space left on device',
      'cluster/disk-pressure',
    ],
    [
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'tool/docker-down',
    ],
  ])('a last way that ends with "%s" is %s', async (stderr, code) => {
    const { images } = profile('containerd://2.0', [
      ['minikube -p minikube image ls --format json', '[]'],
      [/^sh -c|image load/, { code: 1, stderr }],
    ]);
    await expect(images.deliver(image)).rejects.toMatchObject({
      finding: { code, final: true, evidence: [{ text: stderr }] },
    });
  });

  test('an image that was not built cannot be brought', async () => {
    const { images } = profile('containerd://2.0', [['docker images *', '']]);
    await expect(images.deliver(image)).rejects.toHaveProperty('finding.code', 'image/absent');
  });

  test('images are removed from node and host, but for those that others use', async () => {
    const { images, writes } = profile('containerd://2.0', [
      ['minikube -p minikube image ls --format json', listed('aa')],
      [/image rm/, ''],
    ]);
    await images.remove(new Set([`backend:${image.tag}`]));
    expect(writes()).toEqual([]);
    await images.remove(new Set());
    expect(writes()).toEqual([
      'minikube -p minikube image rm docker.io/library/backend:0123456789ab',
      'docker image rm -f sha256:aa',
    ]);
  });
});

test('with several nodes an image is there when each of them has it', async () => {
  const crictl = (id: string) => JSON.stringify({ images: JSON.parse(listed(id)) });
  const both = (second: string) =>
    profile(
      'containerd://2.0',
      [
        ['minikube -p minikube ssh -n a -- sudo crictl images -o json', crictl('aa')],
        ['minikube -p minikube ssh -n b -- sudo crictl images -o json', second],
      ],
      ['a', 'b'],
    ).images.seen();
  expect((await both(crictl('aa'))).map(({ where }) => where)).toEqual(['builder', 'node']);
  expect((await both('{"images":[]}')).map(({ where }) => where)).toEqual(['builder']);
});

describe('the way into the node', () => {
  const dockerEnv = 'minikube -p minikube docker-env --shell none';
  const order = (ran: readonly { readonly text: string }[]) =>
    ran.map(({ text }) => text).filter((text) => text === dockerEnv || text.startsWith('kubectl get nodes'));

  test('is asked for first where images were built in the node before, and after the node elsewhere', async () => {
    const first = profile('docker://28.0', [
      [dockerEnv, 'DOCKER_HOST=tcp://node\n'],
      ['docker *', built],
    ]);
    await first.images.seen();
    expect(order(first.ran)[0]).toMatch(/^kubectl/);
    await first.images.build(image);
    const known = await first.world.files.read('.local/cache/minikube/minikube');
    expect(known).toBe('node');
    const again = profile(
      'docker://28.0',
      [
        [dockerEnv, 'DOCKER_HOST=tcp://node\n'],
        ['docker *', built],
      ],
      undefined,
      {
        '.local/cache/minikube/minikube': 'node',
      },
    );
    expect(await again.images.seen()).toHaveLength(2);
    expect(order(again.ran)[0]).toBe(dockerEnv);
  });

  test('that cannot be told any more is no trouble where it is not needed any more', async () => {
    const moved = profile(
      'containerd://2.0',
      [
        [dockerEnv, { code: 1, stderr: 'MK_START_NERDCTLD' }],
        ['docker images *', built],
        ['minikube * image ls *', listed('aa')],
      ],
      undefined,
      { '.local/cache/minikube/minikube': 'node' },
    );
    expect(await moved.images.seen()).toHaveLength(2);
  });
});
