import { dirname } from 'node:path';
import type { Subject } from '../diagnosis/diagnosis.ts';
import { askK8sgpt } from '../opinions/k8sgpt.ts';
import type { openRealGround } from '../testing/ground.ts';
import type { Tool } from './sayings.ts';

/** A finding of another tool. */
export type Saying = { readonly object: Subject; readonly text: string };

type Ground = Awaited<ReturnType<typeof openRealGround>>['ground'];

const kinds: Readonly<Record<string, string>> = {
  deployments: 'Deployment',
  horizontalpodautoscalers: 'HorizontalPodAutoscaler',
  ingresses: 'Ingress',
  jobs: 'Job',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  pods: 'Pod',
  replicasets: 'ReplicaSet',
  services: 'Service',
  statefulsets: 'StatefulSet',
};

/** Asks a tool about a namespace; throws when it gives no report. The programs are found on the PATH of the ground. */
export const ask: Readonly<
  Record<Tool, (ground: Ground, namespace: string, kubeconfig: string) => Promise<readonly Saying[]>>
> = {
  k8sgpt: async (ground, namespace, kubeconfig) => {
    const { kind, results, findings } = await askK8sgpt(ground, { namespace, kubeconfig, redact: (text) => text });
    if (kind !== 'answered' || findings.length > 0) throw new Error(`k8sgpt: ${JSON.stringify(findings)}`);
    return results.flatMap(({ object, texts }) => texts.map((text) => ({ object, text })));
  },
  popeye: async (ground, namespace, kubeconfig) => {
    const env = { HOME: dirname(kubeconfig), XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined };
    const said = await ground.sh.with({ env, fresh: true, deadline: 60_000 })
      .read`popeye -n ${namespace} -o json -l warn --force-exit-zero --logs none --kubeconfig ${kubeconfig}`;
    const start = said.stdout.indexOf('{"popeye"');
    if (start < 0) throw new Error(`popeye ended with ${said.code}: ${(said.stderr || said.stdout).slice(0, 2000)}`);
    const { popeye } = JSON.parse(said.stdout.slice(start)) as Report;
    return popeye.sections.flatMap(({ linter, issues = {} }) =>
      Object.entries(issues).flatMap(([name, all]) =>
        all.map(({ message }) => ({
          object: { kind: kinds[linter] ?? linter, name: name.slice(name.indexOf('/') + 1) },
          text: message,
        })),
      ),
    );
  },
};

/** The parts of popeye's report (v0.22.1) that are read; the issues of a section by NAMESPACE/NAME. */
type Report = {
  readonly popeye: {
    readonly sections: readonly {
      readonly linter: string;
      readonly issues?: Readonly<Record<string, readonly { readonly message: string }[]>>;
    }[];
  };
};
