import type { Code } from '../../core/codes.ts';
import { type Finding, finding } from '../../core/finding.ts';
import { installRemedy } from '../../core/install.ts';
import type { Said } from '../../core/world.ts';
import type { Door } from '../kubernetes/door.ts';
import type { Below } from '../kubernetes/target.ts';

/** What a Minikube profile is. */
export type Status =
  | { readonly state: 'running' | 'absent' | 'stopped' | 'paused' | 'misconfigured' | 'no-program' }
  | { readonly state: 'partial' | 'unknown' | 'full'; readonly text: string };

/** Asks Minikube for a profile's status. */
export const readStatus = async (door: Door, profile: string): Promise<Status> =>
  parseStatus(await door.ask(['minikube', '-p', profile, 'status', '-o', 'json'], { deadline: 30_000 }));

type NodeStatus = {
  readonly Host?: string;
  readonly Kubelet?: string;
  readonly APIServer?: string;
  readonly Kubeconfig?: string;
  readonly Worker?: boolean;
};

/**
 * Reads `minikube status -o json`: the exit code is a bit mask and no failure; one node is an object, several are an
 * array, a host that is gone is null, and a profile that is not there ends with 85 and prints an event instead.
 */
export const parseStatus = (said: Said): Status => {
  if (said.code === 127) return { state: 'no-program' };
  const text = `${said.stdout}${said.stderr}`.trim();
  const nodes = nodesIn(said.stdout);
  if (!nodes) return said.code === 85 || /not found/.test(text) ? { state: 'absent' } : { state: 'unknown', text };
  if (/InsufficientStorage/.test(said.stdout)) return { state: 'full', text };
  const [control] = nodes;
  if (!control) return { state: 'absent' };
  if (control.Host === 'Nonexistent') return { state: 'absent' };
  if (control.APIServer === 'Paused') return { state: 'paused' };
  if (control.Host === 'Stopped') return { state: 'stopped' };
  const whole =
    nodes.every((node) => node.Host === 'Running' && node.Kubelet === 'Running') && control.APIServer === 'Running';
  if (!whole) return { state: 'partial', text };
  return { state: control.Kubeconfig === 'Misconfigured' ? 'misconfigured' : 'running' };
};

const nodesIn = (stdout: string): readonly NodeStatus[] | undefined => {
  try {
    const read = JSON.parse(stdout) as NodeStatus | readonly NodeStatus[] | null;
    if (read === null) return [];
    const nodes = Array.isArray(read) ? (read as readonly NodeStatus[]) : [read as NodeStatus];
    return nodes.every((node) => typeof node?.Host === 'string')
      ? nodes.toSorted((a, b) => Number(a.Worker) - Number(b.Worker))
      : undefined;
  } catch {
    return undefined;
  }
};

/** True when there is something that `minikube delete` would take away. */
export const exists = ({ state }: Status): boolean => state !== 'absent' && state !== 'no-program';

/** A status as checks and cleanup need it. */
export const below = (status: Status, profile: string): Below => {
  const remnants = exists(status) ? [{ kind: 'cluster', name: profile, flag: 'cluster' } as const] : [];
  const trouble = troubleOf(status, profile);
  if (!trouble) return { findings: [], remnants };
  return {
    findings: [trouble],
    remnants,
    ...(exists(status) && status.state !== 'misconfigured' ? { asleep: true } : {}),
  };
};

const troubleOf = (status: Status, profile: string): Finding | undefined => {
  const down = (code: Code, message: string, command: string): Finding =>
    finding(code, message, {
      remedy: `Run \`npx tsx scripts/deploy.ts\`, or by hand \`minikube -p ${profile} ${command}\`.`,
    });
  switch (status.state) {
    case 'running':
      return undefined;
    case 'no-program':
      return finding('tool/missing', 'minikube is not on the PATH', { remedy: installRemedy('minikube'), final: true });
    case 'absent':
      return down('target/absent', `There is no Minikube cluster ${profile}`, 'start');
    case 'stopped':
      return down('target/stopped', `The Minikube cluster ${profile} is stopped`, 'start');
    case 'paused':
      return down('target/paused', `The Minikube cluster ${profile} is paused`, 'unpause');
    case 'misconfigured':
      return down(
        'target/address-outdated',
        `kubectl has an outdated address of the Minikube cluster ${profile}`,
        'update-context',
      );
    case 'full':
      return {
        ...finding('cluster/disk-pressure', `The disk of the Minikube cluster ${profile} is full`, {
          remedy: `Remove images that nobody uses: \`minikube -p ${profile} ssh -- docker system prune -f\` (with containerd: \`minikube -p ${profile} ssh -- sudo crictl rmi --prune\`).`,
        }),
        evidence: [{ source: `minikube -p ${profile} status`, text: status.text }],
      };
    default:
      return {
        ...down('target/down', `The Minikube cluster ${profile} is not whole`, 'start'),
        evidence: [{ source: `minikube -p ${profile} status`, text: status.text }],
      };
  }
};
