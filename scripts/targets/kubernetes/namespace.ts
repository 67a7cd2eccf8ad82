import { Problem, problem } from '../../core/finding.ts';
import type { Ground } from '../../core/world.ts';
import type { Door } from './door.ts';
import { ours } from './names.ts';

/** Makes the namespace, with our label, where there is none; one that somebody else made is used as it is. */
export const ensureNamespace = async (ground: Ground, door: Door): Promise<void> => {
  const { namespace, dryRun } = ground.config;
  let seen = await look(door, namespace);
  if (seen?.status?.phase === 'Terminating' && !dryRun) seen = await untilGone(ground, door, seen);
  if (seen) return;
  const labels = { [ours.key]: ours.value };
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await door.change(['kubectl', 'create', '-f', '-'], { input: JSON.stringify(body) }).catch((thrown: unknown) => {
    // Another run was first, and made the same.
    if (!(thrown instanceof Problem && /AlreadyExists/.test(JSON.stringify(thrown.finding)))) throw thrown;
  });
};

type Namespace = {
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
};

const look = async (door: Door, namespace: string): Promise<Namespace | undefined> => {
  const words = ['kubectl', 'get', 'namespace', namespace, '--ignore-not-found', '-o', 'json'];
  const said = await door.ask(words, { fresh: true });
  if (said.code !== 0)
    throw problem('cluster/unreachable', 'The cluster does not answer', {
      evidence: [{ source: 'kubectl get namespace', text: said.stderr.trim() }],
    });
  return said.stdout.trim() === '' ? undefined : (JSON.parse(said.stdout) as Namespace);
};

/** Milliseconds that the content of a namespace may take to go; its pods have thirty seconds to end. */
const patience = 120_000;

/** An interrupted cleanup leaves a namespace on its way out: it is waited for, unless something holds it for good. */
const untilGone = async (ground: Ground, door: Door, first: Namespace): Promise<Namespace | undefined> => {
  const { config, clock, signal, say } = ground;
  const began = clock.now();
  for (let seen: Namespace | undefined = first; ; seen = await look(door, config.namespace)) {
    if (seen?.status?.phase !== 'Terminating') return seen;
    const holds = messagesOf(seen);
    if (isHeld(seen) || clock.now() - began >= patience) throw terminating(config.namespace, holds);
    say.progress(`waiting until the namespace ${config.namespace} is gone${holds[0] ? `: ${holds[0]}` : ''}`);
    await clock.sleep(1000);
    if (signal.aborted) throw problem('interrupted/signal', 'The run was interrupted', { final: true });
  }
};

const messagesOf = ({ status }: Namespace, type?: string): readonly string[] =>
  (status?.conditions ?? [])
    .filter((one) => one.status === 'True' && (type === undefined || one.type === type))
    .flatMap(({ message }) => message ?? []);

/** A finalizer that is not one of Kubernetes itself waits for a program that may not be there. */
const isHeld = (namespace: Namespace): boolean =>
  messagesOf(namespace, 'NamespaceFinalizersRemaining')
    .flatMap((message) => [...message.matchAll(/(\S+) in \d+ resource instances/g)].map(([, name = '']) => name))
    .some((name) => name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name));

const terminating = (namespace: string, holds: readonly string[]): Problem =>
  problem('cluster/namespace-terminating', `The namespace ${namespace} is being removed`, {
    evidence: holds.length > 0 ? [{ source: `conditions of namespace ${namespace}`, text: holds.join('\n') }] : [],
    remedy: `Wait until \`kubectl get namespace ${namespace}\` says NotFound, then run again; \`kubectl get all -n ${namespace}\` shows what holds it.`,
    final: true,
  });
