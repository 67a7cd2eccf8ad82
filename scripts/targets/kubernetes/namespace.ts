import { problem } from '../../core/finding.ts';
import type { Door } from './door.ts';
import { ours } from './names.ts';

/** Makes the namespace, with our label, where there is none; one that somebody else made is used as it is. */
export const ensureNamespace = async (door: Door, namespace: string): Promise<void> => {
  const said = await door.ask([
    'kubectl',
    'get',
    'namespace',
    namespace,
    '--ignore-not-found',
    '-o',
    'jsonpath={.status.phase}',
  ]);
  if (said.code !== 0)
    throw problem('cluster/unreachable', 'The cluster does not answer', {
      evidence: [{ source: 'kubectl get namespace', text: said.stderr.trim() }],
    });
  if (said.stdout.trim() === 'Terminating')
    throw problem('cluster/namespace-terminating', `The namespace ${namespace} is being removed`, {
      remedy: `Wait until \`kubectl get namespace ${namespace}\` says NotFound, then run again; \`kubectl get all -n ${namespace}\` shows what holds it.`,
      final: true,
    });
  if (said.stdout.trim() !== '') return;
  const labels = { [ours.key]: ours.value };
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } };
  await door.change(['kubectl', 'create', '-f', '-'], { input: JSON.stringify(body) });
};
