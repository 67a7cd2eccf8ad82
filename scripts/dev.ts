import { randomBytes } from 'node:crypto';
import { installApplication } from './application.ts';
import { problem } from './core/finding.ts';
import type { World } from './core/world.ts';
import { command } from './main.ts';

/** Both applications with reload: a change of the source shows at once. They share nothing with a deployment. */
const home = '.local/dev';

/** The first port that nobody listens on, from the usual one upwards. */
const freePort = async ({ processes }: World, from: number): Promise<number> => {
  for (let port = from; port < from + 50; port += 1) if (!(await processes.holder(port))) return port;
  throw problem('target/port-taken', `The ports ${from} to ${from + 49} are all taken`);
};

/** Sign-ins outlive a restart, so the secret does. */
const authSecret = async ({ files }: World): Promise<string> => {
  const file = `${home}/AUTH_SECRET`;
  const known = await files.read(file);
  if (known) return known;
  const made = randomBytes(32).toString('hex');
  await files.write(file, made, 0o600);
  return made;
};

await command(async (world, { line }) => {
  const { sh, files, config, signal } = world;
  const bin = await installApplication(world);
  const [api, page] = [await freePort(world, 8000), await freePort(world, 3000)];
  const backend = {
    DATABASE_URL: config.databaseUrl ?? `sqlite:///${files.absolute(`${home}/todo.db`)}`,
    ...(config.databasePassword ? { PGPASSWORD: config.databasePassword.reveal() } : {}),
    ...(config.openaiApiKey ? { OPENAI_API_KEY: config.openaiApiKey.reveal() } : {}),
    ...config.application,
    AUTH_SECRET: await authSecret(world),
    ENVIRONMENT: 'dev',
  };
  await sh.with({ cwd: 'backend', env: backend }).write`${bin}/python -m alembic upgrade head`;
  const apps = [
    {
      name: 'backend',
      cwd: 'backend',
      env: backend,
      argv: [
        `${bin}/python`,
        '-m',
        'uvicorn',
        'app.main:app',
        '--reload',
        '--reload-dir',
        'app',
        '--port',
        String(api),
      ],
    },
    {
      name: 'frontend',
      cwd: 'frontend',
      env: { API_URL: `http://127.0.0.1:${api}`, NEXT_TELEMETRY_DISABLED: '1' },
      argv: [
        files.absolute('frontend/node_modules/.bin/next'),
        'dev',
        '--hostname',
        '127.0.0.1',
        '--port',
        String(page),
      ],
    },
  ];
  const streams = apps.map(({ name, cwd, env, argv }) => ({
    name,
    stream: sh.with({ cwd, env, line: (text) => line(`${name.padEnd(8)} | ${text}`) }).stream`${argv}`,
  }));
  line(`Chat: http://127.0.0.1:${page}\nAPI:  http://127.0.0.1:${api}\nBoth reload what you change, until Ctrl-C.`);
  const ends = streams.map(async ({ name, stream }) => ({ name, said: await stream.ended }));
  const first = await Promise.race([...ends, interrupted(world)]);
  await Promise.allSettled(streams.map(({ stream }) => stream.stop('SIGTERM')));
  if (first && !signal.aborted)
    throw problem('tool/failed', `The ${first.name} ended with exit code ${first.said.code}`, {
      remedy: 'Read its output above, correct what it says, and run `npm run dev` again.',
    });
});

/** Settles when the run is interrupted. */
function interrupted({ signal }: World): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
