import { describe, expect, it } from 'vitest';
import { projectTexts } from '../testing/project.ts';
import { emptyWorld, type Given, memoryWorld } from '../testing/world.ts';
import { alertsSound, dashboardSound, metricsKept, metricsServed, metricsShown } from './monitoring.ts';

const files = projectTexts('docs/metrics.json');
const base = 'http://127.0.0.1:8000';

/** /metrics of an application that has counted a little. */
const text = [
  '# HELP http_requests_total Requests answered.',
  '# TYPE http_requests_total counter',
  'http_requests_total{method="GET",route="/api/{user_id}/tasks",status="200"} 1.0',
  '# TYPE http_requests_created gauge',
  'http_requests_created{method="GET",route="/api/{user_id}/tasks",status="200"} 1.79e+09',
  '# TYPE http_request_duration_seconds histogram',
  'http_request_duration_seconds_bucket{le="+Inf",method="GET",route="/ready"} 1.0',
  'http_request_duration_seconds_count{method="GET",route="/ready"} 1.0',
  'http_request_duration_seconds_sum{method="GET",route="/ready"} 0.1',
  '# TYPE chat_turns_total counter',
  '# TYPE tool_calls_total counter',
  '# TYPE chat_streams_open gauge',
  'chat_streams_open 0.0',
  '# TYPE database_up gauge',
  'database_up NaN',
  ...['virtual_memory_bytes', 'resident_memory_bytes', 'start_time_seconds', 'cpu_seconds_total', 'open_fds', 'max_fds']
    .map((name) => `process_${name}`)
    .flatMap((name) => [`# TYPE ${name} gauge`, `${name} 1.0`]),
  '# TYPE python_info gauge',
  'python_info{implementation="CPython",major="3",minor="11",patchlevel="7",version="3.11.7"} 1.0',
  '',
].join('\n');

const ask = (answer: string, given: Given = {}) =>
  metricsServed(
    memoryWorld({
      files,
      http: { [`GET ${base}/metrics`]: { text: answer } },
      ...given,
      target: { reach: async () => base, ...given.target },
    }).world,
  );

describe('a running backend', () => {
  it('serves the metrics of the list, whatever was counted until now', async () => {
    expect(await ask(text)).toEqual([]);
  });

  it.each([
    ['has another name for one', /database_up/g, 'postgres_up', '/metrics lacks database_up, has postgres_up'],
    ['has a label more', 'chat_streams_open 0.0', 'chat_streams_open{user="1"} 0.0', 'has chat_streams_open by user'],
    ['has a label less', 'method="GET",route="/ready"} 0.1', 'route="/ready"} 0.1', '_sum by route, unlike'],
    ['lacks one', '# TYPE tool_calls_total counter\n', '', 'lacks tool_calls_total'],
  ])('is of another version when it %s', async (_, from, to, says) => {
    expect(await ask(text.replace(from, to))).toMatchObject([
      { code: 'monitoring/served', message: expect.stringContaining(says) },
    ]);
  });

  it('is not asked where it cannot be reached, or does not even say that it is well', async () => {
    expect(await ask(text, { target: { reach: async () => undefined } })).toEqual([]);
    const service = { name: 'backend-service', type: 'ClusterIP', ports: [8000], selector: {}, findings: [] };
    const seen = { services: [{ ...service, readyEndpoints: 0 }] };
    expect(await ask('', { seen })).toEqual([]);
    expect(await ask('', { seen: { services: [{ ...service, readyEndpoints: 1 }] } })).not.toEqual([]);
    const silent = (health: number) => ({
      http: { [`GET ${base}/metrics`]: { status: 404 }, [`GET ${base}/health`]: { status: health } },
    });
    expect(await ask(text, silent(503))).toEqual([]);
    expect(await ask(text, silent(200))).toMatchObject([{ code: 'service/unreachable' }]);
  });

  it('may say nothing of its process on a machine that is no Linux', async () => {
    const without = text.replaceAll(/.*process_.*\n/g, '');
    expect(await ask(without)).toMatchObject([{ code: 'monitoring/served' }]);
    expect(await ask(without, { target: { name: 'local', kind: 'local' } })).toEqual([]);
  });

  it('is not asked with --static', async () => {
    expect(await ask('', { config: { static: true } })).toEqual([]);
  });
});

describe('where nothing is there', () => {
  it.each([
    ['metricsKept', metricsKept],
    ['alertsSound', alertsSound],
    ['dashboardSound', dashboardSound],
    ['metricsShown', metricsShown],
    ['metricsServed', metricsServed],
  ])('%s is untrue', async (_, check) => {
    expect(await check(emptyWorld().world)).toMatchObject([{ level: 'error', remedy: expect.stringMatching(/\.$/) }]);
  });

  it('but the list, what is missing is named', async () => {
    const { world } = emptyWorld({ files });
    expect(await metricsKept(world)).toMatchObject([{ code: 'monitoring/stale', at: { file: 'docs/metrics.json' } }]);
    expect(await dashboardSound(world)).toMatchObject([{ code: 'source/missing' }]);
    expect(await metricsShown(world)).toMatchObject([{ code: 'source/missing' }]);
  });
});
