import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { projectTexts } from '../testing/project.ts';
import { memoryWorld } from '../testing/world.ts';
import { looksSecret, serviceRenders } from './rendered.ts';

describe('the port of a Service', () => {
  const files = projectTexts('helm');
  const ask = async (port: number, given: { readonly sets?: readonly string[]; readonly values?: string } = {}) => {
    const backend = [
      document('Deployment', 'backend', { template: { metadata: { labels: { app: 'backend' } } } }),
      document('Service', 'backend-service', { type: 'ClusterIP', ports: [{ port }], selector: { app: 'backend' } }),
    ];
    const values = files['helm/backend/values.yaml'] ?? '';
    const { world } = memoryWorld({
      files: { ...files, 'helm/backend/values.yaml': given.values ?? values },
      rendered: { backend },
      config: { sets: given.sets ?? [] },
    });
    return serviceRenders('backend', 8000)(world);
  };
  const document = (kind: string, name: string, spec: JsonMap): Document => ({
    apiVersion: 'v1',
    kind,
    name,
    source: '',
    body: { spec },
  });

  it('is the standard one, whatever the chart says', async () => {
    expect(await ask(8000)).toEqual([]);
    const values = 'service:\n  port: 9000\n';
    expect(await ask(9000, { values })).toMatchObject([{ message: expect.stringContaining('its port is 8000') }]);
  });

  it('is the one that the user gives instead', async () => {
    const sets = ['backend.service.port=9000'];
    expect(await ask(9000, { sets })).toEqual([]);
    expect(await ask(8000, { sets })).toMatchObject([{ message: expect.stringContaining('its port is 9000') }]);
  });
});

describe('a value that must not stand in a ConfigMap or an image', () => {
  it.each([
    ['PGPASSWORD', 'x'],
    ['AUTH_SECRET', 'x'],
    ['OPENAI_API_KEY', 'x'],
    ['github_token', 'x'],
    ['DATABASE_URL', 'postgresql://me:pass@host/db'],
    ['BROKER', 'amqp://:pass@host'],
    ['NOTE', 'use sk-abcdefghijklmnop'],
    ['CERTIFICATE', '-----BEGIN EC PRIVATE KEY-----'],
  ])('is %s=%s', (key, value) => {
    expect(looksSecret(key, value)).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgresql://todo@database-service:5432/todo'],
    ['NEXT_PUBLIC_API_URL', 'http://backend-service:8000'],
    ['GPG_KEY', 'A035C8C19219BA821ECEA86B64E628F8D684696D'],
    ['SECRETARY', 'Jane'],
    ['NOTE', 'the task-async-storage-instance'],
  ])('is not %s=%s', (key, value) => {
    expect(looksSecret(key, value)).toBe(false);
  });
});
