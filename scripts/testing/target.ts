import type { Observation, Remnant, Target } from '../core/target.ts';

/** A target of which nothing is there. */
const emptyObservation: Observation = {
  platform: { up: false, facts: 'nothing', findings: [] },
  images: [],
  releases: [],
  workloads: [],
  services: [],
  causes: [],
  strangers: [],
};

/** A target in memory, and the verbs it was asked to perform (`install backend`). */
export type SilentTarget = { readonly target: Target; readonly done: readonly string[] };

/** What a target in memory shows; the rest is absent. */
export type Seen = Partial<Observation> & { readonly remnants?: readonly Remnant[] };

/** A target that shows what it is given and only notes what it is told; `own` replaces single verbs. */
export const silentTarget = (
  seen: Seen = {},
  own: Partial<Target> = {},
  tell: (line: string) => void = () => {},
): SilentTarget => {
  const done: string[] = [];
  const add = (line: string): void => {
    done.push(line);
    tell(line);
  };
  const note = (line: string) => async (): Promise<void> => add(line);
  const target: Target = {
    name: 'minikube',
    kind: 'kubernetes',
    why: 'in memory',
    claim: (verb) => note(`claim ${verb}`)(),
    up: note('up'),
    observe: async () => ({ ...emptyObservation, ...seen }),
    forget: () => {},
    remnants: async () => seen.remnants ?? [],
    recall: async () => ({}),
    build: (image) => note(`build ${image.name}:${image.tag}`)(),
    deliver: (image) => note(`deliver ${image.name}:${image.tag}`)(),
    discard: (image) => note(`discard ${image.name}:${image.tag}`)(),
    inspect: async () => undefined,
    bytes: async () => undefined,
    inside: async () => ({ code: 127, stdout: '', stderr: 'no container runs in memory' }),
    accepts: async () => [],
    install: (wanted) => note(`install ${wanted.release}`)(),
    exec: async () => ({ code: 127, stdout: '', stderr: 'nothing runs in memory' }),
    settings: async () => [],
    logs: async () => [],
    reach: async () => undefined,
    follow: async () => {},
    uninstall: (release) => note(`uninstall ${release}`)(),
    down: async (options) => {
      add(`down ${JSON.stringify(options)}`);
      return [];
    },
    close: note('close'),
    ...own,
  };
  return { target, done };
};
