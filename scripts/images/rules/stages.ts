import type { Arg, From } from 'dockerfile-ast';
import type { Place, Related } from '../../core/finding.ts';
import { nearest } from '../nearest.ts';
import { originsOf } from '../origins.ts';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Line, type Sheet, type SheetStage, spot, written } from '../sheet.ts';
import { argumentsOf, variablesIn } from '../source.ts';

/** FROM: its image, its platform, and the names of stages. */
export const stageRules: readonly Rule[] = [
  rule('dockerfile/DL3061', ({ file, lines, stages }) => {
    const first = lines.find(({ keyword }) => keyword !== 'ARG');
    if (first && first.keyword !== 'FROM' && stages.length > 0)
      return [
        {
          message: `${first.instruction.getInstruction()} stands before the first FROM, where only ARG may stand`,
          at: first.at,
          remedy: 'Move the line below FROM.',
        },
      ];
    if (stages.length > 0) return [];
    const at = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
    return [{ message: `${file} has no FROM`, at, remedy: 'Begin with the image to start from: `FROM NAME:VERSION`.' }];
  }),

  rule('dockerfile/DL3006', (sheet) =>
    basesOnce(sheet).flatMap(({ reference, at, related }) =>
      isImage(reference) && !reference.includes('@') && tagOf(reference) === undefined
        ? [
            {
              message: `${reference} has no tag, so the build takes whatever is the latest that day`,
              at,
              related,
              remedy: `Write the version behind the name, as in \`${reference}:VERSION\`.`,
            },
          ]
        : [],
    ),
  ),

  rule('dockerfile/DL3007', (sheet) =>
    basesOnce(sheet).flatMap(({ reference, at, related }) =>
      isImage(reference) && !reference.includes('@') && tagOf(reference) === 'latest'
        ? [
            {
              message: `${reference} is another image tomorrow`,
              at,
              related,
              remedy: `Write a version instead of latest, as in \`${reference.replace(/latest$/, 'VERSION')}\`.`,
            },
          ]
        : [],
    ),
  ),

  rule('dockerfile/DL3029', (sheet) =>
    platforms(sheet).flatMap(({ value, at, fix }) =>
      value.includes('$')
        ? []
        : [
            {
              message: `This stage is bound to ${value}: on other machines it is emulated or does not run`,
              at,
              fix,
              remedy:
                'Remove --platform from the line, or write `--platform=$BUILDPLATFORM` for a stage of build tools.',
            },
          ],
    ),
  ),

  rule('dockerfile/DL3065', (sheet) =>
    platforms(sheet).flatMap(({ value, at, fix }) =>
      /^\$\{?TARGETPLATFORM\}?$/.test(value)
        ? [
            {
              message: `${value} is the platform that the stage has anyway`,
              at,
              fix,
              remedy: 'Remove --platform from the line.',
            },
          ]
        : [],
    ),
  ),

  rule('dockerfile/DuplicateStageName', (sheet) =>
    sheet.stages.flatMap((stage, index): readonly Found[] => {
      const first = sheet.stages.slice(0, index).find(({ name }) => name !== undefined && name === stage.name);
      if (!first) return [];
      return [
        {
          message: `Two stages are named ${stage.name}, so --from=${stage.name} means one of them only`,
          at: nameOf(sheet, stage),
          related: [{ at: nameOf(sheet, first), message: 'the other one' }],
          remedy: 'Give one of the two another name, and use it where that one is meant.',
        },
      ];
    }),
  ),

  rule('dockerfile/DL3063', (sheet) =>
    sheet.stages
      .filter(({ name }) => name === 'scratch' || name === 'context')
      .map((stage) => ({
        message: `${stage.name} is a word of Docker's own and no name for a stage`,
        at: nameOf(sheet, stage),
        remedy: 'Give the stage another name.',
      })),
  ),

  rule('dockerfile/StageNameCasing', (sheet) =>
    sheet.stages.flatMap((stage): readonly Found[] => {
      const name = (stage.from.instruction as From).getBuildStage() ?? '';
      const small = name.toLowerCase();
      if (name === small) return [];
      const places = [nameOf(sheet, stage), ...uses(sheet, small)];
      return [
        {
          message: `The stage ${name} has capitals in its name`,
          at: nameOf(sheet, stage),
          fix: places.flatMap((at) => replacing(at, small)),
          remedy: `Write ${small}, here and wherever the stage is used.`,
        },
      ];
    }),
  ),

  rule('dockerfile/FromAsCasing', (sheet) =>
    sheet.stages.flatMap(({ from }): readonly Found[] => {
      const word = from.instruction.getInstruction();
      const as = from.instruction.getArguments()[1];
      const wanted = word === word.toUpperCase() ? 'AS' : 'as';
      if (as?.getValue().toUpperCase() !== 'AS' || as.getValue() === wanted) return [];
      const at = spot(sheet.file, as.getRange());
      return [
        {
          message: `${as.getValue()} is written in another case than ${word}`,
          at,
          fix: replacing(at, wanted),
          remedy: `Write ${wanted}.`,
        },
      ];
    }),
  ),

  rule('dockerfile/UndefinedArgInFrom', (sheet) =>
    basesOfVariables(sheet).flatMap(({ name, declared, at, names }) => {
      if (declared || predefined.test(name)) return [];
      const known = names.length > 0 ? `; declared are ${names.join(', ')}` : '';
      const near = nearest(name, names);
      return [
        {
          message: `FROM uses ${name}, and no ARG above the first FROM declares it${known}`,
          at,
          remedy: near
            ? `Write ${near}, if that is meant, or declare ${name} above the first FROM: \`ARG ${name}=VALUE\`.`
            : `Write a line above the first FROM: \`ARG ${name}=VALUE\`.`,
        },
      ];
    }),
  ),

  rule('dockerfile/InvalidDefaultArgInFrom', (sheet) =>
    basesOfVariables(sheet).flatMap(({ name, declared, at, reference }) =>
      declared && /^$|[:/@-]$|^[:/@-]|\/\/|:-/.test(reference)
        ? [
            {
              message: `Without a build argument ${name} is empty, and FROM has no image`,
              at,
              related: [{ at: declared.at, message: 'it is declared without a value that serves' }],
              remedy: `Give it a default: \`ARG ${name}=VALUE\`.`,
            },
          ]
        : [],
    ),
  ),
];

type Base = { readonly reference: string; readonly at: Required<Place>; readonly related: readonly Related[] };

/** What each stage starts from, variables replaced; an earlier stage and an image of no sense are left out. */
const bases = (sheet: Sheet): readonly Base[] =>
  sheet.stages.flatMap((stage, index) => {
    const range = (stage.from.instruction as From).getImageRange();
    const reference = sheet.dockerfile.stages[index]?.base.reference ?? '';
    if (stage.parent !== undefined || !range) return [];
    const text = written(sheet, range);
    const declared = variablesIn(text, sheet.escape).flatMap(({ name }) => declaration(sheet, name) ?? []);
    const at = spot(sheet.file, range);
    const [only] = declared;
    // The image of an ARG is written there; FROM only names it.
    if (only?.valueAt && /^\$\{?\w+\}?$/.test(text))
      return [{ reference, at: only.valueAt, related: [{ at, message: 'starts from it' }] }];
    return [
      { reference, at, related: declared.map((one) => ({ at: one.at, message: `${one.name} is declared here` })) },
    ];
  });

/** Stages that take their image from one ARG are one. */
const basesOnce = (sheet: Sheet): readonly Base[] =>
  [
    ...new Map(
      bases(sheet)
        .map((one) => [JSON.stringify(one.at), one] as const)
        .toReversed(),
    ).values(),
  ].toReversed();

const basesOfVariables = (sheet: Sheet) =>
  sheet.stages.flatMap(({ from }, index) => {
    const reference = sheet.dockerfile.stages[index]?.base.reference ?? '';
    const { text } = argumentsOf(sheet, from.instruction);
    const at = spot(sheet.file, (from.instruction as From).getImageRange() ?? from.instruction.getRange());
    const names = globals(sheet).map(({ name }) => name);
    return variablesIn(text.replace(/--platform=\S+/, ''), sheet.escape)
      .filter(({ modifier }) => modifier !== '-')
      .map(({ name }) => ({ name, declared: declaration(sheet, name), at, names, reference }));
  });

/** The ARGs above the first FROM, which alone FROM can use. */
const globals = (sheet: Sheet): readonly Declared[] =>
  sheet.lines
    .filter(({ keyword, stage }) => keyword === 'ARG' && stage < 0)
    .flatMap(({ instruction, at }) =>
      (instruction as Arg).getProperties().map((property) => {
        const range = property.getValueRange();
        return { name: property.getName(), at, ...(range ? { valueAt: spot(sheet.file, range) } : {}) };
      }),
    );

type Declared = {
  readonly name: string;
  readonly at: Required<Place>;
  /** Where its default stands. */
  readonly valueAt?: Required<Place>;
};

const declaration = (sheet: Sheet, name: string) => globals(sheet).find((one) => one.name === name);

/** Platforms that BuildKit declares by itself. */
const predefined = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)$/;

const isImage = (reference: string): boolean =>
  reference !== '' && reference.toLowerCase() !== 'scratch' && !/[:/@-]$|^[:/@-]/.test(reference);

/** Behind the last slash: a registry may have a port. */
const tagOf = (reference: string): string | undefined => /:([^/:]+)$/.exec(reference.split('@')[0] ?? '')?.[1];

/** The --platform of each FROM, with the edit that removes it. */
const platforms = (sheet: Sheet) =>
  sheet.stages.flatMap(({ from }) => {
    const flag = (from.instruction as From).getPlatformFlag();
    const next = from.instruction.getArguments()[0];
    if (!flag || !next) return [];
    const at = spot(sheet.file, flag.getRange());
    const upTo = spot(sheet.file, { start: flag.getRange().start, end: next.getRange().start });
    return [{ value: flag.getValue() ?? '', at, fix: replacing(upTo, '') }];
  });

const nameOf = (sheet: Sheet, { from }: SheetStage): Required<Place> =>
  spot(sheet.file, (from.instruction as From).getBuildStageRange() ?? from.instruction.getRange());

/** Where a stage is used: as a base, and behind --from. */
const uses = (sheet: Sheet, name: string): readonly Required<Place>[] =>
  sheet.lines.flatMap((line: Line) => {
    const image = line.keyword === 'FROM' ? (line.instruction as From).getImageRange() : null;
    const ranges = [...(image ? [image] : []), ...originsOf(line).map(({ range }) => range)];
    return ranges
      .filter((range) => written(sheet, range).toLowerCase() === name)
      .map((range) => spot(sheet.file, range));
  });
