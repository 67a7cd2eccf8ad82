import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './running.ts';

/** A registry that has one address for this machine and for Minikube's node. */
export type Registry = {
  /** `127.0.0.1:PORT`, which every engine takes without TLS. */
  readonly host: string;
  /** The tags of a repository. */
  readonly tags: (repository: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
};

/**
 * Starts Debian's docker-registry on loopback. In the node the same port of loopback leads to it: socat there, and here a
 * relay on the address by which the node knows this machine.
 */
export const openRegistry = async (): Promise<Registry> => {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const file = join(folder, 'config.yml');
  writeFileSync(file, JSON.stringify(configuration(join(folder, 'data'), host)));
  const registry = start(['docker-registry', 'serve', file], { cwd: folder });
  await answering(`http://${host}/v2/`, registry.err);
  const outside = inNode(['getent', 'hosts', 'host.minikube.internal']).split(/\s/)[0] ?? '';
  const relay = await relayTo(port, outside);
  const forward = `socat TCP-LISTEN:${port},bind=127.0.0.1,fork,reuseaddr TCP:${outside}:${port}`;
  const pid = inNode(['sh', '-c', `${forward} >/dev/null 2>&1 & echo $!`]);
  return {
    host,
    tags: async (repository) => {
      const answer = await fetch(`http://${host}/v2/${repository}/tags/list`);
      return answer.ok ? (((await answer.json()) as { readonly tags: readonly string[] | null }).tags ?? []) : [];
    },
    close: async () => {
      inNode(['kill', pid]);
      relay.close();
      registry.kill('SIGTERM');
      await registry.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The form is that of the distribution project: https://distribution.github.io/distribution/about/configuration/. */
const configuration = (directory: string, addr: string) => ({
  version: 0.1,
  log: { level: 'error' },
  storage: { filesystem: { rootdirectory: directory } },
  http: { addr },
});

const inNode = (words: readonly string[]): string =>
  execFileSync('docker', ['exec', 'minikube', ...words], { encoding: 'utf8' }).trim();

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
};

const relayTo = async (port: number, outside: string): Promise<Server> => {
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.on('error', () => other.destroy());
  }).listen(port, outside);
  await new Promise((done, fail) => relay.once('listening', done).once('error', fail));
  return relay;
};

const answering = async (url: string, said: () => string): Promise<void> => {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; ) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`docker-registry does not answer: ${said()}`);
};
