import { describe, expect, it } from 'vitest';
import { closest } from './suggest.ts';

describe('the word that was meant', () => {
  it.each([
    ['prt', ['port', 'type'], 'port'],
    ['lables', ['labels'], 'labels'],
    ['imge', ['image'], 'image'],
    ['REPLICACOUNT', ['replicaCount'], 'replicaCount'],
    ['Sometimes', ['Always', 'IfNotPresent', 'Never'], undefined],
    ['ab', ['ac'], undefined],
    ['port', ['port'], undefined],
    ['', ['a'], undefined],
  ])('for %j among %j is %j', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });
});
