import { describe, expect, test } from 'vitest';
import type { Said } from '../../core/world.ts';
import type { Script } from '../../testing/shell.ts';
import { type Given, memoryWorld } from '../../testing/world.ts';
import { openDoor } from '../kubernetes/door.ts';
import { bringUp } from './start.ts';

const kubeconfig = {
  path: async () => '/private/kubeconfig',
  context: async () => 'minikube',
  close: async () => {},
};
const running = { Host: 'Running', Kubelet: 'Running', APIServer: 'Running', Kubeconfig: 'Configured', Worker: false };
const stopped = { ...running, Host: 'Stopped', Kubelet: 'Stopped', APIServer: 'Stopped' };

/** An event as `minikube start -o json` prints it. */
const event = (type: string, data: Readonly<Record<string, string>>) =>
  `${JSON.stringify({
    specversion: '1.0',
    source: 'https://minikube.sigs.k8s.io/',
    type: `io.k8s.sigs.minikube.${type}`,
    data,
  })}\n`;
const step = (currentstep: string, message: string) => event('step', { currentstep, totalsteps: '19', message });

/** A machine whose profile is `before`, and whole once a write has succeeded. */
const machine = (before: object, more: Script = [], given: Given = {}) => {
  let up = false;
  const status = () => (up ? JSON.stringify(running) : { code: 7, stdout: JSON.stringify(before) });
  const wake = () => {
    up = true;
    return step('7', 'Starting "minikube" primary control-plane node');
  };
  const memory = memoryWorld({
    ...given,
    shell: [
      ...more,
      ['minikube -p minikube status -o json', status],
      ['docker info *', '/var/lib/docker\t8000000000\n'],
      [
        'df -Pk /var/lib/docker',
        'Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/vda 1 1 80000000 1% /\n',
      ],
      [/^minikube -p minikube (start -o json|unpause|update-context)$/, wake],
      ['kubectl --context minikube wait *', 'node/minikube condition met\n'],
    ],
  });
  const writes = () => memory.ran.filter(({ verb }) => verb === 'write').map(({ text }) => text);
  return { ...memory, writes, bringUp: () => bringUp(memory.world, openDoor(memory.world, kubeconfig)) };
};

describe('a profile', () => {
  test.each([
    ['that is stopped is started', stopped, 'start -o json'],
    ['that is paused is unpaused', { ...running, APIServer: 'Paused' }, 'unpause'],
    ['whose address changed is repaired', { ...running, Kubeconfig: 'Misconfigured' }, 'update-context'],
    ['that is half there is started again', { ...running, Kubelet: 'Stopped' }, 'start -o json'],
  ])('%s', async (_, before, command) => {
    const { bringUp: up, writes } = machine(before);
    await up();
    expect(writes()).toEqual([`minikube -p minikube ${command}`]);
  });

  test('whose disk is full is not started, for that would not help', async () => {
    const { bringUp: up, writes } = machine({ ...running, Host: 'InsufficientStorage' });
    await expect(up()).rejects.toHaveProperty('finding.code', 'cluster/disk-pressure');
    expect(writes()).toEqual([]);
  });

  test('that runs is left alone', async () => {
    const { bringUp: up, writes } = machine(running);
    await up();
    expect(writes()).toEqual([]);
  });

  test('says how its start goes on', async () => {
    const { bringUp: up, progress } = machine(stopped);
    await up();
    expect(progress).toEqual([
      'minikube: step 7/19  Starting "minikube" primary control-plane node',
      'minikube: waiting for the node',
    ]);
  });

  test('is only told about under --dry-run', async () => {
    const { bringUp: up, writes, planned } = machine(stopped, [], { config: { dryRun: true } });
    await up();
    expect([writes(), planned]).toEqual([[], ['run minikube -p minikube start -o json']]);
  });
});

describe('a start', () => {
  const failing = (answer: Partial<Said>) =>
    machine(stopped, [['minikube -p minikube start *', { code: 80, ...answer }]]).bringUp();

  test.each([
    [
      'X Exiting due to PROVIDER_DOCKER_NEWGRP: permission denied while trying to connect to the Docker daemon socket',
      'tool/docker-denied',
    ],
    ['X Exiting due to PROVIDER_DOCKER_NOT_RUNNING: deadline exceeded running "docker version"', 'tool/docker-down'],
    [
      'X Exiting due to HOST_HOME_PERMISSION: open /data/.minikube/profiles/minikube/config.json: permission denied',
      'env/unwritable',
    ],
    [
      'X Exiting due to RSRC_DOCKER_STORAGE: Docker is out of disk space! (/var is at 100% of capacity)',
      'cluster/disk-pressure',
    ],
    ['write /var/lib/docker/tmp/x: no space left on device', 'env/space'],
    ['Error response from daemon: Bind for 127.0.0.1:32772 failed: port is already allocated', 'target/port-taken'],
    ['X Exiting due to RSRC_INSUFFICIENT_CONTAINER_MEMORY: docker only has 985MiB available', 'env/space'],
    ['X Exiting due to DRV_NOT_DETECTED: No possible driver was detected.', 'tool/missing'],
    ['X Exiting due to GUEST_PROVISION: error provisioning guest', 'target/start-failed'],
  ])('that ends with "%s" is %s', async (stderr, code) => {
    await expect(failing({ stderr })).rejects.toMatchObject({
      finding: { code, final: true, evidence: [{ text: stderr }] },
    });
  });

  test('is told in the words that Minikube has for people', async () => {
    const stdout =
      step('0', '[minikube] minikube v1.38.1 on Debian 12.11') +
      event('info', { message: 'MINIKUBE_FORCE=true' }) +
      event('warning', { message: 'docker is slow' }) +
      event('error', {
        name: 'PROVIDER_DOCKER_NOT_RUNNING',
        message: 'deadline exceeded',
        exitcode: '69',
        advice: 'Restart it',
      });
    await expect(failing({ stdout, stderr: 'E1125 09:00:00 1 docker.go:1] no' })).rejects.toMatchObject({
      finding: {
        code: 'tool/docker-down',
        evidence: [
          {
            text: '[minikube] minikube v1.38.1 on Debian 12.11\ndocker is slow\nExiting due to PROVIDER_DOCKER_NOT_RUNNING: deadline exceeded\nSuggestion: Restart it',
          },
        ],
      },
    });
  });

  test('without the program says how to install it', async () => {
    const { bringUp: up } = machine(stopped, [['minikube *', { code: 127 }]]);
    await expect(up()).rejects.toMatchObject({
      finding: { code: 'tool/missing', remedy: expect.stringContaining('minikube') },
    });
  });

  test('that leaves no ready node failed, with what kubectl says', async () => {
    const { bringUp: up } = machine(stopped, [
      ['kubectl *', { code: 1, stderr: 'timed out waiting for the condition' }],
    ]);
    await expect(up()).rejects.toMatchObject({
      finding: { code: 'target/start-failed', evidence: [{ text: 'timed out waiting for the condition' }] },
    });
  });

  test.each([
    [
      'disk',
      [['df *', 'Filesystem 1024-blocks Used Available Capacity Mounted\n/dev/vda 1 1 2000000 1% /\n']] as Script,
      '2.0 GB are free',
    ],
    ['memory', [['docker info *', '/var/lib/docker\t1000000000\n']] as Script, '1000 MB of memory'],
  ])('does not begin with too little %s', async (_, script, message) => {
    const { bringUp: up, writes } = machine(stopped, script);
    await expect(up()).rejects.toMatchObject({
      finding: { code: 'env/space', message: expect.stringContaining(message) },
    });
    expect(writes()).toEqual([]);
  });

  test('is tried where neither docker nor df can tell', async () => {
    const { bringUp: up, writes } = machine(stopped, [['df *', { code: 1 }]]);
    await up();
    const other = machine(stopped, [['docker info *', { code: 127 }]]);
    await other.bringUp();
    expect([...writes(), ...other.writes()]).toEqual([
      'minikube -p minikube start -o json',
      'minikube -p minikube start -o json',
    ]);
  });
});
