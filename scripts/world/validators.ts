import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type { Chart } from '../core/charts.ts';
import type { Files } from '../core/world.ts';
import { adopt, codeOf, compilerVersion, isCompiled } from '../values/validator.ts';

/** Where compiled validators are kept, relative to the root; `cleanup --cache` removes it. */
const validatorsCache = '.local/cache/validators';

/** The files that they are kept in. */
export type ValidatorFiles = Pick<Files, 'exists' | 'write' | 'absolute'>;

/** Makes the schemas of charts ready as earlier runs compiled them: named by schema and compiler, so they are never stale. */
export const loadValidators = async (files: ValidatorFiles, charts: readonly Chart[]): Promise<void> => {
  for (const text of schemasOf(charts)) {
    const path = pathOf(text);
    if (isCompiled(text) || !(await files.exists(path))) continue;
    const validate = loaded(files.absolute(path));
    if (validate) adopt(text, validate);
  }
};

/** Keeps what this run compiled. A folder that cannot be written costs the next run its time and nothing else. */
export const keepValidators = async (files: ValidatorFiles, charts: readonly Chart[]): Promise<void> => {
  for (const text of schemasOf(charts)) {
    const code = codeOf(text);
    if (code !== undefined) await files.write(pathOf(text), code).catch(() => {});
  }
};

const schemasOf = (charts: readonly Chart[]): readonly string[] =>
  charts.flatMap((chart) => chart.files.get('values.schema.json') ?? []);

const pathOf = (text: string): string => {
  const name = createHash('sha256').update(`${compilerVersion()}\0${text}`).digest('hex').slice(0, 32);
  return `${validatorsCache}/${name}.cjs`;
};

const load = createRequire(import.meta.url);

/** A file that was cut off, or edited, is compiled anew. */
const loaded = (path: string): ValidateFunction | undefined => {
  try {
    const validate: unknown = load(path);
    return typeof validate === 'function' ? (validate as ValidateFunction) : undefined;
  } catch {
    return undefined;
  }
};
