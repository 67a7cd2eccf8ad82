import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Json } from '../core/charts.ts';
import { type Finding, finding } from '../core/finding.ts';
import { at, list } from '../core/json.ts';
import type { World } from '../core/world.ts';
import type { Diagnosis, Subject } from '../diagnosis/diagnosis.ts';
import { causeOf, isAbout, nameOf } from './compare.ts';
import type { Kinship } from './family.ts';

/** What k8sgpt says about one object; `container` where it means one of a pod. */
export type K8sgptResult = {
  readonly object: Subject;
  readonly container?: string;
  readonly texts: readonly string[];
};

/** What k8sgpt (without a model) made of a namespace: evidence beside the rules, never the verdict. */
export type K8sgptOpinion = {
  /** `absent`: it is not installed, and the rules do without. */
  readonly kind: 'answered' | 'absent' | 'failed';
  readonly results: readonly K8sgptResult[];
  /** Why there is no answer, and the parts of it that could not look. */
  readonly findings: readonly Finding[];
};

/** What k8sgpt is asked, and how. */
export type K8sgptAsking = {
  readonly namespace: string;
  /** File of the kubeconfig. */
  readonly kubeconfig: string;
  readonly redact: (text: string) => string;
  /** Milliseconds; 30 seconds by default. */
  readonly deadline?: number;
};

/** The line of a run without k8sgpt. */
export const withoutK8sgpt = 'k8sgpt: not installed, rules only';

/** Those that read a namespace and no Secrets or settings. */
const analyzers = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'Job',
  'PersistentVolumeClaim',
  'Service',
  'Ingress',
  'HorizontalPodAutoscaler',
  'Log',
];

/**
 * Asks k8sgpt (read from v0.4.36) about a namespace, with a home and settings of its own, so that none of the user's gives it
 * a model, a cache or plug-ins. It reads, and never throws.
 */
export const askK8sgpt = (
  { sh, privately }: Pick<World, 'sh' | 'privately'>,
  { namespace, kubeconfig, redact, deadline = 30_000 }: K8sgptAsking,
): Promise<K8sgptOpinion> =>
  privately('k8sgpt.yaml', '', async (settings) => {
    const env = { HOME: dirname(settings), XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined };
    const said = await sh.with({ env, deadline, fresh: true })
      .read`k8sgpt analyze -o json --no-cache -n ${namespace} -f ${analyzers.join(',')} --config ${settings} --kubeconfig ${kubeconfig}`;
    if (said.code === 127) return absent;
    const report = reportOf(said.stdout);
    if (report) return answered(report, redact);
    const text = redact(stripVTControlCharacters(`${said.stdout}${said.stderr}`))
      .trim()
      .slice(-2000);
    const why = said.code === 124 ? `did not end within ${Math.round(deadline / 1000)} s` : 'gives no report';
    return failed(`k8sgpt ${why}`, text);
  });

const absent: K8sgptOpinion = {
  kind: 'absent',
  results: [],
  findings: [finding('ai/k8sgpt-missing', withoutK8sgpt, { level: 'info' })],
};

const failed = (message: string, text: string): K8sgptOpinion => ({
  kind: 'failed',
  results: [],
  findings: [
    finding('ai/k8sgpt-failed', message, text === '' ? {} : { evidence: [{ source: 'k8sgpt analyze', text }] }),
  ],
});

/** The report in what was printed: libraries of k8sgpt write lines before it, some with braces. */
const reportOf = (stdout: string): Json | undefined => {
  for (const { index } of stdout.matchAll(/^\{/gm)) {
    const read = parsed(stdout.slice(index));
    if (typeof at(read, 'status') === 'string') return read;
  }
  return undefined;
};

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `Sensitive` is left out: it holds in plain text what k8sgpt would mask for a model. */
const answered = (report: Json, redact: (text: string) => string): K8sgptOpinion => {
  const clean = (value: Json | undefined): string => redact(stripVTControlCharacters(String(value ?? ''))).trim();
  const results = list(at(report, 'results')).map((one): K8sgptResult => {
    // Each part for itself: a long path looks like a key.
    const [, name = '', container] = String(at(one, 'name') ?? '')
      .split('/')
      .map(clean);
    return {
      object: { kind: clean(at(one, 'kind')), name },
      ...(container === undefined ? {} : { container }),
      texts: list(at(one, 'error')).map((error) => clean(at(error, 'Text')).slice(0, 1000)),
    };
  });
  const gaps = list(at(report, 'errors')).map((one) => clean(one).slice(0, 1000));
  // v0.4.36 says OK when none of its analyzers got an answer.
  const blind = gaps.length >= analyzers.length;
  if (blind) return failed('k8sgpt could look at nothing', gaps.join('\n'));
  return { kind: 'answered', results, findings: gaps.map(gapFinding) };
};

const gapFinding = (gap: string): Finding =>
  finding('ai/k8sgpt-gap', 'A part of k8sgpt could not look', {
    level: 'warning',
    evidence: [{ source: 'k8sgpt analyze', text: gap }],
  });

/** Each result beside what the rules say about the same object, which counts. */
export const besideRules = (
  results: readonly K8sgptResult[],
  rules: readonly Diagnosis[],
  kin: Kinship,
): readonly Finding[] =>
  results.map(({ object, container, texts }) => {
    const rule = rules.find((one) => isAbout(one, object, kin));
    const where = `${container === undefined ? '' : `container ${container} of `}${nameOf(object)}`;
    const stands = rule ? `the rules say ${causeOf(rule)}` : 'no rule says anything about it';
    return finding('ai/k8sgpt-opinion', `k8sgpt finds something in ${where}; ${stands}`, {
      level: 'info',
      evidence: [{ source: 'what k8sgpt says', text: texts.join('\n') }],
      ...(rule ? { remedy: rule.finding.remedy } : {}),
    });
  });
