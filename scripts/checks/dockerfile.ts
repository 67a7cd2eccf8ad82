import { finding, type Place } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import { type Dockerfile, finalStage, parseDockerfile, type Stage } from '../images/dockerfile.ts';
import { sourcesOf } from '../images/image.ts';
import { lintDockerfile, type Topic } from '../images/rules.ts';
import { findSecrets } from '../secrets/find.ts';
import { namesSecret } from '../secrets/names.ts';

/** A question to a Dockerfile: what it must be, where it is not, and whether it holds. */
export type Question = (dockerfile: Dockerfile, final: Stage) => Answer;
export type Answer = { readonly says: string; readonly holds: boolean; readonly at?: Place };

/** The Dockerfile of an image answers every question. */
export const dockerfileSays =
  (name: ImageName, questions: readonly Question[]): Check =>
  async ({ files }) => {
    const { dockerfile } = await sourcesOf(files, name);
    const final = finalStage(dockerfile);
    const start: Place = { file: dockerfile.file, line: 1, column: 1 };
    if (!final) return [finding('dockerfile/unlike', `${dockerfile.file} has no FROM`, { at: start })];
    return questions
      .map((question) => question(dockerfile, final))
      .filter(({ holds }) => !holds)
      .map(({ says, at }) =>
        finding('dockerfile/unlike', `${dockerfile.file} does not do it: ${says}`, {
          at: at ?? start,
          remedy: `Change ${dockerfile.file} so that ${says}, or restore it: \`git checkout -- ${dockerfile.file}\`.`,
        }),
      );
  };

/** The Dockerfile of an image breaks no rule of a topic. */
export const dockerfileKeeps =
  (name: ImageName, topic: Topic): Check =>
  async ({ files, hide }) => {
    const file = `${name}/Dockerfile`;
    const text = await files.read(file);
    if (text === undefined)
      return [finding('source/missing', `${file} is missing`, { remedy: `Restore it: \`git checkout -- ${file}\`.` })];
    // A frame shows the lines around a place: what is secret on them is hidden before.
    await findSecrets(file, text, hide);
    const { stages } = parseDockerfile(text, file);
    for (const [key, { value }] of stages.flatMap(({ env, args }) => [...env, ...args]))
      if (value && namesSecret(key)) hide(secret(value));
    return lintDockerfile(file, text, topic);
  };

/** Several stages, all of them from one base image that matches. */
export const multiStageOn =
  (base: RegExp, described: string): Question =>
  ({ stages }) => {
    const bases = stages.filter((stage) => !stage.base.stage);
    const wrong = bases.find((stage) => !base.test(stage.base.reference));
    return {
      says: `it has several stages, each from ${described}`,
      holds: stages.length > 1 && !wrong,
      ...placed((wrong ?? stages[0])?.base),
    };
  };

/** The dependencies are installed from their manifest alone, before the source is copied. */
export const dependenciesFirst =
  (manifest: string, install: RegExp): Question =>
  ({ stages }) => {
    const stage = stages.find(({ steps }) => steps.some((step) => step.kind === 'RUN' && install.test(step.command)));
    const steps = stage?.steps ?? [];
    const installs = steps.findIndex((step) => step.kind === 'RUN' && install.test(step.command));
    const before = steps.slice(0, Math.max(installs, 0)).filter((step) => step.kind !== 'RUN' && !step.from);
    const sources = before.flatMap((step) => (step.kind === 'RUN' ? [] : step.sources));
    return {
      says: `${manifest} is copied and installed in a layer of its own, before the source`,
      holds:
        sources.some((source) => source.includes(manifest)) &&
        !sources.some((source) => source === '.' || source.startsWith('app')),
      ...placed(steps[installs]),
    };
  };

/** A RUN of some stage matches. */
export const runs =
  (command: RegExp, says: string): Question =>
  ({ stages }) => ({
    says,
    holds: stages.some(({ steps }) => steps.some((step) => step.kind === 'RUN' && command.test(step.command))),
  });

/** The image runs as this user, with its numeric id. */
export const runsAs =
  (name: string, uid: number): Question =>
  ({ stages }, final) => {
    const made = [...stages].some(({ steps }) =>
      steps.some((step) => step.kind === 'RUN' && new RegExp(`${name}:x:${uid}:`).test(step.command)),
    );
    return {
      says: `it ends with USER ${uid}:${uid} and names that user ${name}`,
      holds: made && new RegExp(`^${uid}(:${uid})?$`).test(final.user?.value ?? ''),
      ...placed(final.user),
    };
  };

/** The image exposes a port. */
export const exposes =
  (port: number): Question =>
  (_, final) => ({
    says: `it exposes ${port}`,
    holds: final.ports.some(({ value }) => value === port),
    ...placed(final.ports[0]),
  });

/** The image starts a program in exec form. */
export const startsWith =
  (...argv: readonly string[]): Question =>
  (_, final) => ({
    says: `it starts ${argv.join(' ')} in exec form, with no ENTRYPOINT before it`,
    holds:
      !final.entrypoint && final.cmd?.exec === true && argv.every((word, index) => final.cmd?.argv[index] === word),
    ...placed(final.entrypoint ?? final.cmd),
  });

const placed = (one: { readonly at: Place } | undefined): { readonly at?: Place } => (one ? { at: one.at } : {});
