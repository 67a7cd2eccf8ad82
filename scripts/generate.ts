import { chartNames } from './core/charts.ts';
import { problem } from './core/finding.ts';
import type { Files } from './core/world.ts';
import { command } from './main.ts';
import { timingsFile } from './operations/timings.ts';
import {
  rulesPage,
  scenariosPage,
  timingsPage,
  withRuleTables,
  withScenarioTable,
  withTimings,
} from './rule-tables.ts';
import { withTable } from './values/schema/readme.ts';
import { typesOf } from './values/schema/types.ts';

const read = async (files: Files, path: string): Promise<string> => {
  const text = await files.read(path);
  if (text === undefined) throw problem('source/missing', `${path} is missing`);
  return text;
};

const write = async (
  files: Files,
  path: string,
  make: (before: string) => string | Promise<string>,
  line: (text: string) => void,
): Promise<void> => {
  const before = (await files.read(path)) ?? '';
  const after = await make(before);
  if (after !== before) await files.write(path, after);
  line(`${path}: ${after === before ? 'true already' : 'written'}`);
};

/**
 * Writes what stands a second time elsewhere: the values tables and the types of values from the schemas, the tables of
 * policies and Dockerfile rules from the rules, the table of scenarios from these, the figures from the run that measured
 * them last.
 */
await command(async ({ files }, { line }) => {
  for (const name of chartNames) {
    const schema = await read(files, `helm/${name}/values.schema.json`);
    await write(files, `helm/${name}/README.md`, (readme) => withTable(readme, JSON.parse(schema)), line);
    await write(files, `scripts/values/types/${name}.ts`, () => typesOf(name, JSON.parse(schema)), line);
  }
  await write(files, rulesPage, withRuleTables, line);
  await write(files, scenariosPage, withScenarioTable, line);
  const record = await files.read(timingsFile);
  await write(files, timingsPage, (page) => withTimings(page, record), line);
});
