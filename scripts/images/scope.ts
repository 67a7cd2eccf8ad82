import type { PropertyInstruction } from 'dockerfile-ast';
import type { Line, Sheet } from './sheet.ts';

/** What is in force at an instruction: variables by name with their values as written, the shell, and whether WORKDIR is set. */
export type Scope = {
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** Words of the last SHELL; undefined for the default one. */
  readonly shell?: readonly string[];
  /** The working directory as far as it is known; undefined before the first WORKDIR. */
  readonly workdir?: string;
};

/** Every instruction of a stage with what is in force just before it, stages that a stage starts from included. */
export const scoped = (sheet: Sheet): readonly { readonly line: Line; readonly scope: Scope }[] => {
  const ends: Scope[] = [];
  return sheet.stages.flatMap(({ parent, lines }, index) => {
    let scope: Scope = parent === undefined ? { variables: new Map() } : (ends[parent] ?? { variables: new Map() });
    const steps = lines.map((line) => {
      const step = { line, scope };
      scope = after(scope, line);
      return step;
    });
    ends[index] = scope;
    return steps;
  });
};

const after = (scope: Scope, { keyword, instruction }: Line): Scope => {
  if (keyword === 'ARG' || keyword === 'ENV') {
    const variables = new Map(scope.variables);
    for (const property of (instruction as PropertyInstruction).getProperties())
      variables.set(property.getName(), property.getValue() ?? undefined);
    return { ...scope, variables };
  }
  const text = (instruction.getArgumentsContent() ?? '').trim();
  if (keyword === 'SHELL') return { ...scope, shell: listIn(text) };
  if (keyword !== 'WORKDIR') return scope;
  const base = scope.workdir ?? '';
  return { ...scope, workdir: /^(?:[/$\\]|[A-Za-z]:)/.test(text) ? text : `${base}/${text}`.replace(/\/\.?$/, '') };
};

const listIn = (text: string): readonly string[] => {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.map(String) : [];
  } catch {
    return [];
  }
};
