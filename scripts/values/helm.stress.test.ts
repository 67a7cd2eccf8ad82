import { afterAll, beforeAll, expect, it } from 'vitest';
import { compareWithHelm, comparisonText } from '../testing/differential.ts';
import { openProbes, type Probes, realHelm } from '../testing/helm.ts';

/** How many made-up charts both are asked about, and from which seed: CASES and SEED, to repeat a run. */
const cases = Number(process.env.CASES ?? 10_000);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

let probes: Probes;
beforeAll(async () => {
  probes = openProbes(await realHelm());
});
afterAll(() => probes.remove());

it(`helm never refuses what passes here, in ${cases} generated charts (seed ${seed})`, async () => {
  const comparison = await compareWithHelm(probes, cases, seed);
  console.log(comparisonText(comparison));
  expect(comparison.wrong).toEqual([]);
});
