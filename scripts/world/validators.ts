import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import type { ValidateFunction } from 'ajv';
import type { Chart } from '../core/charts.ts';
import type { Files } from '../core/world.ts';
import { adopt, codeOf, compilerVersion, isCompiled } from '../values/validator.ts';

/** Where compiled validators are kept, relative to the root; `cleanup --cache` removes it. */
const validatorsCache = '.local/cache/validators';

/** The files that they are kept in. */
export type ValidatorFiles = Pick<Files, 'read' | 'bytes' | 'write' | 'absolute'>;

/** Makes the schemas of charts ready as earlier runs compiled them: named by schema and compiler, so they are never stale. */
export const loadValidators = async (files: ValidatorFiles, charts: readonly Chart[]): Promise<void> => {
  for (const text of new Set(schemasOf(charts))) {
    const path = pathOf(text);
    const code = isCompiled(text) ? undefined : await files.read(path);
    const validate = code && loaded(files.absolute(path), code, await files.bytes(machineCode(path)));
    if (validate) adopt(text, validate);
  }
};

/** Keeps what this run compiled. A folder that cannot be written costs the next run its time and nothing else. */
export const keepValidators = async (files: ValidatorFiles, charts: readonly Chart[]): Promise<void> => {
  for (const text of new Set(schemasOf(charts))) {
    const path = pathOf(text);
    const code = codeOf(text);
    const script = scripts.get(files.absolute(path));
    if (code !== undefined) await files.write(path, code).catch(() => {});
    if (script) await files.write(machineCode(path), script.createCachedData()).catch(() => {});
  }
};

const schemasOf = (charts: readonly Chart[]): readonly string[] =>
  charts.flatMap((chart) => chart.files.get('values.schema.json') ?? []);

const pathOf = (text: string): string => {
  const name = createHash('sha256').update(`${compilerVersion()}\0${text}`).digest('hex').slice(0, 32);
  return `${validatorsCache}/${name}.cjs`;
};

/** What V8 made of a validator that has run: without it, the first call of a large one takes longer than all others. */
const machineCode = (path: string): string => `${path}.v8`;

/** Validators that ran without usable machine code. */
const scripts = new Map<string, Script>();

/** A file that was cut off, or edited, is compiled anew. */
const loaded = (path: string, code: string, cachedData: Uint8Array | undefined): ValidateFunction | undefined => {
  try {
    const script = new Script(`(function (require, module, exports) {${code}\n})`, {
      filename: path,
      ...(cachedData && { cachedData }),
    });
    if (!cachedData || script.cachedDataRejected) scripts.set(path, script);
    const module: { exports: unknown } = { exports: {} };
    script.runInThisContext()(createRequire(import.meta.url), module, module.exports);
    return typeof module.exports === 'function' ? (module.exports as ValidateFunction) : undefined;
  } catch {
    scripts.delete(path);
    return undefined;
  }
};
