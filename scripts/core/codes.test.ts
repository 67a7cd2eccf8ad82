import { describe, expect, it } from 'vitest';
import { type Code, codes } from './codes.ts';
import { explain } from './explanation.ts';

/** What a deployment can fail of, from the machine to the provider of the model; a database is told of as its pods' cause. */
const parts: Readonly<Record<string, RegExp>> = {
  tool: /^tool\//,
  target: /^target\//,
  cluster: /^cluster\//,
  image: /^image\//,
  release: /^release\//,
  pod: /^pod\/(?!database-)/,
  service: /^service\//,
  database: /^pod\/database-/,
  provider: /^provider\//,
};

const ofPart = (part: string): readonly string[] => Object.keys(codes).filter((code) => parts[part]?.test(code));

describe('the failures of a deployment', () => {
  it('have at least 40 names that never change', () => {
    const all = Object.keys(parts).flatMap(ofPart);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThanOrEqual(40);
  });

  it.each([
    ['tool', 8],
    ['target', 9],
    ['cluster', 12],
    ['image', 13],
    ['release', 13],
    ['pod', 55],
    ['service', 11],
    ['database', 6],
    ['provider', 2],
  ])('of the %s are at least %i, each with an explanation', (part, count) => {
    const some = ofPart(part);
    expect(some.length).toBeGreaterThanOrEqual(count);
    for (const code of some) expect(explain(code)).toMatchObject({ code, title: codes[code as Code].title });
  });
});
