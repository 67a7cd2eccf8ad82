import { type Finding, finding } from '../../core/finding.ts';
import { forbiddenFinding } from './kubectl-errors.ts';

/** Where something was to be created, for the commands of a remedy. */
type Place = { readonly namespace: string };

type Meaning = (found: RegExpExecArray, place: Place) => Finding;

/** What an API server says when it does not take an object; the first that matches. */
const rows: readonly (readonly [RegExp, Meaning])[] = [
  [
    /because it is being terminated/,
    (_, { namespace }) =>
      finding('cluster/namespace-terminating', `The namespace ${namespace} is being removed`, {
        remedy: `Wait until \`kubectl get namespace ${namespace}\` says NotFound, then run again; \`kubectl get all -n ${namespace}\` shows what holds it.`,
        final: true,
      }),
  ],
  [
    /(\S+) "([^"]+)" is forbidden: exceeded quota: ([^,]+), requested: (.*), used: (.*), limited: ([^\n]*)/,
    ([, kind, name, quota, requested, used, limited], { namespace }) =>
      finding(
        'release/refused',
        `The quota ${quota} of namespace ${namespace} has no room for ${kind} ${name}: it asks for ${requested}; in use is ${used}, the limit is ${limited}`,
        {
          remedy: `Remove what is not needed there, or raise the quota: \`kubectl edit resourcequota ${quota} -n ${namespace}\`.`,
          final: true,
        },
      ),
  ],
  [
    /admission webhook "([^"]+)" denied the request: ([^\n]*)/,
    ([, webhook, why]) =>
      finding('release/refused', `The admission webhook ${webhook} does not let an object of the release in: ${why}`, {
        remedy:
          'Change in the values what it objects to, or ask whoever runs it: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`.',
        final: true,
      }),
  ],
  [
    /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: ([^\n]*)/,
    ([, policy, why]) =>
      finding('release/refused', `The admission policy ${policy} does not let an object of the release in: ${why}`, {
        remedy: `Change in the values what it objects to; what it says: \`kubectl get validatingadmissionpolicy ${policy} -o yaml\`.`,
        final: true,
      }),
  ],
  [
    /failed calling webhook "([^"]+)": ([^\n]*)/,
    ([, webhook, why]) =>
      finding('release/refused', `The admission webhook ${webhook} does not answer: ${lastPart(why ?? '')}`, {
        remedy:
          'Bring its program back, or remove the webhook if that is gone for good: `kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations`.',
      }),
  ],
  [
    /no matches for kind "([^"]+)" in version "([^"]+)"/,
    ([, kind, version]) =>
      finding('release/kind-unknown', `The cluster does not know the kind ${kind} of ${version}`, {
        remedy: `See which it serves with \`kubectl api-resources\`; install the extension that brings ${kind}, or leave it out of the chart.`,
        final: true,
      }),
  ],
];

/** Why the API server does not take an object; undefined where its words mean something else. */
export const refusalIn = (text: string, place: Place, source: string): Finding | undefined => {
  for (const [pattern, meaning] of rows) {
    const found = pattern.exec(text);
    if (found) return { ...meaning(found, place), evidence: [{ source, text: found[0] }] };
  }
  return forbiddenFinding(text, source);
};

const lastPart = (text: string): string => text.split('": ').at(-1) ?? text;
