import { describe, expect, it } from 'vitest';
import type { Exposed } from './exposed.ts';
import { mistakesIn } from './mistakes.ts';

const exposed: Exposed = {
  made: { by: 'a test', from: 'metrics.py', sha256: '' },
  families: [
    { type: 'counter', help: '', series: { requests_total: ['route', 'status'] } },
    { type: 'gauge', help: '', series: { streams_open: [] } },
    {
      type: 'histogram',
      help: '',
      series: { wait_seconds_bucket: ['le', 'route'], wait_seconds_count: ['route'], wait_seconds_sum: ['route'] },
      buckets: ['0.5', '60.0', '+Inf'],
    },
  ],
  values: { route: ['/chat', '/chat/stream', '/health'] },
};
const told = (query: string) =>
  mistakesIn(query, exposed).map(({ code, from, to, message, remedy }) => {
    expect(remedy).toMatch(/\.$/);
    return [code, query.slice(from, to), message];
  });

describe('a query', () => {
  it.each([
    'sum(rate(requests_total{namespace="todo", job="backend", route="/chat"}[5m]))',
    'rate(requests_total[5m] offset 1h) > 0',
    'sum by (status) (increase(requests_total{route=~"/chat(/stream)?"}[1h])) / ignoring (status) group_left sum(streams_open)',
    'histogram_quantile(0.95, sum by (le) (rate(wait_seconds_bucket{route!~"/health"}[5m]))) > 59',
    'rate(wait_seconds_sum[5m]) / rate(wait_seconds_count[5m])',
    'absent(up{job="backend"} == 1) or max_over_time(streams_open[10m:1m]) > 3',
    '{__name__="requests_total", status=~"5.."} and requests_total{route="$route"}',
    'time() - streams_open',
    'changes((streams_open)[30m:])',
  ])('about what is exposed is right: %s', (query) => {
    expect(told(query)).toEqual([]);
  });

  it.each([
    ['sum(rate(requests_total[5m])', '', 'Prometheus can not read it from its end on'],
    ['requests_total{route="/chat" status="200"}', '', 'Prometheus can not read it from "status="200"}" on'],
    ['rate(requests_total[5x])', 'x', 'Prometheus can not read it from "x])" on'],
    ['ratio(requests_total)', '(', 'Prometheus can not read it from "(requests_total)" on'],
    ['time()', 'time()', 'It asks for no metric'],
    ['requests_total{route=~"(?=/chat)"}', 'route=~"(?=/chat)"', '"(?=/chat)" is no regular expression'],
  ])('that Prometheus can not read is told with the part: %s', (query, part, message) => {
    expect(told(query)).toEqual([['monitoring/expression', part, message]]);
  });

  it.each([
    ['rate(request_total[5m])', 'request_total'],
    ['sum(up) / sum(http_requests)', 'http_requests'],
    ['{__name__="wait_seconds"}', '__name__="wait_seconds"'],
    ['{job="backend"}', '{job="backend"}'],
  ])('about a metric that is not exposed is told: %s', (query, part) => {
    expect(told(query)).toMatchObject([['monitoring/unknown-metric', part, expect.any(String)]]);
  });

  it('says which metric and which label was probably meant', () => {
    expect(mistakesIn('rate(request_total{statsu="200"}[5m])', exposed)).toMatchObject([
      { remedy: 'Write requests_total.' },
    ]);
    expect(mistakesIn('rate(requests_total{statsu="200"}[5m])', exposed)).toMatchObject([{ remedy: 'Write status.' }]);
  });

  it.each([
    ['requests_total{code="200"}', 'code'],
    ['sum by (rout) (requests_total)', 'rout'],
    ['streams_open{route="/chat"}', 'route'],
    ['sum without (le) (wait_seconds_count)', 'le'],
    ['streams_open + on (le) wait_seconds_sum', 'le'],
  ])('about a label that its metric lacks is told: %s', (query, part) => {
    expect(told(query)).toMatchObject([['monitoring/unknown-label', part, expect.any(String)]]);
  });

  it.each([
    ['requests_total{route="/chats"}', 'route="/chats"'],
    ['requests_total{route!~"/ready|/metrics"}', 'route!~"/ready|/metrics"'],
    ['requests_total{route=~"chat"}', 'route=~"chat"'],
  ])('about a word that a label never has is told: %s', (query, part) => {
    expect(told(query)).toMatchObject([['monitoring/unknown-value', part, expect.any(String)]]);
  });

  it.each([
    ['rate(streams_open[5m])', 'rate() is for counters, and streams_open is a gauge'],
    ['rate(requests_total)', 'rate() is given no range'],
    ['abs(requests_total[5m])', 'abs() can not take a range'],
    ['sum(requests_total[5m])', 'No function takes this range'],
    ['histogram_quantile(0.9, sum(rate(wait_seconds_bucket[5m])))', 'histogram_quantile() is given something else'],
    ['histogram_quantile(0.9, rate(wait_seconds_sum[5m]))', 'histogram_quantile() is given something else'],
    ['histogram_quantile(0.9, rate(wait_seconds_bucket[5m])) > 60', 'The quantile is never above 60'],
  ])('that gives a function what it can not take is told: %s', (query, message) => {
    expect(told(query)).toMatchObject([['monitoring/operand', expect.any(String), expect.stringContaining(message)]]);
  });
});
