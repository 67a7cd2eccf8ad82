import { describe, expect, it } from 'vitest';
import type { Document, JsonMap } from '../../core/charts.ts';
import { Problem } from '../../core/finding.ts';
import type { Wanted } from '../../core/target.ts';
import type { Recipe } from './recipe.ts';
import { servingOf } from './serving.ts';

const recipe: Recipe = {
  name: 'backend',
  tag: 'one',
  language: 'python',
  base: 'venv-x',
  entrypoint: [],
  cmd: ['uvicorn', 'app.main:app', '--host', '0.0.0.0', '--port', '8000'],
  env: { PYTHONUNBUFFERED: '1', LOG_LEVEL: 'warning' },
};
const container: JsonMap = {
  name: 'backend',
  image: 'backend:one',
  ports: [{ name: 'http', containerPort: 8000 }],
  env: [
    { name: 'LOG_LEVEL', value: 'debug' },
    { name: 'AUTH_SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'AUTH_SECRET' } } },
  ],
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
};
const documentOf = (kind: string, name: string, body: JsonMap): Document => ({
  apiVersion: 'v1',
  kind,
  name,
  source: '',
  body,
});
const wanted = (pod: JsonMap, port = 8001): Wanted => ({
  release: 'backend',
  overlay: {},
  fingerprint: 'f',
  documents: [
    documentOf('Secret', 's', { data: { AUTH_SECRET: 'eA==' } }),
    documentOf('Service', 'backend-service', {
      spec: { ports: [{ port, targetPort: 'http' }], selector: { app: 'backend' } },
    }),
    documentOf('Deployment', 'backend', { spec: { template: { spec: pod } } }),
  ],
});
const of = (pod: JsonMap) => servingOf(wanted(pod), recipe, 'sqlite:////x');

describe('servingOf', () => {
  it('listens on the port of the Service and asks the path of the readiness probe', () => {
    expect(of({ containers: [container] })).toMatchObject({
      service: 'backend-service',
      selector: { app: 'backend' },
      port: 8001,
      probe: '/ready',
      init: [],
    });
  });

  it('starts the command of the Dockerfile on loopback, on the port of the Service or the one given', () => {
    const { main } = of({ containers: [container] });
    expect(main().argv).toEqual(['uvicorn', 'app.main:app', '--host', '127.0.0.1', '--port', '8001']);
    expect(main(18_001).argv.at(-1)).toBe('18001');
  });

  it('puts the environment of the chart above that of the Dockerfile, and knows its secrets', () => {
    const { env, secret } = of({ containers: [container] }).main();
    expect(env).toEqual({ PYTHONUNBUFFERED: '1', LOG_LEVEL: 'debug', AUTH_SECRET: 'x' });
    expect([...secret]).toEqual(['AUTH_SECRET']);
  });

  it.each<[string, JsonMap, readonly string[]]>([
    ['args replace CMD', { args: ['--all'] }, ['entry', '--all']],
    ['command replaces both', { command: ['other'] }, ['other']],
    ['command with args', { command: ['other'], args: ['x'] }, ['other', 'x']],
    ['neither', {}, ['entry', 'cmd']],
  ])('follows the rule of Kubernetes: %s', (_, own, argv) => {
    const image = { ...recipe, entrypoint: ['entry'], cmd: ['cmd'] };
    const pod = { containers: [{ ...container, ...own }] };
    expect(servingOf(wanted(pod), image, '').main().argv).toEqual(argv);
  });

  it('takes the init containers of its own image only', () => {
    const initContainers = [
      { ...container, name: 'migrate', command: ['alembic', 'upgrade', 'head'] },
      { name: 'wait', image: 'busybox:1', command: ['nc'] },
    ];
    const { init } = of({ containers: [container], initContainers });
    expect(init.map(({ name, argv }) => [name, ...argv])).toEqual([['migrate', 'alembic', 'upgrade', 'head']]);
  });

  it.each<[string, JsonMap]>([
    ['no container', { containers: [] }],
    ['no readiness probe', { containers: [{ ...container, readinessProbe: {} }] }],
  ])('throws manifest/unlike for a chart with %s', (_, pod) => {
    expect(() => of(pod)).toThrow(Problem);
    expect(() => of(pod)).toThrow(/readiness probe/);
  });
});
