import type { Finding } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import type { Diagnosis } from '../diagnosis/diagnosis.ts';
import { compared } from './compare.ts';
import type { Kinship } from './family.ts';
import { askK8sgpt, besideRules } from './k8sgpt.ts';
import { type AgentAddress, askKagent } from './kagent.ts';
import { type Task, taskOf } from './task.ts';
import { verdictOf } from './verdict.ts';

/** What second opinions are asked about, and what they are set beside. */
export type Asking = {
  readonly task: Task;
  /** What the rules found: it counts, whatever the opinions are. */
  readonly rules: readonly Diagnosis[];
  /** Which objects of the namespace belong together. */
  readonly kin: Kinship;
  /** Where kagent is asked; undefined where no way to its controller could be opened, `unasked` where no model is wanted. */
  readonly kagent: AgentAddress | undefined | 'unasked';
  /** File of the kubeconfig that k8sgpt reads the namespace with. */
  readonly kubeconfig: string;
  readonly redact: (text: string) => string;
  /** Nobody can guess it. */
  readonly mark: string;
};

/** Milliseconds that an opinion may take: whoever waits has what the rules say already. */
const deadline = 60_000;

/**
 * Asks kagent and k8sgpt side by side. The findings are those of opinions alone, kagent first: one that is absent is a line
 * of level info, and what was said stands as evidence beside the rule that counts. None of them is an error, for a diagnosis
 * by the rules does not fail by an opinion.
 */
export const secondOpinions = async (
  world: Pick<World, 'http' | 'signal' | 'clock' | 'sh' | 'privately'>,
  { task, rules, kin, kagent, kubeconfig, redact, mark }: Asking,
): Promise<readonly Finding[]> => {
  const { namespace } = task;
  const [agent, k8sgpt] = await Promise.all([
    kagent === 'unasked'
      ? undefined
      : askKagent(world, { address: kagent, task: taskOf(task, redact, mark), redact, deadline }),
    askK8sgpt(world, { namespace, kubeconfig, redact, deadline }),
  ]);
  const verdict =
    agent?.kind === 'answered' ? [compared('kagent', agent.text, verdictOf(agent.text, mark), rules, kin).finding] : [];
  return [...verdict, ...(agent?.findings ?? []), ...besideRules(k8sgpt.results, rules, kin), ...k8sgpt.findings].map(
    (one) => (one.level === 'error' ? { ...one, level: 'warning' } : one),
  );
};
