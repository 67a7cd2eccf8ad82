import type { ErrorObject } from 'ajv';

/**
 * The errors of ajv that stand for a mistake each: branches of anyOf and oneOf are folded into the one that was meant,
 * `if` goes when its `then` or `else` speaks, and a value of the wrong type is complained about once.
 */
export const violationsOf = (errors: readonly ErrorObject[]): readonly ErrorObject[] => {
  let kept: ErrorObject[] = [];
  for (const error of errors) {
    const inside = isChoice(error) ? kept.filter((one) => branchOf(one, error) !== undefined) : [];
    kept = kept.filter((one) => !inside.includes(one));
    kept.push(...(isChoice(error) ? chosen(error, inside) : [error]));
  }
  return kept.filter((error) => !isNoise(error, kept));
};

const isChoice = ({ keyword }: ErrorObject): boolean => keyword === 'anyOf' || keyword === 'oneOf';

/** Which branch of a choice an error comes from, also through a `$ref` of that branch. */
const branchOf = (error: ErrorObject, choice: ErrorObject): number | undefined => {
  if (!error.instancePath.startsWith(choice.instancePath)) return undefined;
  const prefix = `${choice.schemaPath}/`;
  if (error.schemaPath.startsWith(prefix)) return Number.parseInt(error.schemaPath.slice(prefix.length), 10);
  const branches = (choice.schema ?? []) as readonly { readonly $ref?: string }[];
  const index = branches.findIndex(({ $ref }) => $ref !== undefined && error.schemaPath.startsWith(`${$ref}/`));
  return index < 0 ? undefined : index;
};

/** The errors of the only branch whose type fits; one error of type when none does; else the choice itself. */
const chosen = (choice: ErrorObject, inside: readonly ErrorObject[]): readonly ErrorObject[] => {
  if (choice.params.passingSchemas) return [choice];
  const mismatches = inside.filter((one) => one.keyword === 'type' && one.instancePath === choice.instancePath);
  const mismatched = new Set(mismatches.map((one) => branchOf(one, choice)));
  const fitting = new Set(inside.map((one) => branchOf(one, choice)).filter((branch) => !mismatched.has(branch)));
  const [only] = fitting;
  if (fitting.size === 1) return inside.filter((one) => branchOf(one, choice) === only);
  const [first] = mismatches;
  if (fitting.size > 1 || !first) return [choice];
  return [
    { ...first, params: { type: [...new Set(mismatches.flatMap((one) => one.params.type as string | string[]))] } },
  ];
};

/** Keywords that are about the members of a map: each of their errors counts. */
const aboutMembers = ['required', 'additionalProperties', 'propertyNames', 'dependencies'];

const isNoise = (error: ErrorObject, all: readonly ErrorObject[]): boolean => {
  if (error.propertyName !== undefined) return true;
  if (error.keyword === 'if') {
    const owner = error.schemaPath.slice(0, -'if'.length);
    return all.some((one) => one.schemaPath.startsWith(`${owner}then/`) || one.schemaPath.startsWith(`${owner}else/`));
  }
  if (aboutMembers.includes(error.keyword)) return false;
  const same = all.filter(
    (one) => one.instancePath === error.instancePath && !aboutMembers.includes(one.keyword) && one.keyword !== 'if',
  );
  return (same.find((one) => one.keyword === 'type') ?? same[0]) !== error;
};
