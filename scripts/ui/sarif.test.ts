import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import type { Report } from './report.ts';
import { outcome, report, reports, settingFor, typo } from './samples.ts';
import { sarifText } from './sarif.ts';

/** The schema is of draft-04; what it uses means the same in draft-07, its two identifiers apart. */
const { $schema: _, id: __, ...draft07 } = schema;
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(draft07);

const written = (one: Report): Log => JSON.parse(sarifText(one, settingFor().setting));
const runOf = (one: Report) => written(one).runs[0];
const resultsOf = (one: Report) => runOf(one)?.results ?? [];

describe('the SARIF report', () => {
  it('matches the schema of SARIF 2.1.0, whatever the report', () => {
    fc.assert(
      fc.property(reports, (one) => {
        validate(written(one));
        expect(validate.errors).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('is refused by that schema when something is wrong with it', () => {
    const [run] = written(report([outcome('held')], [typo])).runs;
    expect(validate({ version: '2.1.0', runs: [{ ...run, results: [{ ruleId: 'no message' }] }] })).toBe(false);
  });

  it('names its rules by code, with title, meaning and remedy, each once', () => {
    const twice = finding('values/unknown-key', 'another', { level: 'warning' });
    const run = runOf(report([outcome('failed', [typo])], [finding('usage/bad-value', 'x'), twice]));
    expect(run?.tool.driver).toMatchObject({ name: 'todo-chatbot', version: '1.2.3' });
    expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(['usage/bad-value', 'values/unknown-key']);
    expect(run?.tool.driver.rules?.[1]).toMatchObject({
      name: 'ValuesUnknownKey',
      shortDescription: { text: 'A key the chart does not know.' },
      fullDescription: { text: expect.stringContaining('spelling mistake') },
      help: { text: 'Remove the key, or correct its spelling.' },
    });
    expect(run?.results?.map(({ ruleIndex, level }) => [ruleIndex, level])).toEqual([
      [0, 'error'],
      [1, 'warning'],
      [1, 'error'],
    ]);
  });

  it('points to files below the root of the project, 1-based and with the end exclusive', () => {
    expect(resultsOf(report([outcome('failed', [typo])]))).toMatchObject([
      {
        ruleId: 'values/unknown-key',
        message: { text: 'unknown key "replicaCont". Write replicaCount.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'helm/backend/values.yaml', uriBaseId: '%SRCROOT%' },
              region: { startLine: 2, startColumn: 1, endColumn: 12 },
            },
          },
        ],
        properties: { tasks: ['T001'] },
      },
    ]);
  });

  it('escapes names of files, names those elsewhere whole, and gives what is no file no region', () => {
    const at = (file: string) => finding('values/type', file, { at: { file, line: 1, column: 1 } });
    const results = resultsOf(report([], [at('a b/ü%.yaml'), at('/else/mine.yaml'), at('--set')]));
    expect(results.map(({ locations }) => locations?.[0])).toMatchObject([
      { physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC%25.yaml', uriBaseId: '%SRCROOT%' } } },
      { physicalLocation: { artifactLocation: { uri: 'file:///else/mine.yaml' } } },
      { logicalLocations: [{ fullyQualifiedName: '--set' }] },
    ]);
    expect(results[2]?.locations?.[0]?.physicalLocation).toBeUndefined();
  });

  it('gives no location to a finding without a place', () => {
    expect(resultsOf(report([outcome('failed', [finding('pod/absent', 'x')])]))[0]).not.toHaveProperty('locations');
  });

  it('carries related places, and the edits that would mend it by file', () => {
    const at = { file: 'a.yaml', line: 3, column: 5, endLine: 3, endColumn: 5 };
    const [result] = resultsOf(
      report(
        [],
        [
          finding('values/type', 'x', {
            remedy: 'Quote it.',
            related: [{ at, message: 'the other' }],
            fix: [
              { at, text: '"' },
              { at: { ...at, endColumn: 7 }, text: '' },
              { at: { ...at, file: 'b.yaml' }, text: 'y' },
            ],
          }),
        ],
      ),
    );
    expect(result?.relatedLocations).toMatchObject([
      { message: { text: 'the other' }, physicalLocation: { region: { startLine: 3 } } },
    ]);
    const whole = { startLine: 3, startColumn: 5, endLine: 3 };
    expect(result?.fixes).toMatchObject([
      {
        description: { text: 'Quote it.' },
        artifactChanges: [
          {
            artifactLocation: { uri: 'a.yaml' },
            replacements: [
              { deletedRegion: { ...whole, endColumn: 5 }, insertedContent: { text: '"' } },
              { deletedRegion: { ...whole, endColumn: 7 } },
            ],
          },
          { artifactLocation: { uri: 'b.yaml' } },
        ],
      },
    ]);
  });

  it('doubles braces, which would be placeholders', () => {
    const [result] = resultsOf(report([], [finding('values/invalid', 'x {0}', { remedy: 'Write {a,b}.' })]));
    expect(result?.message.text).toBe('x {{0}}. Write {{a,b}}.');
  });

  it('tells one mistake once, and knows it again where its line moved', () => {
    const moved = { ...typo, at: { file: 'helm/backend/values.yaml', line: 7, column: 1 } };
    const results = resultsOf(report([outcome('failed', [typo]), outcome('failed', [typo, moved], 'T002')], [typo]));
    const prints = results.map((one) => String(one.partialFingerprints?.['finding/v1']));
    expect(prints).toEqual([expect.stringMatching(/^[0-9a-f]{32}:1$/), expect.stringMatching(/^[0-9a-f]{32}:2$/)]);
    expect(new Set(prints.map((print) => print.slice(0, -2))).size).toBe(1);
    const [later] = resultsOf(report([], [moved]));
    expect(later?.partialFingerprints?.['finding/v1']).toBe(prints[0]);
  });

  it('has no result for a task that holds or was skipped', () => {
    expect(resultsOf(report([outcome('held'), outcome('skipped')]))).toEqual([]);
  });

  it.each([
    ['held', report([outcome('held')]), 0, true],
    ['failed', report([outcome('failed', [typo])]), 40, true],
    ['asked nothing', report([outcome('skipped')]), 2, false],
    ['was interrupted', report([outcome('held'), outcome('failed', [finding('interrupted/signal', 'x')])]), 130, false],
    ['crashed', report([outcome('failed', [finding('crash/unexpected', 'x')])]), 90, false],
  ] as const)('says of a run that %s what it exits with, and whether it was a whole one', (_, one, code, whole) => {
    expect(runOf(one)?.invocations).toEqual([{ exitCode: code, executionSuccessful: whole }]);
  });
});
