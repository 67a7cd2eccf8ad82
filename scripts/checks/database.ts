import { randomBytes } from 'node:crypto';
import { type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import type { Check, Skip } from '../core/task.ts';
import type { Said, World } from '../core/world.ts';
import { asGuest, type Guest } from './guest.ts';
import { ownDatabase } from './wanted.ts';

/** The backend has its connections in the database, and its tables are there; of a database of somebody's only the latter is asked. */
export const databaseConnected: Check = async (world) => {
  const skip = unasked(world);
  if (skip) return skip;
  const statement = ownDatabase(world) ? versionAndSessions : 'SELECT version_num FROM alembic_version';
  const found = await rowsOf(world, statement);
  if ('trouble' in found) return [found.trouble];
  const evidence = [{ source: statement, text: found.rows.join('\n') || 'no row' }];
  if (found.rows.length === 0)
    return [finding('service/data-absent', 'No migration of the backend was run in the database', { evidence })];
  if (!ownDatabase(world) || Number(found.rows[0]?.split('|')[1]) > 0) return [];
  return [finding('pod/database-unreachable', 'The database has no connection from the backend', { evidence })];
};

/** A task that was made by chat is a row of the database. */
export const taskStored: Check = async (world) => {
  const skip = unasked(world);
  return skip ?? storedByChat(world);
};

const storedByChat = asGuest(async (guest, world) => {
  const mark = randomBytes(4).toString('hex');
  const message = `Add a task to water the plants ${mark}`;
  await guest.say(message);
  const statement = `SELECT title FROM tasks WHERE user_id = '${guest.id.replaceAll(/[^\w-]/g, '')}' AND deleted_at IS NULL`;
  const found = await rowsOf(world, statement);
  if ('trouble' in found) return [found.trouble];
  return found.rows.some((title) => title.includes(mark))
    ? []
    : [
        finding('service/data-absent', `"${message}" was answered, and the database has no such task`, {
          evidence: [{ source: statement, text: found.rows.join('\n') || 'no row' }],
        }),
      ];
});

/** The sessions that count came by the network: psql beside the database comes by a socket. */
const versionAndSessions = `SELECT version_num, (${[
  'SELECT count(*) FROM pg_stat_activity',
  'WHERE datname = current_database() AND client_addr IS NOT NULL',
].join(' ')}) FROM alembic_version`;

/** A statement that counts the account of a guest. */
export const countOf = ({ id }: Pick<Guest, 'id'>): string =>
  `SELECT count(*) FROM users WHERE id = '${id.replaceAll(/[^\w-]/g, '')}'`;

/** The rows, columns apart by a bar, or why it could not be asked. */
export const rowsOf = async (
  world: World,
  statement: string,
): Promise<{ readonly rows: readonly string[] } | { readonly trouble: Finding }> => {
  const said = await (ownDatabase(world) ? asDatabase : asBackend)(world, statement);
  if (said.code === 0) return { rows: said.stdout.split('\n').filter((line) => line !== '') };
  return {
    trouble: finding('pod/database-unreachable', 'The database could not be asked', {
      evidence: [{ source: statement, text: (said.stderr || said.stdout).slice(-2000) || 'nothing' }],
    }),
  };
};

/** In the pod of the development database, past the application. */
const asDatabase = ({ charts, config, target }: World, statement: string): Promise<Said> => {
  const { values } = charts.values('database', config.env);
  const [user, name] = [at(values, 'config', 'POSTGRES_USER'), at(values, 'config', 'POSTGRES_DB')];
  const words = ['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', String(user), '-d', String(name)];
  return target.exec('database', [...words, '-c', statement]);
};

/** With the settings of the backend, and its driver. */
const asBackend = ({ target }: World, statement: string): Promise<Said> =>
  target.exec('backend', ['python', '-c', script, statement]);

/** libpq takes the password from PGPASSWORD by itself. */
const script = `
import os, sys
scheme, _, rest = os.environ["DATABASE_URL"].strip().partition("://")
if scheme.startswith("sqlite"):
    import sqlite3
    rows = sqlite3.connect(rest[1:]).execute(sys.argv[1]).fetchall()
else:
    import psycopg
    with psycopg.connect("postgresql://" + rest, connect_timeout=10) as connection:
        rows = connection.execute(sys.argv[1]).fetchall()
for row in rows:
    print(row[0])
`;

/** On the local target only the backend's own process has the password of somebody's database. */
const unasked = ({ config, target }: World): Skip | undefined =>
  target.kind === 'local' && config.databasePassword
    ? { skip: 'locally nothing but the backend itself is given the password of your database' }
    : undefined;
