import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Platform } from '../core/target.ts';
import type { Said } from '../core/world.ts';
import { memoryWorld } from '../testing/world.ts';
import { dockerAnswers, helmAnswers, kubectlAnswers, targetUp } from './programs.ts';

const saying = (command: string, said: Partial<Said>) => memoryWorld({ shell: [[command, said]] }).world;
const on = (platform: Partial<Platform>) =>
  memoryWorld({ seen: { platform: { up: true, facts: '', findings: [], ...platform } } }).world;

describe('Docker', () => {
  const docker = (said: Partial<Said>) => dockerAnswers(saying('docker version *', said));

  it('answers when the engine tells its version', async () => {
    expect(await docker({ stdout: '28.0.1\n' })).toEqual([]);
  });

  it.each([
    ['is not installed', { code: 127, stderr: 'docker: not found' }, 'tool/missing', /--target local/],
    [
      'refuses this user',
      { code: 1, stderr: 'permission denied while trying to connect to the Docker daemon socket' },
      'tool/docker-denied',
      /usermod -aG docker/,
    ],
    [
      'has no engine that runs',
      { code: 1, stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.' },
      'tool/docker-down',
      /systemctl start docker/,
    ],
    ['tells no version of an engine', { code: 0, stdout: '\n' }, 'tool/docker-down', /systemctl start docker/],
  ])('does not answer when it %s', async (_, said, code, remedy) => {
    expect(await docker(said)).toMatchObject([{ code, final: true, remedy: expect.stringMatching(remedy) }]);
  });
});

describe('helm', () => {
  const helm = (said: Partial<Said>) => helmAnswers(saying('helm version --short', said));

  it.each(['v3.15.0+gc4e37b3', 'v3.19.2', 'v4.0.0+g99cd196'])('answers as %s', async (stdout) => {
    expect(await helm({ stdout })).toEqual([]);
  });

  it.each(['v3.14.4+g81c902a', 'v2.17.0', 'v5.0.0'])('is not used as %s', async (stdout) => {
    expect(await helm({ stdout })).toMatchObject([{ code: 'tool/version' }]);
  });

  it('is missing when it fails without a version', async () => {
    expect(await helm({ code: 127, stderr: 'not found' })).toMatchObject([{ code: 'tool/missing' }]);
  });
});

describe('kubectl', () => {
  it.each([
    ['v1.34.4', 'v1.34.0'],
    ['v1.35.0', 'v1.34.4'],
    ['v1.33.1', 'v1.34.4'],
  ])('as %s may talk to a cluster of %s', async (client, server) => {
    expect(await kubectlAnswers(on({ versions: { client, server } }))).toEqual([]);
  });

  it.each([
    ['v1.36.0', 'v1.34.4', 'is 2 minor versions'],
    ['v1.28.3', 'v1.34.4', 'is 6 minor versions'],
  ])('as %s may not talk to a cluster of %s', async (client, server, says) => {
    expect(await kubectlAnswers(on({ versions: { client, server } }))).toMatchObject([
      {
        code: 'cluster/skew',
        message: expect.stringContaining(says),
        remedy: expect.stringContaining('Install kubectl 1.34'),
      },
    ]);
  });

  it('gets no answer from a cluster that is down, and tells what was seen of it', async () => {
    const findings = [finding('target/down', 'The node is stopped')];
    expect(await kubectlAnswers(on({ up: false, findings }))).toMatchObject([
      { code: 'cluster/unreachable', evidence: [{ source: 'target/down', text: 'The node is stopped' }] },
    ]);
  });
});

describe('the target', () => {
  it('is up with warnings, which stay', async () => {
    const warning = finding('env/space', 'little is left', { level: 'warning' });
    expect(await targetUp(on({ findings: [warning] }))).toEqual([warning]);
  });

  it('is down for the reason that was seen, or for none', async () => {
    const cause = finding('cluster/unreachable', 'no answer');
    expect(await targetUp(on({ up: false, findings: [cause] }))).toEqual([cause]);
    expect(await targetUp(on({ up: false }))).toMatchObject([{ code: 'target/down' }]);
  });
});
