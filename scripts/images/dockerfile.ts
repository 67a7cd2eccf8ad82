import { type Arg, DockerfileParser, type Env, type From, type Instruction, type Property } from 'dockerfile-ast';
import type { Place } from '../core/finding.ts';
import { commandOf, copyOf, healthcheckOf, placedIn } from './instructions.ts';

/** A value of a Dockerfile and the instruction, or the part of one, that gives it. */
type Placed<T> = { readonly value: T; readonly at: Place };

/** CMD or ENTRYPOINT: its words in exec form; in shell form the one text that a shell would read. */
export type Command = { readonly exec: boolean; readonly argv: readonly string[]; readonly at: Place };

/** HEALTHCHECK; `command` is absent for HEALTHCHECK NONE. */
export type Healthcheck = { readonly command?: Command; readonly at: Place };

/**
 * What a stage starts from: an image reference with its ARGs resolved, or the earlier stage of that name. An image that
 * an ARG names stands there.
 */
type Base = { readonly reference: string; readonly stage?: string; readonly at: Place; readonly from: Place };

/** COPY or ADD, variables resolved. */
export type Copy = {
  readonly kind: 'COPY' | 'ADD';
  readonly from?: string;
  readonly sources: readonly string[];
  readonly destination: string;
  readonly at: Place;
};

/** RUN, its text as one line and its variables left to the shell. */
type Run = { readonly kind: 'RUN'; readonly command: string; readonly at: Place };

/** One stage: its own steps, and the settings in force at its end, those of a parent stage included. */
export type Stage = {
  readonly name?: string;
  readonly base: Base;
  readonly user?: Placed<string>;
  readonly workdir?: Placed<string>;
  readonly ports: readonly Placed<number>[];
  readonly env: ReadonlyMap<string, Placed<string>>;
  readonly args: ReadonlyMap<string, Placed<string | undefined>>;
  readonly entrypoint?: Command;
  readonly cmd?: Command;
  readonly healthcheck?: Healthcheck;
  readonly steps: readonly (Copy | Run)[];
};

/** A Dockerfile as its stages, in order; the last one is the image. */
export type Dockerfile = { readonly file: string; readonly stages: readonly Stage[] };

/** Reads a Dockerfile; `file` is what its places name, `buildArgs` go before the defaults of its ARGs. */
export const parseDockerfile = (
  text: string,
  file: string,
  buildArgs: Readonly<Record<string, string>> = {},
): Dockerfile => {
  const global: Reading['global'] = new Map();
  const stages: Stage[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const context: Reading = { file, instruction, at: placedIn(file, instruction), global, buildArgs, stages };
    const stage = stages.at(-1);
    if (instruction.getKeyword() === 'FROM') stages.push(begin(context));
    else if (stage) stages[stages.length - 1] = { ...stage, ...handlers[instruction.getKeyword()]?.(stage, context) };
    else if (instruction.getKeyword() === 'ARG') declare(context);
  }
  return { file, stages };
};

/** The stage that becomes the image; undefined for a file without FROM. */
export const finalStage = (dockerfile: Dockerfile): Stage | undefined => dockerfile.stages.at(-1);

type Reading = {
  readonly file: string;
  readonly instruction: Instruction;
  readonly at: Place;
  /** ARGs above the first FROM: their values, and where those stand. */
  readonly global: Map<string, Placed<string | undefined>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
};

const declare = ({ file, instruction, global, buildArgs }: Reading): void => {
  for (const property of propertiesOf(instruction))
    global.set(property.getName(), {
      value: buildArgs[property.getName()] ?? property.getValue() ?? undefined,
      at: placedIn(file, { getRange: () => property.getValueRange() ?? property.getRange() }),
    });
};

/** ARG may declare several at once. */
const propertiesOf = (instruction: Instruction): readonly Property[] => (instruction as Arg | Env).getProperties();

const begin = ({ instruction, at, global, stages }: Reading): Stage => {
  const from = instruction as From;
  const image = from.getImage() ?? '';
  const reference = expand(image, (name) => global.get(name)?.value);
  const declared = global.get(/^\$\{?(\w+)\}?$/.exec(image)?.[1] ?? '');
  const parent = stages.find((stage) => stage.name === reference);
  const { name: _, ...inherited } = parent ?? {};
  const name = from.getBuildStage();
  return {
    ports: [],
    env: new Map(),
    args: new Map(),
    ...inherited,
    ...(name ? { name } : {}),
    base: { reference, ...(parent ? { stage: reference } : {}), at: declared?.at ?? at, from: at },
    steps: [],
  };
};

type Handler = (stage: Stage, reading: Reading) => Partial<Stage>;

const copy: Handler = (stage, { instruction, at }) => ({
  steps: [...stage.steps, copyOf(instruction, at, within(stage))],
});

const handlers: Readonly<Record<string, Handler>> = {
  ARG: (stage, { file, instruction, global, buildArgs }) => {
    const args = new Map(stage.args);
    for (const property of propertiesOf(instruction)) {
      const name = property.getName();
      const own = property.getValue();
      args.set(name, {
        value: buildArgs[name] ?? (own === null ? global.get(name)?.value : expand(own, within(stage))),
        at: placedIn(file, property),
      });
    }
    return { args };
  },
  ENV: (stage, { file, instruction }) => {
    const env = new Map(stage.env);
    for (const property of propertiesOf(instruction))
      env.set(property.getName(), {
        value: expand(property.getValue() ?? '', within(stage)),
        at: placedIn(file, property),
      });
    return { env };
  },
  USER: (stage, { instruction, at }) => ({ user: { value: textOf(stage, instruction), at } }),
  WORKDIR: (stage, { instruction, at }) => {
    const path = textOf(stage, instruction);
    return { workdir: { value: path.startsWith('/') ? path : `${stage.workdir?.value ?? ''}/${path}`, at } };
  },
  EXPOSE: (stage, { file, instruction }) => ({
    ports: [
      ...stage.ports,
      ...instruction.getArguments().map((word) => {
        const text = expand(word.getValue(), within(stage));
        return { value: Number(text.split('/')[0]), at: placedIn(file, word) };
      }),
    ],
  }),
  ENTRYPOINT: (_, { instruction, at }) => ({ entrypoint: commandOf(instruction.getArgumentsContent() ?? '', at) }),
  CMD: (_, { instruction, at }) => ({ cmd: commandOf(instruction.getArgumentsContent() ?? '', at) }),
  HEALTHCHECK: (_, { instruction, at }) => ({ healthcheck: healthcheckOf(instruction, at) }),
  COPY: copy,
  ADD: copy,
  RUN: (stage, { instruction, at }) => ({
    steps: [...stage.steps, { kind: 'RUN', command: oneLine(instruction), at }],
  }),
};

/** A command on one line, without the comments that stand between its lines. */
const oneLine = (instruction: Instruction): string =>
  (instruction.getRawArgumentsContent() ?? '')
    .split('\n')
    .filter((line, index) => index === 0 || !/^\s*#/.test(line))
    .map((line) => line.replace(/\\\s*$/, ' '))
    .join('\n')
    .replace(/\s+/g, ' ')
    .trim();

const textOf = (stage: Stage, instruction: Instruction): string =>
  expand((instruction.getArgumentsContent() ?? '').trim(), within(stage));

type Lookup = (name: string) => string | undefined;

const within =
  (stage: Stage): Lookup =>
  (name) =>
    stage.env.get(name)?.value ?? stage.args.get(name)?.value;

/** Replaces `$X`, `${X}`, `${X:-default}` and `${X:+instead}` as a Dockerfile does; an unset variable is empty. */
const expand = (text: string, lookup: Lookup): string =>
  text.replace(/\\\$|\$(?:(\w+)|\{(\w+)(?::([-+])([^}]*))?\})/g, (whole, plain, braced, operator, word) => {
    if (whole === '\\$') return '$';
    const value = lookup(plain ?? braced);
    if (operator === '+') return value ? word : '';
    return value || (word ?? '');
  });
