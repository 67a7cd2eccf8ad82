import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Chart } from '../core/charts.ts';
import { openFiles } from './files.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'validators-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const text = JSON.stringify({ type: 'object', properties: { port: { type: 'integer', maximum: 9 } } });
const charts: readonly Chart[] = [
  { name: 'backend', directory: 'helm/backend', files: new Map([['values.schema.json', text]]) },
];

/** One run with a memory of its own: was the schema ready, and what does it refuse? */
const run = async (port: number) => {
  vi.resetModules();
  const { keepValidators, loadValidators } = await import('./validators.ts');
  const { compileSchema, isCompiled } = await import('../values/validator.ts');
  const say = { progress: () => {}, note: () => {}, planned: () => {}, plannedLines: () => [] };
  const files = openFiles({ root, dryRun: false, say });
  await loadValidators(files, charts);
  const ready = isCompiled(text);
  const compiled = compileSchema('values.schema.json', text);
  const errors = 'validate' in compiled ? compiled.validate({ port }).map(({ keyword }) => keyword) : [];
  await keepValidators(files, charts);
  return { ready, errors };
};

const kept = () => readdirSync(join(root, '.local/cache/validators')).map((name) => name.replace(/^[0-9a-f]+/, ''));

test('a schema is compiled in the first run only, and refuses the same afterwards', async () => {
  expect(await run(10)).toEqual({ ready: false, errors: ['maximum'] });
  expect(kept()).toEqual(['.cjs']);
  expect(await run(10)).toEqual({ ready: true, errors: ['maximum'] });
  expect(kept().sort()).toEqual(['.cjs', '.cjs.v8']);
  expect(await run(10)).toEqual({ ready: true, errors: ['maximum'] });
  expect(await run(3)).toEqual({ ready: true, errors: [] });
});

test.each(['.cjs', '.cjs.v8'])('a kept file %s that was cut off costs time and nothing else', async (ending) => {
  await run(10);
  await run(10);
  const folder = join(root, '.local/cache/validators');
  const name = readdirSync(folder).find((one) => one.endsWith(ending)) ?? '';
  writeFileSync(join(folder, name), '"use strict";module.exports = validate');
  expect((await run(10)).errors).toEqual(['maximum']);
});
