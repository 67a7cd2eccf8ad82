import type { Document, Json } from '../../core/charts.ts';
import type { Finding } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import { finalStage, type Stage } from '../../images/dockerfile.ts';
import { findingAt } from '../../manifests/judge.ts';
import { type Container, type Pod, podsOf, securityOf } from '../../manifests/pods.ts';
import { applications, type FitRule, type Release } from './whole.ts';

/** The port that the container declares is the one that the image exposes and its command listens on. */
export const ports: FitRule = (whole) =>
  eachMain(whole, ({ release, pod, container, stage }) => {
    const declared = list(container.body.ports).map((one) => Number(map(one).containerPort));
    const exposed = stage.ports.map(({ value }) => value);
    const listening = listeningOn(stage);
    const unlike = (what: string, port: number, at: Stage['cmd'] | Stage['ports'][number]) =>
      found(release, pod, [...container.path, 'ports'], {
        code: 'artifact/port',
        message: `${container.name} declares port ${declared.join(', ') || 'none'}, and its image ${what} ${port}`,
        remedy: `Make containerPort and the Dockerfile agree, for example on ${port}.`,
        other: at?.at,
      });
    return [
      ...exposed
        .filter((port) => !declared.includes(port))
        .map((port) =>
          unlike(
            'exposes',
            port,
            stage.ports.find(({ value }) => value === port),
          ),
        ),
      ...(listening === undefined || declared.includes(listening) ? [] : [unlike('listens on', listening, stage.cmd)]),
    ];
  });

/** `--port N` of the command, or the PORT of the environment. */
const listeningOn = ({ cmd, entrypoint, env }: Stage): number | undefined => {
  const words = [...(entrypoint?.argv ?? []), ...(cmd?.argv ?? [])];
  const flag = words.indexOf('--port');
  const text = flag >= 0 ? words[flag + 1] : env.get('PORT')?.value;
  return text === undefined ? undefined : Number(text);
};

/** The user of the pod is the one that the image is made for. */
export const users: FitRule = (whole) =>
  eachMain(whole, ({ release, pod, container, stage }) => {
    const made = /^\d+/.exec(stage.user?.value ?? '')?.[0];
    const runs: Json | undefined = securityOf(pod, container, 'runAsUser');
    return made === undefined || runs === undefined || Number(made) === runs
      ? []
      : [
          found(release, pod, [...pod.path, 'securityContext', 'runAsUser'], {
            code: 'artifact/user',
            message: `${container.name} runs as user ${String(runs)}, and its image is made for ${made}`,
            remedy: `Set runAsUser: ${made}, or end the Dockerfile with USER ${String(runs)}:${String(runs)}.`,
            other: stage.user?.at,
          }),
        ];
  });

/** The image that the chart asks for is the one that the build makes, under its name. */
export const imageNames: FitRule = ({ releases }) =>
  applications.flatMap((name) => {
    const release = releases[name];
    return podsOf(release.documents)
      .flatMap((pod) => pod.containers.filter((one) => one.name === name).map((container) => ({ pod, container })))
      .filter(
        ({ container }) =>
          String(container.body.image)
            .replace(/@.*$/, '')
            .replace(/:[^/:]*$/, '')
            .split('/')
            .at(-1) !== name,
      )
      .map(({ pod, container }) =>
        found(release, pod, [...container.path, 'image'], {
          code: 'artifact/image-name',
          message: `${name} runs the image ${String(container.body.image)}, and the build makes ${name}`,
          remedy: `Set image.repository to ${name}, with a registry before it if there is one.`,
        }),
      );
  });

type Main = { readonly release: Release; readonly pod: Pod; readonly container: Container; readonly stage: Stage };

/** The container of each application that carries its name, with the last stage of its Dockerfile. */
const eachMain = (
  { releases, dockerfiles }: Parameters<FitRule>[0],
  ask: (main: Main) => readonly Finding[],
): readonly Finding[] =>
  applications.flatMap((name) => {
    const release = releases[name];
    const stage = finalStage(dockerfiles[name]);
    return podsOf(release.documents)
      .filter((pod) => at(pod.document.body, 'metadata', 'annotations', 'helm.sh/hook') === undefined)
      .flatMap((pod) =>
        pod.containers.filter((one) => one.name === name && !one.init).map((container) => ({ pod, container })),
      )
      .flatMap(({ pod, container }) => (stage ? ask({ release, pod, container, stage }) : []));
  });

type Words = {
  readonly code: 'artifact/port' | 'artifact/user' | 'artifact/image-name';
  readonly message: string;
  readonly remedy: string;
  /** The place in the Dockerfile that disagrees. */
  readonly other?: NonNullable<Finding['at']> | undefined;
};

const found = (
  { chart, values }: Release,
  { document }: Pod,
  path: readonly (string | number)[],
  { other, ...words }: Words,
): Finding => {
  const one = findingAt(chart, values, { ...words, document: document as Document, path });
  return other ? { ...one, related: [...(one.related ?? []), { at: other, message: 'is what the image says' }] } : one;
};
