import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { causes } from './causes.ts';

test('the causes are the codes that the rules of diagnosis give, no more and no fewer', () => {
  const rules = join(import.meta.dirname, '../diagnosis/rules');
  const text = readdirSync(rules)
    .map((file) => readFileSync(join(rules, file), 'utf8'))
    .join('\n');
  const made = [...text.matchAll(/'((?:pod|release|service|cluster|provider)\/[a-z-]+)'/g)].map(([, code]) => code);
  expect(causes).toEqual([...new Set(made)].toSorted());
});
