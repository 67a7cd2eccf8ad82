import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../core/charts.ts';
import { projectTexts } from '../testing/project.ts';
import { memoryWorld } from '../testing/world.ts';
import { configMapRenders, serviceRenders } from './rendered.ts';

describe('the port of a Service', () => {
  const files = projectTexts('helm');
  const template = {
    metadata: { labels: { app: 'backend' } },
    spec: { containers: [{ name: 'backend', ports: [{ name: 'http', containerPort: 8000 }] }] },
  };
  const ask = async (port: number, given: { readonly sets?: readonly string[]; readonly values?: string } = {}) => {
    const backend = [
      document('Deployment', 'backend', { template }),
      document('Service', 'backend-service', {
        type: 'ClusterIP',
        ports: [{ port, targetPort: 'http' }],
        selector: { app: 'backend' },
      }),
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
    apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    name,
    source: `helm/backend/templates/${kind.toLowerCase()}.yaml`,
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

describe('a setting of the ConfigMap', () => {
  const ask = async (url: string, sets: readonly string[] = []) => {
    const map: Document = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'frontend-config',
      source: 'helm/frontend/templates/configmap.yaml',
      body: { data: { NEXT_PUBLIC_API_URL: url } },
    };
    const { world } = memoryWorld({
      files: projectTexts('helm'),
      rendered: { frontend: [map] },
      config: { sets },
    });
    return configMapRenders('frontend', { NEXT_PUBLIC_API_URL: 'http://backend-service:8000' })(world);
  };

  it('is the one that the user gives in the place of the standard one', async () => {
    const [standard, other] = ['http://backend-service:8000', 'http://backend-service:9000'];
    expect(await ask(standard)).toEqual([]);
    expect(await ask(other)).toMatchObject([{ code: 'manifest/unlike' }]);
    expect(await ask(other, [`frontend.config.NEXT_PUBLIC_API_URL=${other}`])).toEqual([]);
  });
});
