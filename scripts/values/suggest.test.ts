import { describe, expect, it } from 'vitest';
import { closest, isSlip, near, sole } from './suggest.ts';

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

describe('words that may be meant', () => {
  it('are all that are near, the nearest first', () => {
    expect(near('nodeNames', ['podName', 'nodeName', 'type'])).toEqual(['nodeName', 'podName']);
  });

  it.each([
    ['aast', ['fast', 'last'], undefined],
    ['Fast', ['fast', 'last'], 'fast'],
    ['Fast', ['fast', 'FAST'], undefined],
    ['fest', ['fast', 'slow'], 'fast'],
    ['zzz', ['fast'], undefined],
  ])('for %j among %j can be only %j', (word, candidates, expected) => {
    expect(sole(word, candidates)).toBe(expected);
  });

  it.each([
    ['lables', 'labels', true],
    ['label', 'labels', true],
    ['replicacount', 'replicaCount', true],
    ['imagge', 'image', true],
    ['nodeName', 'podName', false],
    ['labsle', 'labels', false],
    ['resoruces', 'resources', true],
    ['rsources', 'resource', false],
  ])('%s is a slip for %s: %j', (word, meant, slip) => {
    expect(isSlip(word, meant)).toBe(slip);
  });
});
