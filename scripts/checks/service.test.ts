import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import type { ServiceSeen } from '../core/target.ts';
import type { Answer, Said } from '../core/world.ts';
import { clusterDouble } from '../testing/cluster-double.ts';
import type { Script } from '../testing/shell.ts';
import { memoryWorld } from '../testing/world.ts';
import { answers, answersForwarded, frontendReachesBackend, serviceReady } from './service.ts';

const service: ServiceSeen = {
  name: 'backend-service',
  type: 'ClusterIP',
  ports: [8000],
  selector: { app: 'backend' },
  readyEndpoints: 1,
  findings: [],
};

describe('a Service', () => {
  const ready = (own: Partial<ServiceSeen>, kind: 'kubernetes' | 'local' = 'kubernetes') =>
    serviceReady('backend-service')(
      memoryWorld({ seen: { services: [{ ...service, ...own }] }, target: { kind } }).world,
    );

  it('is ready as ClusterIP with an endpoint, locally as a loopback address', async () => {
    expect(await ready({})).toEqual([]);
    expect(await ready({ type: 'loopback' }, 'local')).toEqual([]);
  });

  it.each<readonly [string, Partial<ServiceSeen>, string]>([
    ['has another name', { name: 'backend' }, 'service/absent'],
    ['is open to the outside', { type: 'NodePort' }, 'service/unlike'],
    ['has no ready endpoint', { readyEndpoints: 0 }, 'service/no-endpoints'],
  ])('is not ready when it %s', async (_, own, code) => {
    expect(await ready(own)).toMatchObject([{ code, message: expect.stringContaining('backend-service') }]);
  });

  it('is told by what the rules say of it, and a warning of theirs is told where it is ready', async () => {
    const told = finding('service/selector', 'No pod has the labels that backend-service selects');
    expect(await ready({ readyEndpoints: 0, findings: [told] })).toEqual([told]);
    const warning = finding('service/port-number', 'It leads to port 1', { level: 'warning' });
    expect(await ready({ findings: [warning] })).toEqual([warning]);
  });

  it('shows its selector when it selects nothing', async () => {
    expect(await ready({ readyEndpoints: 0 })).toMatchObject([{ evidence: [{ text: '{"app":"backend"}' }] }]);
  });
});

describe('an answer of a Service', () => {
  const url = 'http://127.0.0.1:8000';
  const isOk = { accepts: (body: unknown) => JSON.stringify(body) === '{"status":"ok"}', described: 'ok' };
  const through = answers('backend-service', '/health', isOk);
  const forwarded = answersForwarded('backend-service', '/health', isOk);
  const passedOn = (said: Script[number][1]): Script => [
    [
      'kubectl get --raw /api/v1/namespaces/todo-chatbot/services/backend-service:8000/proxy/health --request-timeout=5s',
      said,
    ],
  ];
  const refused = passedOn({ code: 1, stderr: 'the server is currently unable to handle the request' });
  const ask = (answer?: Partial<Answer>, { reach = url, check = through, script = refused } = {}) =>
    check(
      memoryWorld({
        seen: { services: [service] },
        target: { reach: async () => reach || undefined, cluster: clusterDouble(script).cluster },
        http: answer ? { [`GET ${url}/health`]: answer } : {},
      }).world,
    );

  it('is accepted with its status and its body', async () => {
    expect(await ask({ status: 200, text: '{"status":"ok"}' })).toEqual([]);
    expect(await ask({ status: 200, text: '{"status":"ok"}' }, { check: forwarded })).toEqual([]);
  });

  it.each<readonly [string, Partial<Answer>, string]>([
    ['another status', { status: 503, text: '{"status":"ok"}' }, '/health -> 503'],
    ['another body', { status: 200, text: '{"status":"down"}' }, '/health -> 200'],
    ['no JSON', { status: 200, text: '<html>' }, '/health -> 200'],
  ])('is refused with %s', async (_, answer, source) => {
    for (const check of [through, forwarded])
      expect(await ask(answer, { check })).toMatchObject([
        { code: 'service/bad-answer', evidence: [{ source, text: answer.text ?? '' }] },
      ]);
  });

  it('does not come from a Service that is away', async () => {
    expect(await ask()).toMatchObject([
      { code: 'service/unreachable', evidence: [{ source: '/health -> no answer', text: 'connect ECONNREFUSED' }] },
    ]);
  });

  it('does not come from a Service to which nothing leads', async () => {
    expect(await ask({}, { reach: '' })).toMatchObject([
      { code: 'service/unreachable', message: 'backend-service does not answer /health' },
    ]);
  });

  it('is passed on by the API server where no forward reaches the program, and then is no answer of a forward', async () => {
    const script = passedOn('{"status":"ok"}');
    expect(await ask(undefined, { script })).toEqual([]);
    expect(await ask(undefined, { script: passedOn('{"status":"down"}') })).toMatchObject([
      { code: 'service/bad-answer', evidence: [{ source: '/health -> 200' }] },
    ]);
    expect(await ask(undefined, { script, check: forwarded })).toMatchObject([
      {
        code: 'service/unreachable',
        message: 'backend-service does not answer /health through a port-forward',
        remedy: expect.stringContaining('listen at 0.0.0.0'),
      },
    ]);
  });
});

describe('the frontend pod', () => {
  const asked: (readonly string[])[] = [];
  const ask = (said: Partial<Said>) =>
    frontendReachesBackend(
      memoryWorld({
        target: {
          exec: async (release, argv) => {
            asked.push([release, ...argv]);
            return { code: 0, stdout: '', stderr: '', ...said };
          },
        },
      }).world,
    );

  it('reaches the backend at the address that the pod itself was given', async () => {
    expect(await ask({})).toEqual([]);
    expect(asked.at(-1)?.slice(0, 3)).toEqual(['frontend', 'node', '-e']);
    expect(asked.at(-1)?.[3]).toContain('process.env.NEXT_PUBLIC_API_URL');
  });

  it.each([
    ['ENOTFOUND', 'pod/host-unknown', 'looks for the backend at backend-servce'],
    ['EAI_AGAIN', 'cluster/dns', 'gets no address for backend-servce'],
  ])('that is told %s does not know the name', async (word, code, says) => {
    const stderr = `http://backend-servce:8000/health Error: getaddrinfo ${word} backend-servce`;
    expect(await ask({ code: 2, stderr })).toMatchObject([
      { code, message: expect.stringContaining(says), evidence: [{ text: stderr }] },
    ]);
  });

  it('does not reach it, and says what it was told there', async () => {
    expect(await ask({ code: 2, stderr: 'http://backend-service:8000/health ENOTFOUND' })).toMatchObject([
      { code: 'service/unreachable', evidence: [{ text: 'http://backend-service:8000/health ENOTFOUND' }] },
    ]);
    expect(await ask({ code: 1, stdout: 'http://backend-service:8000/health 503 {}' })).toMatchObject([
      { code: 'service/unreachable', evidence: [{ text: 'http://backend-service:8000/health 503 {}' }] },
    ]);
  });
});
