import { recordedPage } from './chaos/page.ts';
import { chartNames } from './core/charts.ts';
import { problem } from './core/finding.ts';
import { withPart } from './core/markdown.ts';
import { examplesFile } from './core/troubleshooting.ts';
import type { Files } from './core/world.ts';
import { examplesOf } from './examples.ts';
import { generatedParts, timingsPage, withTimings } from './generated-parts.ts';
import { command } from './main.ts';
import { recordedPageOf, recordingsOf } from './operations/recordings.ts';
import { timingsFile } from './operations/timings.ts';
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
 * Writes what stands a second time elsewhere: the values tables and the types of values from the schemas, and the parts of
 * pages that are made from rules, flags, scenarios and codes, the page of recorded scenarios, and the figures of the run that
 * measured them last.
 */
await command(async ({ files }, { line }) => {
  for (const name of chartNames) {
    const schema = await read(files, `helm/${name}/values.schema.json`);
    await write(files, `helm/${name}/README.md`, (readme) => withTable(readme, JSON.parse(schema)), line);
    await write(files, `scripts/values/types/${name}.ts`, () => typesOf(name, JSON.parse(schema)), line);
  }
  if ((await recordingsOf(files)).length > 0) await write(files, recordedPage, () => recordedPageOf(files), line);
  const examples = JSON.stringify(await examplesOf(files), null, 2);
  await write(files, examplesFile, () => `${examples}\n`, line);
  for (const { page, part, make } of generatedParts) {
    const made = await make(files);
    await write(
      files,
      page,
      (before) => withPart(before, part, made),
      (said) => line(`${said} (${part})`),
    );
  }
  const record = await files.read(timingsFile);
  await write(files, timingsPage, (page) => withTimings(page, record), line);
});
