import type { Onbuild, Property, PropertyInstruction } from 'dockerfile-ast';
import { copied } from '../copied.ts';
import { nearest } from '../nearest.ts';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Line, offsetOf, type Sheet, spot, spotBetween, written } from '../sheet.ts';

/** How instructions are written, whatever they do. */
export const syntaxRules: readonly Rule[] = [
  rule('dockerfile/DL1000', (sheet) =>
    sheet.lines.flatMap((line): readonly Found[] => {
      const { keyword, instruction, at } = line;
      if (!keywords.includes(keyword)) return [unknown(sheet, line)];
      const lacking = copied(sheet, line) ? undefined : lacks(line);
      return lacking
        ? [{ message: `${keyword} ${lacking}`, at, remedy: `Write it as \`${forms[keyword] ?? instruction}\`.` }]
        : [];
    }),
  ),

  rule('dockerfile/LegacyKeyValueFormat', (sheet) =>
    properties(sheet, ['ENV', 'LABEL']).flatMap(({ keyword, property }): readonly Found[] => {
      const range = property.getValueRange();
      if (property.getAssignmentOperator() !== null || !range) return [];
      const value = written(sheet, range);
      const right = `=${/[\s'"]/.test(value) ? `"${value}"` : value}`;
      const at = spot(sheet.file, { start: property.getNameRange().end, end: range.end });
      const mended = `${keyword} ${property.getName()}${right}`;
      return [
        {
          message: `${keyword} ${property.getName()} has a space where = belongs`,
          at: spot(sheet.file, property.getRange()),
          ...(/["\\\n]/.test(value) ? {} : { fix: replacing(at, right) }),
          remedy: `Write \`${mended}\`.`,
        },
      ];
    }),
  ),

  rule('dockerfile/DL4000', (sheet) =>
    sheet.lines
      .filter(({ keyword }) => keyword === 'MAINTAINER')
      .map(({ at, instruction }) => {
        const who = (instruction.getArgumentsContent() ?? '').trim().replaceAll(/^"|"$/g, '');
        const label = `LABEL org.opencontainers.image.authors="${who}"`;
        return {
          message: 'MAINTAINER is out of use; a label says the same',
          at,
          ...(who.includes('"') ? {} : { fix: replacing(at, label) }),
          remedy: `Write \`${label}\`.`,
        };
      }),
  ),

  rule('dockerfile/DL3043', (sheet) =>
    sheet.lines.flatMap(({ keyword, instruction, at }): readonly Found[] => {
      const trigger = keyword === 'ONBUILD' ? (instruction as Onbuild).getTrigger()?.toUpperCase() : undefined;
      return trigger && ['ONBUILD', 'FROM', 'MAINTAINER'].includes(trigger)
        ? [{ message: `ONBUILD may not trigger ${trigger}`, at, remedy: 'Remove the line.' }]
        : [];
    }),
  ),

  rule('dockerfile/ConsistentInstructionCasing', (sheet) => {
    const words = sheet.lines.map(({ instruction }) => instruction.getInstruction());
    const small = words.filter((word) => word === word.toLowerCase()).length;
    const inCapitals = small <= words.length / 2;
    return sheet.lines.flatMap(({ keyword, instruction }): readonly Found[] => {
      const word = instruction.getInstruction();
      const wanted = inCapitals ? word.toUpperCase() : word.toLowerCase();
      if (word === wanted || !keywords.includes(keyword)) return [];
      const at = spot(sheet.file, instruction.getInstructionRange());
      return [
        {
          message: `${word} is written in another case than the other instructions`,
          at,
          fix: replacing(at, wanted),
          remedy: `Write ${wanted}.`,
        },
      ];
    });
  }),

  rule('dockerfile/NoEmptyContinuation', (sheet) =>
    sheet.lines.flatMap(({ instruction, at }): readonly Found[] => {
      const start = offsetOf(sheet, instruction.getRange().start);
      const text = sheet.text.slice(start, offsetOf(sheet, instruction.getRange().end));
      if (text.includes('<<')) return [];
      let offset = start;
      return text.split('\n').flatMap((line, index) => {
        const here = offset;
        offset += line.length + 1;
        return index > 0 && line.trim() === ''
          ? [
              {
                message: `${instruction.getInstruction()} goes on over an empty line`,
                at: { ...at, line: at.line + index, column: 1, endLine: at.line + index, endColumn: line.length + 1 },
                fix: replacing(spotBetween(sheet, here, here + line.length + 1), ''),
                remedy: 'Remove the empty line.',
              },
            ]
          : [];
      });
    }),
  ),
];

/** Each instruction and how it is written. */
const forms: Readonly<Record<string, string>> = {
  ADD: 'ADD ADDRESS DESTINATION',
  ARG: 'ARG NAME=DEFAULT',
  CMD: 'CMD ["program", "argument"]',
  COPY: 'COPY SOURCE DESTINATION',
  ENTRYPOINT: 'ENTRYPOINT ["program", "argument"]',
  ENV: 'ENV NAME=VALUE',
  EXPOSE: 'EXPOSE 8000',
  FROM: 'FROM NAME:VERSION AS stage',
  HEALTHCHECK: 'HEALTHCHECK CMD ["program", "argument"]',
  LABEL: 'LABEL NAME=VALUE',
  MAINTAINER: 'MAINTAINER NAME',
  ONBUILD: 'ONBUILD RUN command',
  RUN: 'RUN command',
  SHELL: 'SHELL ["/bin/bash", "-c"]',
  STOPSIGNAL: 'STOPSIGNAL SIGTERM',
  USER: 'USER 1001:1001',
  VOLUME: 'VOLUME /data',
  WORKDIR: 'WORKDIR /app',
};
const keywords = Object.keys(forms);

const unknown = (sheet: Sheet, { instruction }: Line): Found => {
  const word = instruction.getInstruction();
  const near = nearest(word.toUpperCase(), keywords);
  const at = spot(sheet.file, instruction.getInstructionRange());
  return {
    message: `There is no instruction ${word}${near ? `; did you mean ${near}?` : ''}`,
    at,
    ...(near ? { fix: replacing(at, near) } : {}),
    remedy: near
      ? `Write ${near}.`
      : `Remove the line, or end the one above with \\ if it goes on here; instructions are ${keywords.join(', ')}.`,
  };
};

/** What an instruction lacks, in words; undefined when it is whole. */
const lacks = ({ keyword, instruction }: Line): string | undefined => {
  const words = instruction.getArguments().map((word) => word.getValue());
  const isList = words[0]?.startsWith('[') === true;
  if (keyword === 'CMD' || keyword === 'ENTRYPOINT') return undefined;
  if (words.length === 0) return 'says nothing';
  if (keyword === 'COPY' || keyword === 'ADD') return 'names no destination';
  if (keyword === 'SHELL' && !isList) return 'is no JSON list';
  if (keyword === 'HEALTHCHECK' && !/^(NONE|CMD)$/i.test(words[0] ?? '')) return 'is followed by neither CMD nor NONE';
  if (keyword === 'HEALTHCHECK' && /^CMD$/i.test(words[0] ?? '') && words.length < 2) return 'has no command';
  if (keyword === 'FROM' && words.length !== 1 && !(words.length === 3 && /^AS$/i.test(words[1] ?? '')))
    return 'is followed by more than an image and AS with a name';
  if ((keyword === 'ENV' || keyword === 'LABEL') && words.length === 1 && !words[0]?.includes('='))
    return 'sets no value';
  return undefined;
};

/** The NAME=VALUE parts of some instructions. */
const properties = (
  sheet: Sheet,
  of: readonly string[],
): readonly { readonly keyword: string; readonly property: Property }[] =>
  sheet.lines
    .filter(({ keyword }) => of.includes(keyword))
    .flatMap(({ keyword, instruction }) =>
      (instruction as PropertyInstruction).getProperties().map((property) => ({ keyword, property })),
    );
