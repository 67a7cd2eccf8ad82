import type { ErrorObject } from 'ajv';
import { type Action, backendSecret } from '../core/action.ts';
import { chartNames } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { compileSchema } from '../values/validator.ts';

const name = { type: 'string', pattern: '^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$' };

const object = {
  type: 'object',
  additionalProperties: false,
  required: ['kind', 'name'],
  properties: { kind: { enum: ['Deployment', 'StatefulSet'] }, name },
};

const quantity = { type: 'string', pattern: '^[0-9A-Za-z.+-]{1,32}$' };

const amounts = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: { cpu: quantity, memory: quantity },
};

/** One line of printable ASCII. */
const line = { type: 'string', maxLength: 200, pattern: '^[ -~]*$' };

const form = (action: Action['action'], required: Readonly<Record<string, object>>, more: Form['more'] = {}) => ({
  type: 'object',
  additionalProperties: false,
  required: ['action', ...Object.keys(required)],
  properties: { action: { const: action }, ...required, ...more.optional },
  ...more.rest,
});
type Form = { readonly more: { readonly optional?: Readonly<Record<string, object>>; readonly rest?: object } };

const forms: Readonly<Record<Action['action'], object>> = {
  Scale: form('Scale', { object, replicas: { type: 'integer', minimum: 0, maximum: 9999 } }),
  SetResources: form(
    'SetResources',
    { object },
    {
      optional: { container: name, requests: amounts, limits: amounts },
      rest: { anyOf: [{ required: ['requests'] }, { required: ['limits'] }] },
    },
  ),
  RolloutRestart: form('RolloutRestart', { object }),
  RolloutUndo: form(
    'RolloutUndo',
    { object },
    { optional: { revision: { type: 'integer', minimum: 1, maximum: 999_999 } } },
  ),
  SetHelmValue: form('SetHelmValue', {
    release: { enum: chartNames },
    path: { type: 'array', minItems: 1, maxItems: 10, items: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,63}$' } },
    value: { anyOf: [line, { type: 'number' }, { type: 'boolean' }] },
  }),
  SetSecretKey: form('SetSecretKey', { key: { enum: Object.keys(backendSecret.keys) } }),
};

/** The published form of an action (JSON Schema, draft-07), as docs/report.schema.json has it. */
export const actionSchema = {
  description: 'A repair that the product can make, once a person agreed to it. Secrets are named, never given.',
  oneOf: Object.values(forms),
} as const;

/** Plain data as an action, or ai/action-form; never throws. */
export const readAction = (data: unknown): { readonly action: Action } | { readonly finding: Finding } => {
  const kind = kindOf(data);
  if (kind === undefined) return malformed(`it is none of ${Object.keys(forms).join(', ')}`);
  const schema = compileSchema(`action ${kind}`, texts[kind]);
  if ('finding' in schema) return schema;
  const [error] = schema.validate(data);
  return error ? malformed(faultOf(kind, error)) : { action: data as Action };
};

const texts = Object.fromEntries(Object.entries(forms).map(([kind, one]) => [kind, JSON.stringify(one)])) as Readonly<
  Record<Action['action'], string>
>;

const kindOf = (data: unknown): Action['action'] | undefined => {
  const kind = typeof data === 'object' && data !== null && 'action' in data ? data.action : undefined;
  return (Object.keys(forms) as readonly Action['action'][]).find((one) => one === kind);
};

/** Values are left out: what is in the wrong form may hold anything. */
const faultOf = (kind: Action['action'], { instancePath, message, keyword, params }: ErrorObject): string => {
  const what = keyword === 'additionalProperties' ? ` (${JSON.stringify(params.additionalProperty)})` : '';
  return `${kind}${instancePath.replaceAll('/', '.')} ${message}${what}`;
};

const malformed = (why: string) => ({ finding: finding('ai/action-form', `This is no repair that is known: ${why}`) });
