import { expect, test } from 'vitest';
import { memoryWorld } from '../../testing/world.ts';
import { openDoor } from './door.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const opened = () => {
  const memory = memoryWorld({
    shell: [
      ['kubectl fail', { code: 1 }],
      ['*', 'answer'],
    ],
  });
  const freshness = () => memory.ran.map(({ options }) => options.fresh);
  return { ...memory, freshness, door: openDoor(memory.world, kubeconfig) };
};

test('kubectl and helm get the private kubeconfig, other programs do not', async () => {
  const { door, ran } = opened();
  await door.ask(['kubectl', 'get', 'pods']);
  await door.change(['helm', 'uninstall', 'backend']);
  await (await door.stream(['kubectl', 'port-forward'])).ended;
  await door.ask(['docker', 'images']);
  expect(ran.map(({ options }) => options.env?.KUBECONFIG)).toEqual([
    ...Array(3).fill('/private/kubeconfig'),
    undefined,
  ]);
});

test('a question is put anew after half a minute and after a change, and is remembered otherwise', async () => {
  const { door, world, freshness } = opened();
  const ask = () => door.ask(['kubectl', 'get', 'pods']);
  await ask();
  await ask();
  await world.clock.sleep(30_000);
  await ask();
  await ask();
  door.changed();
  await ask();
  expect(freshness()).toEqual([true, false, true, false, true]);
});

test('a change makes every earlier answer stale, also when it fails', async () => {
  const { door, freshness } = opened();
  await door.ask(['kubectl', 'get', 'pods']);
  await expect(door.change(['kubectl', 'fail'])).rejects.toThrow();
  await door.ask(['kubectl', 'get', 'pods']);
  expect(freshness().at(-1)).toBe(true);
});

test('what stays the same is asked once, until the cluster is another one; a failure is not remembered', async () => {
  const { door, ran } = opened();
  const ask = () => door.askOnce(['helm', 'version']);
  await Promise.all([ask(), ask()]);
  door.changed();
  await ask();
  expect(ran).toHaveLength(1);
  door.renewed();
  await ask();
  expect(ran).toHaveLength(2);
  await door.askOnce(['kubectl', 'fail']);
  await door.askOnce(['kubectl', 'fail']);
  expect(ran).toHaveLength(4);
});

test('what is made of answers is made again after half a minute, after a change and after a failure', async () => {
  const { door, world } = opened();
  let made = 0;
  const make = door.remembering(async () => {
    made += 1;
    if (made === 4) throw new Error('not now');
    return made;
  });
  expect([await make(), await make()]).toEqual([1, 1]);
  await world.clock.sleep(30_000);
  expect([await make(), await make()]).toEqual([2, 2]);
  door.changed();
  expect(await make()).toBe(3);
  door.changed();
  await expect(make()).rejects.toThrow('not now');
  expect(await make()).toBe(5);
});
