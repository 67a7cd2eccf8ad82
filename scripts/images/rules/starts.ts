import type { Place } from '../../core/finding.ts';
import { type Found, type Rule, replacing, rule } from '../rule.ts';
import { type Line, offsetOf, type Sheet, spot, spotBetween } from '../sheet.ts';
import { argumentsOf } from '../source.ts';

/** How the image starts and is asked: CMD, ENTRYPOINT, HEALTHCHECK, EXPOSE. */
export const startRules: readonly Rule[] = [
  rule('dockerfile/DL3025', (sheet) =>
    sheet.lines.flatMap(({ keyword, instruction }): readonly Found[] => {
      const range = instruction.getArgumentsRange();
      const text = argumentsOf(sheet, instruction).text.trim();
      if (!['CMD', 'ENTRYPOINT'].includes(keyword) || !range || text === '' || listIn(text)) return [];
      const words = text.startsWith('[') ? listIn(text.replaceAll("'", '"')) : wordsIn(text);
      const list = words && `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
      const at = spot(sheet.file, range);
      return [
        {
          message: text.startsWith('[')
            ? `${keyword} looks like a JSON list and is none, so a shell reads it`
            : `A shell starts ${words?.[0] ?? 'the program'} and keeps the signal to stop from it`,
          at,
          ...(list ? { fix: replacing(at, list) } : {}),
          remedy: list
            ? `Write \`${keyword} ${list}\`.`
            : `Write a JSON list; where a shell is needed, hand over to the program: \`${keyword} ["sh", "-c", "exec program"]\`.`,
        },
      ];
    }),
  ),

  ...(
    [
      ['dockerfile/DL4003', 'CMD'],
      ['dockerfile/DL4004', 'ENTRYPOINT'],
      ['dockerfile/DL3012', 'HEALTHCHECK'],
    ] as const
  ).map(([code, keyword]) => rule(code, (sheet) => repeated(sheet, keyword))),

  rule(
    'dockerfile/DL3057',
    (sheet) => {
      const last = sheet.stages.at(-1);
      if (!last || sheet.dockerfile.stages.at(-1)?.healthcheck) return [];
      return [
        {
          message: 'Whoever runs the image without Kubernetes is not told whether it works',
          at: last.from.at,
          remedy: 'Add `HEALTHCHECK CMD ["program", "argument"]`, or say that there is none: `HEALTHCHECK NONE`.',
        },
      ];
    },
    ['warning'],
  ),

  rule('dockerfile/DL3011', (sheet) =>
    exposed(sheet).flatMap(({ text, at }) => {
      const port = text.split('/')[0] ?? '';
      if (text.includes('$') || port.includes(':')) return [];
      const numbers = port.split('-').map(Number);
      const fits = numbers.every((number) => Number.isInteger(number) && number >= 1 && number <= 65535);
      if (/^\d+(?:-\d+)?$/.test(port) && fits && (numbers[0] ?? 0) <= (numbers.at(-1) ?? 0)) return [];
      return [
        { message: `${port} is no port`, at, remedy: 'Write a number from 1 to 65535, for example `EXPOSE 8000`.' },
      ];
    }),
  ),

  rule('dockerfile/ExposeInvalidFormat', (sheet) =>
    exposed(sheet).flatMap(({ text, at }) => {
      if (!text.includes(':') || text.includes('$')) return [];
      const port = text.slice(text.lastIndexOf(':') + 1);
      return [
        {
          message: `${text} names an address or a port of the host, which is chosen when the container is run`,
          at,
          fix: replacing(at, port),
          remedy: `Write \`EXPOSE ${port}\`.`,
        },
      ];
    }),
  ),

  rule('dockerfile/ExposeProtoCasing', (sheet) =>
    exposed(sheet).flatMap(({ text, at }) => {
      const small = text.replace(/\/[A-Za-z]+$/, (protocol) => protocol.toLowerCase());
      if (text === small || text.includes('$')) return [];
      return [
        { message: `${text} has its protocol in capitals`, at, fix: replacing(at, small), remedy: `Write ${small}.` },
      ];
    }),
  ),
];

/** Of several instructions of a kind in one stage the last counts: the others mislead. */
const repeated = (sheet: Sheet, keyword: string): readonly Found[] =>
  sheet.stages.flatMap(({ lines }) => {
    const same = lines.filter((line) => line.keyword === keyword);
    const last = same.at(-1);
    return same.slice(0, -1).map((line) => ({
      message: `This ${keyword} has no effect, for another one follows in the same stage`,
      at: line.at,
      ...(last ? { related: [{ at: last.at, message: 'this is the one that counts' }] } : {}),
      fix: replacing(wholeLines(sheet, line), ''),
      remedy: 'Remove the line.',
    }));
  });

/** An instruction with the end of its line. */
const wholeLines = (sheet: Sheet, { instruction }: Line): Required<Place> => {
  const { start, end } = instruction.getRange();
  const next = sheet.text.indexOf('\n', offsetOf(sheet, end));
  return spotBetween(sheet, offsetOf(sheet, start), next < 0 ? sheet.text.length : next + 1);
};

const exposed = (sheet: Sheet): readonly { readonly text: string; readonly at: Required<Place> }[] =>
  sheet.lines
    .filter(({ keyword }) => keyword === 'EXPOSE')
    .flatMap(({ instruction }) =>
      instruction.getArguments().map((word) => ({ text: word.getValue(), at: spot(sheet.file, word.getRange()) })),
    );

const listIn = (text: string): readonly string[] | undefined => {
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) && read.every((word) => typeof word === 'string') ? read : undefined;
  } catch {
    return undefined;
  }
};

/** The words of a command for which no shell is needed; undefined for one with variables, pipes or patterns. */
const wordsIn = (text: string): readonly string[] | undefined => {
  const plain = text.replace(/^exec\s+/, '');
  const words = plain.match(/"[^"\\$`]*"|'[^']*'|[\w@%+=:,./-]+/g) ?? [];
  const left = plain.replaceAll(/(?:"[^"\\$`]*"|'[^']*'|[\w@%+=:,./-]+)(?=\s|$)/g, '').trim();
  if (left !== '' || words.length === 0 || /^\w+=/.test(words[0] ?? '') || words[0] === 'cd') return undefined;
  return words.map((word) => word.replaceAll(/^["']|["']$/g, ''));
};
