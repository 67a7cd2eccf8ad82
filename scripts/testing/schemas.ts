import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const schemaAt = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8'));

/** Whether something is an event as docs/events.schema.json publishes it. */
export const validEvent: ValidateFunction = addFormats
  .default(new Ajv({ allErrors: true }))
  .addSchema(schemaAt('report.schema.json'), 'report.schema.json')
  .compile(schemaAt('events.schema.json'));
