import type { ServiceName } from '../../core/target.ts';

/** The port a container listens on, and the one its process listens on here. */
export type Ports = { readonly containerPort: number; readonly port: number };

/** This machine as a process on it is reached; never an address that other machines reach. */
export const loopback = '127.0.0.1';

/** A word of a command: the container's port becomes ours, and all interfaces become loopback. */
export const rebound = (word: string, { containerPort, port }: Ports): string =>
  word
    .replace(new RegExp(`(^|[=:])${containerPort}$`), `$1${port}`)
    .replace(/(^|=)(?:0\.0\.0\.0|\[::\]|::)(?=$|:\d)/, `$1${loopback}`);

/**
 * A container's environment for a process on this machine: addresses of Services become loopback addresses, and the
 * development database becomes `database` (a SQLite URL).
 */
export const localEnvironment = (
  env: Readonly<Record<string, string>>,
  { containerPort, port }: Ports,
  database: string,
): Readonly<Record<string, string>> => {
  const carried = Object.entries(databaseHere(env, database)).map(([name, value]): [string, string] => {
    if (name === 'PORT' && value === String(containerPort)) return [name, String(port)];
    return [name, value === '0.0.0.0' ? loopback : value.replace(services, loopback)];
  });
  return Object.fromEntries(carried);
};

const names: readonly ServiceName[] = ['backend-service', 'frontend-service'];

/** The host of a URL that is a Service of ours, in its short form or with its namespace. */
const services = new RegExp(`(?<=//)(?:${names.join('|')})(?:\\.[a-z0-9-]+)*(?=[:/]|$)`, 'g');

/** No database, or the one that helm/database would install, which does not run here. */
const isDevelopment = (url: string): boolean => url === '' || /[@/]database-service(?:\.[a-z0-9-]+)*[:/]/.test(url);

const databaseHere = (env: Readonly<Record<string, string>>, database: string): Readonly<Record<string, string>> => {
  if (env.DATABASE_URL === undefined || !isDevelopment(env.DATABASE_URL)) return env;
  const { PGPASSWORD: _, MIGRATION_DATABASE_URL: __, ...rest } = env;
  return { ...rest, DATABASE_URL: database };
};
