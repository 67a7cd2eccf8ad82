import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEnvFile } from './dotenv.ts';
import { fitsEnv, leftAlone, withLeftAlone, withSettings } from './env-text.ts';

describe('a .env that is written', () => {
  it('is read back as it was meant, whatever the value', () => {
    const value = fc.string({ unit: 'grapheme-ascii', minLength: 1 }).map((one) => one.trim());
    fc.assert(
      fc.property(
        value.filter(fitsEnv),
        fc.constantFrom('', '# a\nA=1\n', 'A=1', 'K=\r\nA=1\r\n', '\uFEFFK= # b\n'),
        (one, text) => {
          const { values, findings } = readEnvFile(withSettings(text, { K: one }));
          expect(findings).toEqual([]);
          expect(values).toEqual({ ...readEnvFile(text).values, K: one });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('cannot hold a value that needs quotes and holds all of them', () => {
    expect(fitsEnv(`'"\`#`)).toBe(false);
  });

  it('keeps the way in which lines end', () => {
    expect(withSettings('A=1\r\nK=\r\n', { K: 'x', L: 'y z' })).toBe("A=1\r\nK=x\r\nL='y z'\r\n");
  });

  it('remembers in one line what was asked and left alone', () => {
    const once = withLeftAlone('A=1', ['K']);
    expect(withLeftAlone(once, ['L', 'K'])).toBe(
      'A=1\n# Asked by deploy --interactive, and left at the default: K, L\n',
    );
    expect(leftAlone(withLeftAlone('A=1\r\n', ['K', 'L']))).toEqual(['K', 'L']);
    expect(withLeftAlone('A=1', [])).toBe('A=1');
  });
});
