import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { chartNames } from '../../core/charts.ts';
import { withTable } from './readme.ts';
import { typesOf } from './types.ts';

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it.each(chartNames)('the types of %s are those of its schema', async (name) => {
  const schema = JSON.parse(text(`helm/${name}/values.schema.json`));
  expect(await typesOf(name, schema)).toBe(text(`scripts/values/types/${name}.ts`));
});

it.each(chartNames)('the values table of %s is that of its schema', (name) => {
  const readme = text(`helm/${name}/README.md`);
  expect(withTable(readme, JSON.parse(text(`helm/${name}/values.schema.json`)))).toBe(readme);
});

it('a README without markers stays as it is, and a table with markers is written anew', () => {
  const schema = { properties: { a: { type: ['string', 'null'], default: '$&', description: 'An a.' } } };
  expect(withTable('# Chart\n', schema)).toBe('# Chart\n');
  expect(withTable('x <!-- values:start -->old<!-- values:end --> y', schema)).toBe(
    'x <!-- values:start -->\n| Key | Type | Default | Description |\n|---|---|---|---|\n| `a` | string or null | `"$&"` | An a. |\n<!-- values:end --> y',
  );
});
