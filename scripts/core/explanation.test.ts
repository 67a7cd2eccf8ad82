import { describe, expect, it } from 'vitest';
import { explanationText } from '../ui/explanation.ts';
import { codes } from './codes.ts';
import { explain } from './explanation.ts';

const remedyFor = (name: string): string => {
  const found = explain(name);
  return 'finding' in found ? found.finding.remedy : '';
};

describe('an explanation', () => {
  it('gives title, meaning, remedy, area and exit code of a code', () => {
    expect(explain('values/range')).toEqual({
      code: 'values/range',
      area: 'values',
      exitCode: 40,
      title: 'A number is out of range',
      means: 'Kubernetes or the application takes only numbers within these limits.',
      remedy: 'Use a number within the range shown.',
    });
  });

  it.each(Object.keys(codes))('of %s keeps to the width of the terminal', (code) => {
    const explanation = explain(code);
    if ('finding' in explanation) throw new Error(`${code} is not known`);
    const look = { color: false, width: 40, verbose: false, sourceOf: () => undefined };
    const [heading, ...lines] = explanationText(explanation, look).split('\n');
    expect(heading).toBe(`${code}  ${explanation.title}`);
    expect(lines.filter((line) => line.length > 40 && line.trim().includes(' '))).toEqual([]);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(explanation.remedy);
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(`exits with ${explanation.exitCode},`);
  });
});

describe('a code that there is not', () => {
  it.each([
    ['values/unknwon-key', 'Did you mean values/unknown-key?'],
    ['Values/Type', 'Did you mean values/type?'],
    ['unknown-key', 'Did you mean env/unknown-key or values/unknown-key?'],
    ['crash-lop', 'Did you mean pod/crash-loop?'],
    ['cleanup/zzzzzzzz', 'The codes of cleanup are cleanup/left-over, cleanup/not-ours, cleanup/unread.'],
    ['crash', 'The codes of crash are crash/unexpected.'],
  ])('%s is a mistake of usage with what was meant', (name, remedy) => {
    expect(explain(name)).toMatchObject({ finding: { code: 'usage/bad-value' } });
    expect(remedyFor(name)).toBe(remedy);
  });

  it('names the areas when nothing is near', () => {
    expect(remedyFor('qqqqqqqq')).toMatch(/the areas are usage, crash, .*cleanup, ai\.$/);
  });
});
