import { type Action, type Amounts, type ObjectName, type PlainValue, workloadOf } from '../core/action.ts';
import type { ChartName } from '../core/charts.ts';
import type { Reason } from './arguments.ts';

/** What a variable or value that holds a secret is set by; null where deploy makes it itself. */
const secrets: Readonly<Record<string, 'OPENAI_API_KEY' | 'DATABASE_URL' | null>> = {
  OPENAI_API_KEY: 'OPENAI_API_KEY',
  DATABASE_URL: 'DATABASE_URL',
  PGPASSWORD: 'DATABASE_URL',
  AUTH_SECRET: null,
  POSTGRES_PASSWORD: null,
};

/** The action behind a variable or a value named as a secret, its value dropped; undefined for what is none. */
export const secretAction = (key: string): Action | Reason | undefined => {
  const setting = Object.hasOwn(secrets, key) ? secrets[key] : undefined;
  if (setting) return { action: 'SetSecretKey', key: setting };
  if (setting === null) return { reason: `${key} is made by deploy itself, and kept` };
  return /KEY|TOKEN|SECRET|PASS|URL/i.test(key)
    ? { reason: `it sets ${key}, which may hold a secret or say where secrets go` }
    : undefined;
};

/**
 * The action that setting a value of a chart comes to: `replicaCount` is a Scale and `resources.limits.cpu` a
 * SetResources, so that they are judged as those are; a secret loses its value, and an address may hold none.
 */
export const valueAction = (release: ChartName, path: readonly string[], value: PlainValue): Action | Reason => {
  const [top = '', ...below] = path;
  if (path.join('.') === 'config.DATABASE_URL') return addressed(release, path, value);
  const last = path.at(-1) ?? '';
  const secret = secretAction(last);
  if (secret) return secret;
  if (top === 'secrets') return { reason: 'it gives the value of a secret' };
  const object = workloadOf(release);
  if (top === 'replicaCount') return scaled(object, below, value);
  if (top === 'resources') return resized(object, below, value);
  return { action: 'SetHelmValue', release, path, value };
};

/** The same action in the form in which it is judged. */
export const canonical = (action: Action): Action | Reason =>
  action.action === 'SetHelmValue' ? valueAction(action.release, action.path, action.value) : action;

/** An address of a database: scheme, user, host, port and name. A password is never part of it. */
const plainAddress = /^[a-z][a-z0-9+]*:\/\/(?:[\w.-]+@)?[\w.-]+(?::\d+)?(?:\/[\w.-]*)?$/;

const addressed = (release: ChartName, path: readonly string[], value: PlainValue): Action | Reason =>
  typeof value === 'string' && plainAddress.test(value)
    ? { action: 'SetHelmValue', release, path, value }
    : { reason: 'DATABASE_URL is an address without a password here; one with it stands in .env' };

const scaled = (object: ObjectName, below: readonly string[], value: PlainValue): Action | Reason =>
  below.length === 0 && typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 9999
    ? { action: 'Scale', object, replicas: value }
    : { reason: 'replicaCount is a whole number' };

const resized = (
  object: ObjectName,
  [part, resource, ...more]: readonly string[],
  value: PlainValue,
): Action | Reason => {
  const amount = typeof value === 'boolean' ? '' : String(value);
  const isKnown = (part === 'requests' || part === 'limits') && (resource === 'cpu' || resource === 'memory');
  if (!isKnown || more.length > 0 || !isAmount(amount))
    return { reason: 'resources are requests and limits of cpu and memory' };
  const amounts: Amounts = resource === 'cpu' ? { cpu: amount } : { memory: amount };
  return { action: 'SetResources', object, ...(part === 'requests' ? { requests: amounts } : { limits: amounts }) };
};

/** What may be read as an amount; whether it is one is judged later. */
export const isAmount = (text: string): boolean => /^[0-9A-Za-z.+-]{1,32}$/.test(text);
