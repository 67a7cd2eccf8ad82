import type { Finding } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { compared } from './compare.ts';
import { askK8sgpt, besideRules } from './k8sgpt.ts';
import { type AgentAddress, askKagent } from './kagent.ts';
import { type Data, taskOf } from './task.ts';
import { verdictOf } from './verdict.ts';

/** What second opinions are asked about, and what they are set beside. */
export type Asking = {
  readonly namespace: string;
  /** What the rules found: it counts, whatever the opinions are. */
  readonly rules: readonly Diagnosis[];
  /** Findings and logs for kagent; k8sgpt reads for itself. */
  readonly data: Data;
  /** Where kagent is asked; undefined where no way to its controller could be opened. */
  readonly kagent: AgentAddress | undefined;
  /** File of the read-only kubeconfig for k8sgpt; that of the run by default. */
  readonly kubeconfig?: string;
  readonly redact: (text: string) => string;
};

/**
 * Asks kagent and k8sgpt side by side. The findings are those of opinions alone, kagent first: one that is absent is a line
 * of level info, one that failed an error of the area ai, and what was said stands as evidence beside the rule that counts.
 */
export const secondOpinions = async (
  world: Pick<World, 'http' | 'signal' | 'clock' | 'sh' | 'privately'>,
  { namespace, rules, data, kagent, kubeconfig, redact }: Asking,
): Promise<readonly Finding[]> => {
  const [agent, k8sgpt] = await Promise.all([
    askKagent(world, { address: kagent, task: taskOf(namespace, data), redact }),
    askK8sgpt(world, { namespace, redact, ...(kubeconfig === undefined ? {} : { kubeconfig }) }),
  ]);
  const { text } = agent;
  const verdict =
    agent.kind === 'answered' ? [compared('kagent', text, verdictOf(text, data.mark), rules).finding] : [];
  return [...verdict, ...agent.findings, ...besideRules(k8sgpt.results, rules), ...k8sgpt.findings];
};
