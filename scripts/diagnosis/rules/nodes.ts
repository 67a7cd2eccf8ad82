import type { Code } from '../../core/codes.ts';
import { kubectlEverywhere } from '../commands.ts';
import { type Diagnosis, findingIn, type Match } from '../diagnosis.ts';
import { type ClusterSnapshot, type Condition, type Node, nameOf } from '../snapshot.ts';

/** Nodes that are not ready or lack something. It is an error only where no node is well: then nothing can run. */
export const sickNodes = (snapshot: ClusterSnapshot): readonly Diagnosis[] => {
  const nodes = snapshot.nodes ?? [];
  const level = nodes.every(isDown) ? 'error' : 'warning';
  return nodes.flatMap((node) =>
    conditionsOf(node).flatMap((condition, index) => {
      if (!isSick(condition)) return [];
      const match = meaningOf(snapshot, node, condition);
      const evidence = [
        {
          source: `node/${nameOf(node)} status.conditions[${index}]`,
          text: `${condition.type}=${condition.status} ${condition.reason ?? ''}: ${condition.message ?? ''}`,
        },
      ];
      return [
        {
          subjects: [{ kind: 'Node', name: nameOf(node) }],
          finding: findingIn({ ...match, evidence, level: condition.type === 'Ready' ? level : 'warning' }),
          patience: match.patience,
        },
      ];
    }),
  );
};

const conditionsOf = (node: Node): readonly Condition[] => node.status?.conditions ?? [];

const isDown = (node: Node): boolean =>
  conditionsOf(node).some(({ type, status }) => type === 'Ready' && status !== 'True');

const pressures: Readonly<Record<string, { readonly code: Code; readonly what: string; readonly free: string }>> = {
  DiskPressure: {
    code: 'cluster/disk-pressure',
    what: 'disk',
    free: 'Remove images that nobody uses, `minikube ssh -- docker system prune -f` (with containerd: `minikube ssh -- sudo crictl rmi --prune`)',
  },
  MemoryPressure: {
    code: 'cluster/node-pressure',
    what: 'memory',
    free: 'Give the node more memory (`minikube delete`, then `minikube start --memory 6g`), or run less on it',
  },
  PIDPressure: {
    code: 'cluster/node-pressure',
    what: 'process numbers',
    free: 'End what starts processes without end',
  },
};

const isSick = ({ type, status }: Condition): boolean =>
  (type === 'Ready' && status !== 'True') || (type !== undefined && type in pressures && status === 'True');

const meaningOf = (snapshot: ClusterSnapshot, node: Node, { type, message }: Condition): Match => {
  const pressure = pressures[type ?? ''];
  const describe = kubectlEverywhere(snapshot, `describe node ${nameOf(node)}`);
  if (pressure)
    return {
      code: pressure.code,
      message: `Node ${nameOf(node)} runs out of ${pressure.what}: pods are thrown out of it, and new ones are not let in`,
      remedy: `${pressure.free}; see it with ${describe}.`,
      patience: 'timeout',
    };
  return {
    code: 'cluster/node-not-ready',
    message: `Node ${nameOf(node)} is not ready${message ? `: ${message}` : ''}`,
    remedy: `See why, ${describe}; for Minikube \`minikube stop\` and \`minikube start\` start it anew.`,
    patience: 'timeout',
  };
};
