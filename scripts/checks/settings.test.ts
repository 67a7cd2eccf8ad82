import { describe, expect, it } from 'vitest';
import { secret } from '../core/secret.ts';
import { fake } from '../testing/fake.ts';
import { projectTexts } from '../testing/project.ts';
import { type Given, memoryWorld } from '../testing/world.ts';
import { configHoldsNoSecret, configReaches } from './settings.ts';

const files = projectTexts('helm', 'backend/Dockerfile', 'frontend/Dockerfile');
const address = 'http://127.0.0.1:18400';

/** A machine without a cluster whose processes have these variables. */
const local = (env: Readonly<Record<string, string>>, config: Given['config'] = {}) =>
  memoryWorld({
    files,
    config: { ...config },
    target: {
      name: 'local',
      kind: 'local',
      recall: async () => ({ authSecret: secret('a'.repeat(64)) }),
      reach: async () => address,
      exec: async () => ({
        code: 0,
        stdout: Object.entries(env)
          .map(([key, value]) => `env ${key}=${value}`)
          .join('\n'),
        stderr: '',
      }),
    },
  }).world;

const values = (name: 'backend' | 'frontend'): Readonly<Record<string, string>> => {
  const { config } = memoryWorld({ files }).world.charts.values(name, 'dev').values;
  return Object.fromEntries(Object.entries(config ?? {}).map(([key, value]) => [key, String(value)]));
};

describe('the settings of a process without a cluster', () => {
  it('are those of the chart, and its addresses are those of this machine', async () => {
    const { DATABASE_URL, MIGRATION_DATABASE_URL, ...own } = values('backend');
    expect(await configReaches('backend')(local({ ...own, DATABASE_URL: 'sqlite:///x' }))).toEqual([]);
    expect(await configReaches('frontend')(local({ NEXT_PUBLIC_API_URL: address }))).toEqual([]);
  });

  it('are told where they differ', async () => {
    const elsewhere = local({ NEXT_PUBLIC_API_URL: 'http://backend-service:8000' });
    expect(await configReaches('frontend')(elsewhere)).toMatchObject([
      { code: 'pod/environment', evidence: [{ text: expect.stringContaining(`the ConfigMap says ${address}`) }] },
    ]);
    const { LOG_LEVEL, ...rest } = values('backend');
    expect(await configReaches('backend')(local(rest))).toMatchObject([
      { code: 'pod/environment', message: expect.stringContaining('LOG_LEVEL') },
    ]);
  });

  it('hold no secret, in the ConfigMaps that the charts would render', async () => {
    expect(await configHoldsNoSecret(local({}))).toEqual([]);
    const leaking = local({}, { sets: [`backend.config.OPENAI_MODEL=${fake('ghp_', 36)}`] });
    expect(await configHoldsNoSecret(leaking)).toMatchObject([
      {
        code: 'secret/in-config',
        message: expect.stringMatching(/^OPENAI_MODEL of the ConfigMap backend-config holds/),
      },
    ]);
  });
});
