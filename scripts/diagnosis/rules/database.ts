import { type Case, type ContainerRule, endEvidence, hasCrashed, logEvidence, logOf, Subject } from '../case.ts';
import { deploy, kubectl, ourWorkload } from '../commands.ts';
import { atOnce, dependency, grace, type Match, type Patience } from '../diagnosis.ts';

/** What an application says about its database: the words of psycopg, libpq and SQLAlchemy; the first that matches. */
type Row = {
  readonly words: RegExp;
  readonly code: Match['code'];
  readonly cause: (found: RegExpExecArray) => string;
  readonly remedy: (one: Case, found: RegExpExecArray) => string;
  readonly patience: Patience;
};

const setUrl = (one: Case, what: string): string =>
  `${what} in DATABASE_URL of .env and deploy again: ${deploy(one.snapshot)}.`;

const rows: readonly Row[] = [
  {
    words: /failed to resolve host '([^']+)'|could not translate host name "([^"]+)"/,
    code: 'pod/database-host',
    cause: ([, host, other]) => `no host has the name ${host ?? other}, which DATABASE_URL gives`,
    remedy: (one, [, host, other]) =>
      `Correct the host ${host ?? other} ${setUrl(one, '').trim()} A database in the cluster has the name of its Service: ${kubectl(one.snapshot, 'get services')}.`,
    patience: dependency,
  },
  {
    words: /password authentication failed for user "([^"]+)"/,
    code: 'pod/database-login',
    cause: ([, user]) => `the database refuses the password of user ${user}`,
    remedy: (one, [, user]) => setUrl(one, `Correct user ${user} or the password`),
    patience: grace,
  },
  {
    words: /no password supplied/,
    code: 'pod/database-login',
    cause: () => 'the database wants a password and none is set',
    remedy: (one) => setUrl(one, 'Give the password'),
    patience: grace,
  },
  {
    words: /role "([^"]+)" does not exist/,
    code: 'pod/database-login',
    cause: ([, user]) => `the database has no user ${user}`,
    remedy: (one, [, user]) => setUrl(one, `Correct the user ${user}`),
    patience: grace,
  },
  {
    words: /no pg_hba\.conf entry for host "([^"]+)"(?:, user "([^"]+)")?/,
    code: 'pod/database-login',
    cause: ([, host, user]) =>
      `the database lets ${user ? `user ${user}` : 'nobody'} in from ${host}`.replace('lets user', 'does not let user'),
    remedy: (one) =>
      `Allow the address in the settings of the database, or add \`?sslmode=require\` to DATABASE_URL in .env where it wants TLS, and deploy again: ${deploy(one.snapshot)}.`,
    patience: grace,
  },
  {
    words: /database "([^"]+)" does not exist/,
    code: 'pod/database-absent',
    cause: ([, name]) => `the server has no database ${name}`,
    remedy: (one, [, name]) => setUrl(one, `Create the database (\`createdb ${name}\`), or correct its name`),
    patience: grace,
  },
  {
    words: /server does not support SSL/,
    code: 'pod/database-tls',
    cause: () => 'the database speaks no TLS, and DATABASE_URL asks for it',
    remedy: (one) => setUrl(one, 'Write sslmode=disable for sslmode=require'),
    patience: atOnce,
  },
  {
    words: /Could not parse SQLAlchemy URL/,
    code: 'pod/database-url',
    cause: () => 'DATABASE_URL is no URL',
    remedy: (one) => setUrl(one, 'Write a URL as postgresql://USER:PASSWORD@HOST:5432/NAME'),
    patience: atOnce,
  },
  {
    words: /Can't load plugin: sqlalchemy\.dialects:(\S+)/,
    code: 'pod/database-url',
    cause: ([, kind]) => `DATABASE_URL names the kind of database ${kind}, which the application does not know`,
    remedy: (one) => setUrl(one, 'Write a URL that begins with postgresql://'),
    patience: atOnce,
  },
  {
    words: /DATABASE_URL[\s\S]{0,80}Field required/,
    code: 'pod/database-url',
    cause: () => 'DATABASE_URL is not set',
    remedy: (one) => setUrl(one, 'Set your database'),
    patience: atOnce,
  },
  {
    words:
      /(?:psycopg|sqlalchemy|OperationalError|connection to server)[\s\S]{0,400}?(?:port (\d+)\)? failed: )?(Connection refused|Connection timed out|timeout expired|No route to host|server closed the connection unexpectedly)/i,
    code: 'pod/database-unreachable',
    cause: ([, port, why]) => `its database does not answer${port ? ` at port ${port}` : ''}: ${why?.toLowerCase()}`,
    remedy: (one) =>
      `See whether it runs: ${kubectl(one.snapshot, 'get pods,services')}. If it is elsewhere, correct the host and port of DATABASE_URL in .env and deploy again: ${deploy(one.snapshot)}.`,
    patience: dependency,
  },
];

/** An application that ends because of its database, or whose first container tries again and again to reach it. */
export const databaseCrash: ContainerRule = (one) => {
  const crashed = hasCrashed(one);
  const known = crashed || isBefore(one) ? databaseWords(one) : undefined;
  return (
    known && {
      ...known,
      message: `${Subject(one)} ${crashed ? 'ends' : 'waits'} because ${known.message}`,
      ...(crashed ? {} : { patience: 'timeout' }),
    }
  );
};

/** True for a container that runs before those that serve, and has not ended yet. */
const isBefore = ({ pod, status }: Case): boolean =>
  status.state?.running !== undefined && (pod.status?.initContainerStatuses ?? []).includes(status);

/** What a container's log says about its database; the message is the middle of a sentence. */
export const databaseWords = (one: Case): Match | undefined => {
  for (const row of rows) {
    const found = row.words.exec(logOf(one));
    if (found)
      return {
        code: row.code,
        message: row.cause(found),
        remedy: row.remedy(one, found),
        evidence: [...endEvidence(one), ...logEvidence(one)],
        patience: row.patience,
        confidence: 0.95,
        // Where it is only away, the address may be right.
        ...(row.code !== 'pod/database-unreachable' && ourWorkload(one.pod)?.name === 'backend'
          ? { action: { action: 'SetSecretKey', key: 'DATABASE_URL' } }
          : {}),
      };
  }
  return undefined;
};
