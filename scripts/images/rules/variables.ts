import type { PropertyInstruction } from 'dockerfile-ast';
import { namesSecret } from '../../secrets/names.ts';
import { nearest } from '../nearest.ts';
import { type Found, type Rule, rule } from '../rule.ts';
import { scoped } from '../scope.ts';
import { type Line, type Sheet, type SheetStage, spot, spotBetween } from '../sheet.ts';
import { argumentsOf, type Variable, variablesIn } from '../source.ts';

/** ARG and ENV: what is used is declared, and nothing of it is a secret. */
export const variableRules: readonly Rule[] = [
  rule(
    'dockerfile/UndefinedVar',
    (sheet) => {
      const globals = new Set(sheet.lines.filter(({ stage }) => stage < 0).flatMap(namesOf));
      return scoped(sheet).flatMap(({ line, scope }) =>
        replaced.has(line.keyword)
          ? used(sheet, line)
              .filter(({ name }) => !scope.variables.has(name) && !given.has(name) && !namesOf(line).includes(name))
              .map((variable) => undefinedAt(sheet, line, variable, [...scope.variables.keys()], globals))
          : [],
      );
    },
    ['error', 'warning'],
  ),

  rule('dockerfile/DL3044', (sheet) =>
    scoped(sheet).flatMap(({ line, scope }) =>
      line.keyword === 'ENV'
        ? used(sheet, line)
            .filter(
              ({ name, setting }) => namesOf(line).includes(name) && setting !== name && !scope.variables.has(name),
            )
            .map(({ name, at }) => ({
              message: `${name} is set by this very line, so here it is still empty`,
              at,
              remedy: `Set ${name} with an ENV line of its own above.`,
            }))
        : [],
    ),
  ),

  rule('dockerfile/DL3064', (sheet) =>
    sheet.lines
      .filter(({ keyword }) => keyword === 'ARG' || keyword === 'ENV')
      .flatMap(({ keyword, instruction }) =>
        (instruction as PropertyInstruction)
          .getProperties()
          .filter((property) => namesSecret(property.getName()))
          .map((property): Found => {
            const name = property.getName();
            const kept = keyword === 'ARG' ? 'the history of the image keeps it' : 'whoever has the image can read it';
            return {
              message: `${keyword} ${name} is named like a secret, and ${kept}`,
              at: spot(sheet.file, property.getNameRange()),
              remedy:
                keyword === 'ARG'
                  ? `Give it to the RUN that needs it, and to nothing else: \`RUN --mount=type=secret,id=${name},env=${name} command\`.`
                  : `Remove it: the pod gets ${name} from a Secret.`,
            };
          }),
      ),
  ),
];

/** Instructions in which Docker replaces variables; in RUN, CMD and ENTRYPOINT a shell does. */
const replaced = new Set(['ADD', 'ARG', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR']);

/** Set in every image, or by the builder. */
const given = new Set([
  'PATH',
  'HOME',
  'HOSTNAME',
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
]);

/** What ARG above the first FROM declares, and what BuildKit does, is seen in a stage only after an ARG of its own. */
const platform = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/;

type Use = Variable & {
  readonly at: ReturnType<typeof spotBetween> /** The variable that is being set. */;
  readonly setting: string;
};

/** The variables whose absence matters; `${X:-default}`, `${X:+word}` and `${X:?why}` have an answer to it. */
const used = (sheet: Sheet, { instruction }: Line): readonly Use[] => {
  const { text, offset } = argumentsOf(sheet, instruction);
  return variablesIn(text, sheet.escape)
    .filter(({ modifier }) => modifier === undefined || '#%/'.includes(modifier))
    .map((variable) => {
      const start = offset + variable.index;
      const setting = /([A-Za-z_]\w*)=(?:"[^"]*|\S*)$/.exec(text.slice(0, variable.index))?.[1] ?? '';
      return { ...variable, setting, at: spotBetween(sheet, start, start + variable.length) };
    });
};

const namesOf = ({ keyword, instruction }: Line): readonly string[] =>
  keyword === 'ARG' || keyword === 'ENV'
    ? (instruction as PropertyInstruction).getProperties().map((property) => property.getName())
    : [];

/** An error where it is surely empty; a warning where the base image may set it. */
const undefinedAt = (
  sheet: Sheet,
  line: Line,
  { name, at }: Use,
  declared: readonly string[],
  globals: ReadonlySet<string>,
): Found => {
  const stage = sheet.stages[line.stage];
  if (globals.has(name) || platform.test(name))
    return {
      message: `${name} is declared outside of this stage, so here it is empty`,
      at,
      remedy: `Write \`ARG ${name}\` in this stage, above the line.`,
    };
  const near = nearest(name, declared);
  if (near)
    return {
      message: `${name} is not declared; did you mean ${near}?`,
      at,
      remedy: `Write ${near}, or declare ${name} above with ARG or ENV.`,
    };
  const base = stage && baseOf(sheet, stage);
  return {
    message:
      base === 'scratch'
        ? `${name} is not declared, so here it is empty`
        : `${name} is not declared; it is empty unless ${base} sets it`,
    at,
    level: base === 'scratch' ? 'error' : 'warning',
    remedy: `Declare it above: \`ARG ${name}=VALUE\`; or say what it is otherwise: \`\${${name}:-}\`.`,
  };
};

/** The image below all stages that a stage starts from. */
const baseOf = (sheet: Sheet, stage: SheetStage): string => {
  const parent = stage.parent === undefined ? undefined : sheet.stages[stage.parent];
  return parent ? baseOf(sheet, parent) : (sheet.dockerfile.stages[stage.from.stage]?.base.reference ?? '');
};
