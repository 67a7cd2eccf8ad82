import { describe, expect, it } from 'vitest';
import type { JsonMap } from '../core/charts.ts';
import { projectTexts } from '../testing/project.ts';
import { readDashboard } from './dashboard.ts';
import { type Exposed, readExposed } from './exposed.ts';

const file = 'docs/grafana-dashboard.json';
const texts = projectTexts(file, 'docs/metrics.json');
const text = texts[file] ?? '';
const exposed = (): Exposed => {
  const told = readExposed(texts['docs/metrics.json'] ?? '');
  if (!told) throw new Error('docs/metrics.json holds no list of metrics');
  return told;
};
const found = (changed: string) => readDashboard(file, changed, exposed()).findings;
const lineAt = (changed: string, line = 0): string => changed.split('\n')[line - 1] ?? '';

describe('the dashboard', () => {
  it('is whole, and asks for what the application exposes', () => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    ['a text that is no JSON', '{"panels": [', 'is no dashboard with panels'],
    ['a dashboard without panels', '{"panels": []}', 'is no dashboard with panels'],
  ])('is not %s', (_, changed, says) => {
    expect(found(changed)).toMatchObject([
      { code: 'monitoring/dashboard', message: expect.stringContaining(says), at: { file, line: 1 } },
    ]);
  });

  it.each<readonly [does: string, from: string | RegExp, to: string, says: RegExp, line: string]>([
    ['a panel has no unit', '"unit": "bytes"', '"unit": null', /^Panel "Memory" has no unit/, '"title": "Memory"'],
    [
      'a panel has no description',
      /"description": "Where the requests go\."/,
      '"description": null',
      /^Panel "Requests by route" has no title and description/,
      '"title": "Requests by route"',
    ],
    [
      'a panel is bound to one data source',
      '"uid": "${datasource}"',
      '"uid": "P1809F7CD0C75ACF3"',
      /^Panel "Pods that answer" has a data source of its own/,
      '"title": "Pods that answer"',
    ],
    [
      'nothing chooses the data source',
      '"type": "datasource"',
      '"type": "custom"',
      /^No variable chooses the data source/,
      '"templating"',
    ],
    [
      'a query uses a variable that is not declared',
      'namespace=\\"$namespace\\"',
      'namespace=\\"$cluster\\"',
      /^\$cluster is no variable/,
      '$cluster',
    ],
    ['two panels have one id', '"id": 2,', '"id": 1,', /^Two panels have the id 1/, '"id": 1,'],
    ['a panel lies on another one', '"x": 12', '"x": 11', /lies on another one/, '"title"'],
    ['a panel asks for nothing', /"targets": \[[^\]]*\]/, '"targets": []', /asks for nothing/, '"title"'],
  ])('is not whole when %s', (_, from, to, says, line) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    const errors = found(changed);
    const one = errors.find(({ message }) => says.test(message));
    expect(one, JSON.stringify(errors)).toMatchObject({ code: 'monitoring/dashboard', at: { file } });
    expect(lineAt(changed, one?.at?.line)).toContain(line);
  });

  it('points at the very part of a query, through the quotes of JSON and the variables of Grafana', () => {
    const changed = text.replace(
      'sum by (pod) (rate(process_cpu_seconds_total',
      'sum by (pod) (rate(process_cpu_secs_total',
    );
    const [one, ...others] = found(changed);
    expect(others).toEqual([]);
    const { line = 0, column = 0, endColumn = 0 } = one?.at ?? {};
    expect(lineAt(changed, line).slice(column - 1, endColumn - 1)).toBe('process_cpu_secs_total');
    const later = text.replace(
      '[$__rate_interval])) / sum(rate(chat_turns',
      '[$__rate_interval])) / sum(rate(chat_turn',
    );
    const [second] = found(later);
    const place = second?.at;
    expect(lineAt(later, place?.line).slice((place?.column ?? 0) - 1, (place?.endColumn ?? 0) - 1)).toBe(
      'chat_turn_total',
    );
  });

  it('may fold its panels into rows', () => {
    const model: JsonMap = JSON.parse(text);
    const row = { id: 99, type: 'row', title: 'All', gridPos: { x: 0, y: 0, w: 24, h: 1 }, panels: model.panels ?? [] };
    const folded = JSON.stringify({ ...model, panels: [row] }, null, 2);
    expect(found(folded)).toEqual([]);
    expect(found(folded.replace('process_open_fds', 'process_open_files'))).toMatchObject([
      { code: 'monitoring/unknown-metric' },
    ]);
  });
});
