import { type Finding, finding, problem } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { World } from '../core/world.ts';
import {
  accountKubeconfig,
  accountManifests,
  accountName,
  rightsFindings,
  rightsWords,
  tokenWords,
} from '../planner/account.ts';

/** True where the account of the planner is in the namespace. */
export const hasAccount = async ({ ask }: ClusterDoor, namespace: string): Promise<boolean> => {
  const words = ['kubectl', 'get', 'serviceaccount', accountName, '-n', namespace, '--ignore-not-found', '-o', 'name'];
  const said = await ask([...words, '--request-timeout=15s'], { fresh: true });
  if (said.code !== 0)
    throw problem('ai/account-unknown', `Whether ${accountName} is there could not be read`, {
      evidence: [{ source: 'kubectl get serviceaccount', text: said.stderr.trim() }],
    });
  return said.stdout.trim() !== '';
};

/** Makes the account, its role and the binding between them, as they should be. */
export const makeAccount = async ({ change }: ClusterDoor, namespace: string): Promise<void> => {
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: accountManifests(namespace) });
  await change(['kubectl', 'apply', '-n', namespace, '-f', '-'], { input });
};

/** Takes the account away with its role and binding. */
export const removeAccount = async ({ change }: ClusterDoor, namespace: string): Promise<void> => {
  const objects = ['rolebinding', 'role', 'serviceaccount'].map((kind) => `${kind}/${accountName}`);
  await change(['kubectl', 'delete', '-n', namespace, ...objects, '--ignore-not-found']);
};

/** A kubeconfig of the account, good for ten minutes, or why it is not used: it may do more than read, or nobody can tell. */
export type Access = { readonly kubeconfig: string } | { readonly findings: readonly Finding[] };

/** A token is made for each question, hidden, and asked for its rights before anything else is asked with it. */
export const accessOf = async (world: World, { ask, kubeconfig }: ClusterDoor): Promise<Access> => {
  const { namespace } = world.config;
  const said = await ask(['kubectl', ...tokenWords(namespace)], { fresh: true });
  if (said.code !== 0 || said.stdout.trim() === '') return { findings: [unknown('kubectl create token', said.stderr)] };
  world.hide(secret(said.stdout.trim()));
  const own = accountKubeconfig(await kubeconfig(), said.stdout, namespace);
  if (own === undefined) return { findings: [unknown('the kubeconfig of the run', 'it has no current context')] };
  const rights = await world.privately('planner-kubeconfig', own, (path) =>
    ask(['kubectl', ...rightsWords(namespace)], { fresh: true, env: { KUBECONFIG: path } }),
  );
  const findings = rightsFindings(rights.stdout + rights.stderr);
  return findings.length > 0 ? { findings } : { kubeconfig: own };
};

const unknown = (source: string, text: string): Finding =>
  finding('ai/account-unknown', `${accountName} could not be given a way into the cluster`, {
    evidence: [{ source, text: text.trim() }],
    final: true,
  });
