import type { ModifiableInstruction } from 'dockerfile-ast';
import { copied, isElsewhere } from '../copied.ts';
import { nearest } from '../nearest.ts';
import { type Origin, originsOf } from '../origins.ts';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Scope, scoped } from '../scope.ts';
import { type Line, type Sheet, spot } from '../sheet.ts';

/** COPY, ADD and WORKDIR: where files come from and where they go. */
export const copyRules: readonly Rule[] = [
  rule('dockerfile/DL3000', (sheet) =>
    scoped(sheet).flatMap(({ line: { keyword, instruction }, scope }): readonly Found[] => {
      const path = (instruction.getArgumentsContent() ?? '').trim().replaceAll(/^["']|["']$/g, '');
      const range = instruction.getArgumentsRange();
      if (keyword !== 'WORKDIR' || !range || path === '' || isAbsolute(path, scope)) return [];
      const at = spot(sheet.file, range);
      const whole =
        scope.workdir === undefined ? undefined : `${scope.workdir}/${path}`.replaceAll(/\/\.?(?=\/|$)/g, '');
      return [
        {
          message: `WORKDIR ${path} counts from ${scope.workdir ?? 'whatever the base image has'}`,
          at,
          ...(whole?.startsWith('/') && !/\.\.|["'\s]/.test(whole) ? { fix: replacing(at, whole) } : {}),
          remedy: `Write the whole path: \`WORKDIR ${whole?.startsWith('/') ? whole : `/${path}`}\`.`,
        },
      ];
    }),
  ),

  rule('dockerfile/DL3020', (sheet) =>
    sheet.lines.flatMap((line): readonly Found[] => {
      const sources = (copied(sheet, line)?.sources ?? []).map(({ text }) => text);
      const local = sources.filter((source) => !isElsewhere(source) && !isArchive(source));
      if (line.keyword !== 'ADD' || local.length === 0) return [];
      const at = spot(sheet.file, line.instruction.getInstructionRange());
      const flags = (line.instruction as ModifiableInstruction).getFlags().map((flag) => flag.getName());
      const mechanical = local.length === sources.length && flags.every((flag) => /^(chown|chmod|link)$/.test(flag));
      return [
        {
          message: `ADD copies ${local.join(' and ')}, and that is what COPY is for`,
          at,
          ...(mechanical ? { fix: replacing(at, line.instruction.getInstruction() === 'add' ? 'copy' : 'COPY') } : {}),
          remedy: 'Write COPY instead of ADD.',
        },
      ];
    }),
  ),

  rule('dockerfile/DL3021', (sheet) =>
    sheet.lines.flatMap((line): readonly Found[] => {
      const { sources = [], destination } = copied(sheet, line) ?? {};
      if (sources.length < 2 || !destination || /\/$|^\.{1,2}$|\$/.test(destination.text)) return [];
      const { at, text } = destination;
      const end = { ...at, line: at.endLine, column: at.endColumn };
      const quoted = at.endColumn - at.column !== text.length;
      return [
        {
          message: `${sources.length} files are copied to ${text}, which is no directory without a slash at its end`,
          at,
          ...(quoted ? {} : { fix: replacing(end, '/') }),
          remedy: `Write \`${text}/\`.`,
        },
      ];
    }),
  ),

  rule('dockerfile/DL3022', (sheet) =>
    origins(sheet).flatMap(({ line, origin }) => unknownOrigin(sheet, line, origin)),
  ),

  rule('dockerfile/DL3023', (sheet) =>
    origins(sheet).flatMap(({ line, origin: { value, range } }): readonly Found[] => {
      const own = sheet.stages[line.stage]?.name;
      const isEarlier = sheet.stages.slice(0, line.stage).some(({ name }) => name === own);
      return (value.toLowerCase() === own && !isEarlier) || value === String(line.stage)
        ? [
            {
              message: `--from=${value} is the stage that this line stands in`,
              at: spot(sheet.file, range),
              remedy: 'Name an earlier stage, or use RUN cp to copy within this one.',
            },
          ]
        : [];
    }),
  ),

  rule('dockerfile/DL3045', (sheet) => {
    const relative = scoped(sheet).flatMap(({ line, scope }) => {
      const { text, at } = copied(sheet, line)?.destination ?? {};
      return !text || !at || scope.workdir !== undefined || isAbsolute(text, scope)
        ? []
        : [{ stage: line.stage, text, at }];
    });
    // One WORKDIR mends all of a stage.
    return [...Map.groupBy(relative, ({ stage }) => stage).values()].flatMap(([first, ...others]): readonly Found[] =>
      first
        ? [
            {
              message: `${first.text} counts from the working directory, and this stage sets none`,
              at: first.at,
              ...(others.length > 0
                ? { related: others.slice(0, 3).map(({ at }) => ({ at, message: 'counts from it, too' })) }
                : {}),
              remedy: 'Write a line such as `WORKDIR /app` above, or the whole path.',
            },
          ]
        : [],
    );
  }),
];

const origins = (sheet: Sheet) => sheet.lines.flatMap((line) => originsOf(line).map((origin) => ({ line, origin })));

/** What ADD unpacks. */
const isArchive = (source: string): boolean =>
  /\.(?:tar|tar\.(?:gz|bz2|xz|zst|lzma|Z)|tgz|tbz2?|txz|tzst|tlz|tb2|tpz|gz|bz2|xz|zst|lzma|Z)$/.test(source);

/** A variable counts by its value, and as absolute when that is not known. */
const isAbsolute = (path: string, { variables }: Scope): boolean => {
  const [, name = '', rest = ''] = /^\$\{?(\w+)\}?(.*)$/.exec(path) ?? [];
  if (path.startsWith('$')) return isAbsolute((variables.get(name) ?? '/') + rest, { variables: new Map() });
  return /^(?:[/\\]|[A-Za-z]:)/.test(path);
};

const unknownOrigin = (sheet: Sheet, line: Line, { value, range }: Origin): readonly Found[] => {
  const name = value.toLowerCase();
  const earlier = sheet.stages.slice(0, line.stage).flatMap((stage) => stage.name ?? []);
  const own = sheet.stages[line.stage]?.name;
  if (/[:/@$]/.test(value) || earlier.includes(name) || name === own) return [];
  const at = spot(sheet.file, range);
  if (/^\d+$/.test(value))
    return Number(value) <= line.stage
      ? []
      : [
          {
            message: `There is no stage ${value} above: this one is number ${line.stage}, counted from 0`,
            at,
            remedy: 'Name the stage with AS, and write that name.',
          },
        ];
  const later = sheet.stages.find((stage) => stage.name === name);
  if (later)
    return [
      {
        message: `The stage ${value} stands below, and only earlier ones can be copied from`,
        at,
        related: [{ at: later.from.at, message: 'the stage begins here' }],
        remedy: `Move the stage ${value} above this one.`,
      },
    ];
  const near = nearest(name, earlier);
  return [
    {
      message: `There is no stage ${value}${near ? `; did you mean ${near}?` : ', so an image of that name would be pulled'}`,
      at,
      ...(near ? { fix: replacing(at, near) } : {}),
      remedy: near
        ? `Write --from=${near}.`
        : `Name one of the stages above${earlier.length > 0 ? ` (${earlier.join(', ')})` : ''}, or an image with its tag, as in \`--from=${value}:VERSION\`.`,
    },
  ];
};
