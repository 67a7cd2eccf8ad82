import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readWords, wordsFile } from '../core/runbook.ts';
import { isExpected } from './typed.ts';

describe('Expect', () => {
  it.each([
    ['yes', 'yes\n', true],
    ['yes', 'yes and no', false],
    ['v…', 'v4.1.0', true],
    ['v…', 'the v4', false],
    ['…b…', 'a b c', true],
    ['…b', 'a b\n', true],
    ['…b', 'a b c', false],
    ['a…b…c', 'a\nb\nc', true],
    ['a…c…b', 'a\nb\nc', false],
    ['a…a', 'a', false],
    ['…', '', true],
  ])('%j of %j is %s', (expected, output, is) => {
    expect(isExpected(expected, output)).toBe(is);
  });
});

describe('each sentence of tasks.md', () => {
  const { lines } = readWords(readFileSync(new URL(`../../${wordsFile}`, import.meta.url), 'utf8'));

  it('has a By hand that a shell can read', () => {
    const unread = lines.flatMap(({ id, at, byHand }) => {
      const { status, stderr } = spawnSync('bash', ['-n', '-c', byHand], { encoding: 'utf8' });
      return status === 0 && stderr === '' ? [] : [`${at.file}:${at.line} ${id} ${stderr}`];
    });
    expect(unread).toEqual([]);
  });

  it('has an Expect that not every output fulfils, with … for anything', () => {
    const wrong = lines.filter(
      ({ expect: text }) => !/[^…\s]/.test(text) || /\.\.\.|……/.test(text) || isExpected(text, ''),
    );
    expect(wrong.map(({ id, at, expect: text }) => `${at.file}:${at.line} ${id} ${text}`)).toEqual([]);
  });
});
