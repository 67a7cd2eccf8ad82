import type { Document, Json } from '../../core/charts.ts';
import { type Finding, finding } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import { finalStage, type Stage } from '../../images/dockerfile.ts';
import { findingAt } from '../../manifests/blame.ts';
import { type Container, type Pod, podsOf, securityOf } from '../../manifests/pods.ts';
import { repositoryOf } from '../../manifests/policies/security.ts';
import { applications, type FitRule, type Release } from './whole.ts';

/**
 * The port that the container declares is the one that the image exposes and its command listens on. Of three that
 * disagree the odd one is told; an EXPOSE that is none of the plan's is told by T020 and T029.
 */
export const ports: FitRule = (whole) =>
  eachMain(whole, (main) => {
    const { release, pod, container, stage, name } = main;
    const declared = list(container.body.ports).map((one) => Number(map(one).containerPort));
    const exposed = stage.ports.map(({ value }) => value);
    const listening = listeningOn(main);
    const says = (what: string) => `${name} declares port ${declared.join(', ') || 'none'}, and its image ${what}`;
    const remedy = (port: number) => `Make containerPort and the Dockerfile agree, for example on ${port}.`;
    const stray = stage.ports.find(({ value }) => !declared.includes(value));
    if (listening !== undefined && !declared.includes(listening.value)) {
      const { value, at: other } = listening;
      if (exposed.some((port) => declared.includes(port)))
        return [
          finding('artifact/port', says(`listens on ${value}`), { at: other, remedy: remedy(declared[0] ?? value) }),
        ];
      const field = declared.length === 1 ? [0, 'containerPort'] : [];
      return [
        found(release, pod, [...container.path, 'ports', ...field], {
          code: 'artifact/port',
          message: says(`listens on ${value}`),
          remedy: remedy(value),
          other,
        }),
      ];
    }
    return stray && (listening === undefined || !declared.includes(standard[name]))
      ? [
          finding('artifact/port', says(`exposes ${stray.value}`), {
            at: stray.at,
            remedy: remedy(declared[0] ?? stray.value),
          }),
        ]
      : [];
  });

/** The ports that the plan gives the applications. */
const standard: Readonly<Record<Main['name'], number>> = { backend: 8000, frontend: 3000 };

/** `--port N` of the command, or PORT: the one that the chart gives goes above that of the image. */
const listeningOn = ({ container, stage: { cmd, entrypoint, env } }: Main) => {
  const started = entrypoint?.argv.includes('--port') ? entrypoint : cmd;
  const flag = started?.argv.indexOf('--port') ?? -1;
  const given = list(container.body.env)
    .map(map)
    .find((one) => one.name === 'PORT')?.value;
  const own = env.get('PORT');
  if (started && flag >= 0) return { value: Number(started.argv[flag + 1]), at: started.at };
  return own && { value: Number(given ?? own.value), at: own.at };
};

/**
 * The group of the pod is the one that the image is made for. The user itself is fixed on both sides by rules of their own:
 * policy/uid-1001 for the pod, T019 and T028 for the image.
 */
export const users: FitRule = (whole) =>
  eachMain(whole, ({ release, pod, container, stage }) => {
    const made = /^\d+:(\d+)$/.exec(stage.user?.value ?? '')?.[1];
    const own = at(container.body, 'securityContext', 'runAsGroup') !== undefined;
    const runs: Json | undefined = securityOf(pod, container, 'runAsGroup');
    return made === undefined || runs === undefined || Number(made) === runs
      ? []
      : [
          found(release, pod, [...(own ? container.path : pod.path), 'securityContext', 'runAsGroup'], {
            code: 'artifact/user',
            message: `${container.name} runs in group ${String(runs)}, and its image is made for ${made}`,
            remedy: `Set runAsGroup: ${made}.`,
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
      .filter(({ container }) => repositoryOf(container).split('/').at(-1) !== name)
      .map(({ pod, container }) =>
        found(release, pod, [...container.path, 'image'], {
          part: repositoryOf(container),
          code: 'artifact/image-name',
          message: `${name} runs the image ${String(container.body.image)}, and the build makes ${name}`,
          remedy: `Set image.repository to ${name}, with a registry before it if there is one.`,
        }),
      );
  });

type Main = {
  readonly name: (typeof applications)[number];
  readonly release: Release;
  readonly pod: Pod;
  readonly container: Container;
  readonly stage: Stage;
};

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
      .flatMap(({ pod, container }) => (stage ? ask({ name, release, pod, container, stage }) : []));
  });

type Words = {
  readonly code: 'artifact/port' | 'artifact/user' | 'artifact/image-name';
  readonly message: string;
  readonly remedy: string;
  readonly part?: string;
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
