import { describe, expect, test } from 'vitest';
import type { LogLine, LogRequest } from '../../core/target.ts';
import type { Pod } from '../../diagnosis/snapshot.ts';
import type { Script } from '../../testing/shell.ts';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';
import { followPods } from './follow.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const running = { running: {} };
const done = { terminated: { exitCode: 0 } };

/** A pod of the backend, its init container done, its own container in this state. */
const pod = (name: string, containerID: string, state: object = running): Pod => ({
  metadata: { name, labels: { 'app.kubernetes.io/instance': 'backend' } },
  status: {
    initContainerStatuses: [{ name: 'migrate', containerID: `${containerID}-init`, state: done }],
    containerStatuses: [{ name: 'backend', containerID, state }],
  },
});

const listOf = (...items: readonly Pod[]): string => JSON.stringify({ items, metadata: { resourceVersion: '7' } });
const eventOf = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

/** Follows until the script has no more watch to give; what it told, and the log commands that it used. */
const follow = async (
  pods: string,
  watches: readonly string[],
  logs: Script,
  request: LogRequest = { releases: ['backend'] },
) => {
  const abort = new AbortController();
  const left = [...watches];
  const memory = memoryWorld({
    signal: abort.signal,
    shell: [
      ['kubectl get pods *', pods],
      [
        'kubectl get --raw *',
        () => {
          const next = left.shift();
          if (next === undefined) setTimeout(() => abort.abort());
          return next ?? '';
        },
      ],
      ...logs,
    ],
  });
  const told: LogLine[] = [];
  const world = {
    ...memory.world,
    clock: { ...memory.world.clock, sleep: () => new Promise<void>((go) => setTimeout(go, 2)) },
  };
  await followPods(world, openDoor(world, kubeconfig), request, (line) => told.push(line));
  const commands = memory.ran.map(({ text }) => text).filter((text) => text.startsWith('kubectl logs'));
  return { told: told.map(({ source, text }) => `${source} ${text}`), commands, ran: memory.ran };
};

const line = (second: number, text: string): string => `2030-01-01T00:00:0${second}.123456789Z ${text}\n`;

describe('following pods', () => {
  test('begins with the last lines of what runs, without their times and what kubectl itself says', async () => {
    const { told, commands } = await follow(
      listOf(pod('backend-1', 'a')),
      [eventOf('MODIFIED', pod('backend-1', 'a', done))],
      [['kubectl logs *', `${line(1, 'one')}${line(2, '')}error: unexpected EOF\n`]],
    );
    expect(told).toEqual(['backend-1 one', 'backend-1 ']);
    expect(commands[0]).toBe('kubectl logs -f --timestamps backend-1 -c backend -n todo-chatbot --tail=20');
  });

  test('goes back as far as it is asked to', async () => {
    const { commands } = await follow(
      listOf(pod('backend-1', 'a')),
      [eventOf('MODIFIED', pod('backend-1', 'a', done))],
      [['kubectl logs *', '']],
      { releases: ['backend'], since: '10m' },
    );
    expect(commands[0]).toMatch(/ --since=10m$/);
  });

  test('takes pods of a rollout in from their first line, and their init containers under their own name', async () => {
    const next = pod('backend-2', 'b', done);
    const { told, commands } = await follow(
      listOf(pod('backend-1', 'a', done)),
      [
        eventOf('ADDED', { metadata: next.metadata }) +
          eventOf('MODIFIED', next) +
          eventOf('DELETED', pod('backend-1', 'a')),
      ],
      [
        ['kubectl logs * -c migrate *', line(1, 'migrated')],
        ['kubectl logs * backend-2 -c backend *', line(2, 'started')],
      ],
    );
    expect(told).toEqual(['backend-2/migrate migrated', 'backend-2 started']);
    expect(commands.every((text) => /-n todo-chatbot$/.test(text))).toBe(true);
  });

  test('follows a container that started again as a new one', async () => {
    const { told } = await follow(
      listOf(pod('backend-1', 'a', done)),
      [eventOf('MODIFIED', pod('backend-1', 'b', done))],
      [['kubectl logs *', line(1, 'again')]],
    );
    expect(told).toContain('backend-1 again');
  });

  test('takes a connection that broke up after the last line that came', async () => {
    let connections = 0;
    const { told, commands } = await follow(listOf(pod('backend-1', 'a')), Array(9).fill(''), [
      [
        'kubectl logs *',
        () => {
          connections += 1;
          return connections === 1 ? line(1, 'one') : line(1, 'one') + line(2, 'two');
        },
      ],
    ]);
    expect(told.slice(0, 2)).toEqual(['backend-1 one', 'backend-1 two']);
    expect(told.filter((text) => text === 'backend-1 one')).toHaveLength(1);
    expect(commands[1]).toMatch(/ --since-time=2030-01-01T00:00:01\.123456789Z$/);
  });

  test('looks anew and watches on from there when the watch says that it is too old', async () => {
    const gone = eventOf('ERROR', { code: 410, reason: 'Expired' });
    const { ran } = await follow(listOf(pod('backend-1', 'a', done)), [gone], []);
    const asked = ran.map(({ text }) => text.split(' ').slice(0, 3).join(' '));
    expect(asked.slice(0, 4)).toEqual([
      'kubectl get pods',
      'kubectl get --raw',
      'kubectl get pods',
      'kubectl get --raw',
    ]);
    expect(ran[1]?.text).toContain('labelSelector=app.kubernetes.io%2Fpart-of%3Dtodo-chatbot&resourceVersion=7');
  });

  test.each([
    ['no pod is there', listOf(), 'pod/absent'],
    ['only others are', listOf({ metadata: { name: 'x' }, status: { containerStatuses: [] } }), 'pod/absent'],
  ])('says so when %s', async (_, pods, code) => {
    await expect(follow(pods, [], [])).rejects.toMatchObject({ finding: { code } });
  });
});
