import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { githubText } from './github.ts';
import type { Report } from './report.ts';
import { outcome, report, reports, settingFor, typo } from './samples.ts';
import { toldOnce } from './told.ts';

const written = (one: Report): string => githubText(one, settingFor().setting);

/** A line as the runner reads it (actions/runner: ActionCommand.TryParseV2). */
const parsed = (line: string) => {
  const [, command = '', properties = '', message = ''] =
    /^::(\w+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/s.exec(line) ?? [];
  const unescaped = (text: string) =>
    text
      .replaceAll('%0D', '\r')
      .replaceAll('%0A', '\n')
      .replaceAll('%3A', ':')
      .replaceAll('%2C', ',')
      .replaceAll('%25', '%');
  return {
    command,
    properties: Object.fromEntries(
      properties.split(',').map((one) => [one.slice(0, one.indexOf('=')), unescaped(one.slice(one.indexOf('=') + 1))]),
    ),
    message: unescaped(message),
  };
};

describe('annotations for GitHub Actions', () => {
  it('name file, line and columns, with the code as title and the remedy below the message', () => {
    expect(written(report([outcome('failed', [typo])]))).toBe(
      '::error file=helm/backend/values.yaml,line=2,col=1,endColumn=12,title=values/unknown-key::unknown key "replicaCont"%0AWrite replicaCount.',
    );
  });

  it('say error, warning and notice as findings do, once each', () => {
    const one = report(
      [
        outcome('failed', [typo, finding('pod/restarted', 'b', { level: 'warning' })]),
        outcome('failed', [typo], 'T002'),
      ],
      [finding('env/space', 'c', { level: 'info' })],
    );
    expect(
      written(one)
        .split('\n')
        .map((line) => line.slice(0, line.indexOf(' '))),
    ).toEqual(['::notice', '::error', '::warning']);
  });

  it('leave columns out where a place goes over several lines, and the file where there is none', () => {
    const over = finding('values/type', 'x', { at: { file: 'a', line: 1, column: 2, endLine: 3, endColumn: 4 } });
    const set = finding('values/type', 'y', { at: { file: '--set', line: 1, column: 2 } });
    expect(
      written(report([], [over, set]))
        .split('\n')
        .map((line) => line.split('::')[1]),
    ).toEqual(['error file=a,line=1,endLine=3,title=values/type', 'error title=values/type']);
  });

  it('escape what would end a property, a message or a line', () => {
    const nasty = finding('tool/failed', '100% ::error::\r\nx', {
      remedy: 'Do.',
      at: { file: 'a:b,c%.yaml', line: 1, column: 1 },
    });
    expect(written(report([], [nasty]))).toBe(
      '::error file=a%3Ab%2Cc%25.yaml,line=1,col=1,title=tool/failed::100%25 ::error::%0D%0Ax%0ADo.',
    );
  });

  it('are one line for each finding and read back as they were, whatever the report', () => {
    fc.assert(
      fc.property(reports, (one) => {
        const told = toldOnce(one).map(({ finding: each }) => each);
        const lines = told.length === 0 ? [] : written(one).split('\n');
        expect(lines).toHaveLength(told.length);
        lines.map(parsed).forEach(({ message, properties }, index) => {
          expect(message).toBe(`${told[index]?.message}\n${told[index]?.remedy}`);
          expect(properties.title).toBe(told[index]?.code);
          if (properties.file) expect(properties.file).toBe(told[index]?.at?.file);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('are nothing when there is nothing to say', () => {
    expect(written(report([outcome('held')]))).toBe('');
  });
});
