import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Line } from '../core/runbook.ts';
import { fake } from './fake.ts';
import { isExpected, type Place, typed } from './typed.ts';

/** What one command said. */
export type Answer = {
  readonly line: Line;
  /** How its output disagrees with Expect; undefined where it does not. */
  readonly mismatch?: string;
  /** Why it was not run. */
  readonly leftOut?: string;
};

/** A command that puts a request in the words of a person; what begins with kubectl needs no model. */
export const asksModel = /ai-devops-examples\.ts ask "(?!kubectl )/;

/** What a cluster or a machine may lack: which commands ask it, the question whether it is there, and why it may be absent. */
type Optional = { readonly asks: RegExp; readonly probe: string; readonly why: string };

const optional: readonly Optional[] = [
  { asks: /^kubectl-ai /, probe: 'kubectl-ai version', why: 'kubectl-ai is not installed' },
  {
    asks: /\bkagent\b/,
    probe: 'kubectl --context "$CONTEXT" get deployment -n kagent kagent-controller',
    why: 'kagent is not in the cluster',
  },
  {
    asks: /metrics\.k8s\.io|\btop pods\b/,
    probe: 'kubectl --context "$CONTEXT" get --raw /apis/metrics.k8s.io/v1beta1/nodes',
    why: 'the cluster measures nothing (no metrics-server)',
  },
  {
    asks: asksModel,
    probe: 'kubectl-ai version && test -n "$OPENAI_API_KEY"',
    why: 'no model is configured, or no kubectl-ai installed',
  },
];

/** Tries the command of a sentence as a person would, and compares what it prints with Expect. */
export const tryByHand = async (line: Line, place: Place): Promise<Answer> => {
  for (const { asks, probe, why } of optional)
    if (asks.test(line.byHand) && (await typed(probe, place)).code !== 0) return { line, leftOut: why };
  const settings = join(place.root, '.env');
  // The one setting that a command asks about; deploy took it from nowhere else.
  const isAboutSettings = /\s\.env$/.test(line.byHand);
  if (isAboutSettings) writeFileSync(settings, `OPENAI_API_KEY=${fake('', 20)}\n`);
  const { out, all } = await typed(inPlace(line.byHand), place, line.expect);
  if (isAboutSettings) rmSync(settings);
  if (isExpected(line.expect, out) || isExpected(line.expect, all)) return { line };
  const { file, line: row } = line.at;
  return {
    line,
    mismatch: `${file}:${row} ${line.id}\n  By hand: ${line.byHand}\n  Expect:  ${line.expect}\n  Printed: ${all.trim().slice(-2000)}`,
  };
};

/** Guests of the commands go to the namespace `default`, which always exists; a test stays in its own. */
const inPlace = (command: string): string => command.replace(/-n default\b/, '-n "$NAMESPACE"');
