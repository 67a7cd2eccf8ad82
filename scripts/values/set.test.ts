import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRun, valuesOf } from './layers.ts';
import { refusedSets, setProbes } from './probes.ts';
import { readSets } from './set.ts';

const backend = { name: 'backend', directory: 'helm/backend', files: new Map<string, string>() } as const;

const layered = (...sets: string[]) => {
  const run = readRun({ files: [], sets });
  const values = valuesOf(backend, 'dev', run);
  return { overlay: values.values.overlay, values: values.values, findings: [...run.findings, ...values.findings] };
};

describe('--set as Helm reads it', () => {
  it.each(setProbes)('takes %s for %j', (argument, values) => {
    const result = layered(argument);
    expect(result.findings).toEqual([]);
    expect(result.overlay).toEqual(values);
  });

  it.each(refusedSets)('refuses %s at column %i', (argument, column) => {
    const { findings } = layered(argument);
    expect(findings).toMatchObject([{ code: 'values/set-syntax', at: { file: '--set', line: 1, column } }]);
    expect(findings[0]?.remedy).toMatch(/\.$/);
  });
});

describe('--set for a chart', () => {
  it('refuses a first key that is no chart, and names the near one', () => {
    expect(readSets(['backend.a=1', 'backnd.replicaCount=2']).findings).toMatchObject([
      {
        code: 'values/unknown-chart',
        at: { file: '--set', line: 2, column: 1, endColumn: 7 },
        remedy: expect.stringContaining('Did you mean backend?'),
      },
    ]);
  });

  it.each(['backend=1', 'backend', '', '=1'])('refuses %j', (argument) => {
    expect(readSets([argument])).toMatchObject({ assignments: [], findings: [{ at: { file: '--set', line: 1 } }] });
  });

  it('refuses an integer that JSON would round', () => {
    expect(readSets(['backend.x=9007199254740993']).findings).toMatchObject([
      { code: 'values/set-syntax', at: { column: 11 } },
    ]);
  });

  it('goes on with the other arguments after a wrong one', () => {
    expect(layered('backend.x', 'backend.y=1').overlay).toEqual({ y: 1 });
  });

  it('gives the place of the value inside its argument', () => {
    const { values } = layered('frontend.a=1', 'backend.image.tag=x,backend.list={a,b}');
    expect(values.placeOf(['image', 'tag'])).toEqual({ file: '--set', line: 2, column: 19, endColumn: 20 });
    expect(values.placeOf(['list', 1])).toEqual({ file: '--set', line: 2, column: 34, endColumn: 39 });
  });

  it('says a forgotten backslash, and keeps a secret out of the message', () => {
    const [found] = readSets(['backend.secrets.PGPASSWORD=hunter,two']).findings;
    expect(found?.remedy).toContain('backslash');
    expect(JSON.stringify(found)).not.toMatch(/hunter|two/);
  });

  it('makes a key named __proto__ a key like any other', () => {
    const { overlay } = layered('backend.__proto__.polluted=1');
    expect(Object.keys(overlay)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('never throws and always says something or gives something', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab.[]{}=,\\01-'), maxLength: 20 });
    fc.assert(
      fc.property(text, (argument) => {
        const { assignments, findings } = readSets([`backend.${argument}`]);
        expect(assignments.length + findings.length).toBeGreaterThan(0);
      }),
    );
  });
});
