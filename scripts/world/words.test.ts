import { expect, test } from 'vitest';
import type { Word } from '../core/world.ts';
import { textOf, wordsOf } from './words.ts';

const words = (pieces: TemplateStringsArray, ...values: readonly Word[]) => wordsOf(pieces, values);

test('a template is split at white space, line breaks included', () => {
  expect(words`  kubectl  get
    pods `).toEqual(['kubectl', 'get', 'pods']);
});

test('a value is one word, whatever is in it', () => {
  expect(words`echo ${'a b'} ${''} ${3}`).toEqual(['echo', 'a b', '', '3']);
});

test('an array is several words, and none when it is empty', () => {
  expect(words`helm ${['-n', 'a b']} list ${[]}`).toEqual(['helm', '-n', 'a b', 'list']);
});

test('a value that touches text belongs to its word', () => {
  expect(words`curl --user=${'a b'}:${'c'} x${['1', '2']}y`).toEqual(['curl', '--user=a b:c', 'x1', '2y']);
});

test('a command is shown as one would type it', () => {
  expect(textOf(['sh', '-c', "it's", '', 'a=b:c/d'])).toBe(`sh -c 'it'\\''s' '' a=b:c/d`);
});
