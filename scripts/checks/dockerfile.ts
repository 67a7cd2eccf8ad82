import { type Finding, finding, type Place } from '../core/finding.ts';
import { secret } from '../core/secret.ts';
import type { ImageName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import { type Dockerfile, finalStage, parseDockerfile, type Stage } from '../images/dockerfile.ts';
import { sourcesOf } from '../images/image.ts';
import type { RuleCode } from '../images/rule.ts';
import { lintDockerfile, type Topic, topics } from '../images/rules.ts';
import { findSecrets } from '../secrets/find.ts';
import { namesSecret } from '../secrets/names.ts';

/** A question to a Dockerfile: what it must be, where it is not, and whether it holds. */
export type Question = (dockerfile: Dockerfile, final: Stage) => Answer;
export type Answer = {
  readonly says: string;
  readonly holds: boolean;
  readonly at?: Place;
  /** Rules that may have found the same, and tell it better. */
  readonly told?: readonly RuleCode[];
};

/**
 * The Dockerfile of an image answers every question. What a rule says of the same is told in its words; while an
 * instruction cannot be read or there is no FROM, nothing but that.
 */
export const dockerfileSays =
  (name: ImageName, questions: readonly Question[]): Check =>
  async ({ files }) => {
    const { dockerfile } = await sourcesOf(files, name);
    const { file } = dockerfile;
    const final = finalStage(dockerfile);
    const unmet = final ? questions.map((ask) => ask(dockerfile, final)).filter(({ holds }) => !holds) : [];
    if (final && unmet.length === 0) return [];
    const text = (await files.read(file)) ?? '';
    const known = topics.flatMap((topic) => lintDockerfile(file, text, topic));
    const unreadable = known.filter(({ code }) => code === 'dockerfile/DL1000' || code === 'dockerfile/DL3061');
    if (unreadable.length > 0) return unreadable;
    const start: Place = { file, line: 1, column: 1 };
    if (!final) return [finding('dockerfile/unlike', `${file} has no FROM`, { at: start })];
    return unmet.flatMap(({ says, at, told = [] }): readonly Finding[] => {
      const spoken = known.filter(({ code }) => told.some((one) => one === code));
      return spoken.length > 0
        ? spoken
        : [
            finding('dockerfile/unlike', `${file} is not what the plan fixed: ${says}`, {
              at: at ?? start,
              remedy: `Change ${file} so that ${says}, or restore it: \`git checkout -- ${file}\`.`,
            }),
          ];
    });
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
      ...placed(wrong?.base ?? (stages[0] && { at: stages[0].base.from })),
      told: [
        'dockerfile/DL3006',
        'dockerfile/DL3007',
        'dockerfile/UndefinedArgInFrom',
        'dockerfile/InvalidDefaultArgInFrom',
      ],
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
      told: ['dockerfile/DL3002', 'dockerfile/DL3066'],
    };
  };

/** The image exposes a port. */
export const exposes =
  (port: number): Question =>
  (_, final) => ({
    says: `it exposes ${port}`,
    holds: final.ports.some(({ value }) => value === port),
    ...placed(final.ports[0]),
    told: ['dockerfile/DL3011', 'dockerfile/ExposeInvalidFormat'],
  });

/** The image starts a program in exec form. */
export const startsWith =
  (...argv: readonly string[]): Question =>
  (_, final) => ({
    says: `it starts ${argv.join(' ')} in exec form, with no ENTRYPOINT before it`,
    holds:
      !final.entrypoint && final.cmd?.exec === true && argv.every((word, index) => final.cmd?.argv[index] === word),
    ...placed(final.entrypoint ?? final.cmd),
    told: ['dockerfile/DL3025'],
  });

const placed = (one: { readonly at: Place } | undefined): { readonly at?: Place } => (one ? { at: one.at } : {});
