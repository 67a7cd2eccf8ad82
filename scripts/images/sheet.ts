import { DockerfileParser, type From, type Instruction } from 'dockerfile-ast';
import type { Place } from '../core/finding.ts';
import { type Dockerfile, parseDockerfile } from './dockerfile.ts';

/** A Dockerfile as rules read it: its text, its instructions in order, and what each stage comes to. */
export type Sheet = {
  readonly file: string;
  readonly text: string;
  /** Offset of each line in the text. */
  readonly starts: readonly number[];
  /** The sign that lets a line go on: `\` unless the first line says otherwise. */
  readonly escape: string;
  readonly lines: readonly Line[];
  readonly stages: readonly SheetStage[];
  readonly dockerfile: Dockerfile;
};

/** An instruction and where it stands. */
export type Line = {
  /** In capitals. */
  readonly keyword: string;
  readonly instruction: Instruction;
  readonly at: Required<Place>;
  /** Index of its stage; -1 before the first FROM. */
  readonly stage: number;
};

/** A stage: its FROM, its instructions after that, and the index of the earlier stage that it starts from. */
export type SheetStage = {
  readonly from: Line;
  /** In small letters, as Docker compares them. */
  readonly name?: string;
  readonly parent?: number;
  readonly lines: readonly Line[];
};

/** A range of dockerfile-ast: 0-based, the end exclusive. */
export type Range = {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
};

/** Reads a Dockerfile for its rules. */
export const sheetOf = (file: string, text: string): Sheet => {
  const parsed = DockerfileParser.parse(text);
  let stage = -1;
  const lines = parsed.getInstructions().map((instruction): Line => {
    const keyword = instruction.getKeyword();
    if (keyword === 'FROM') stage += 1;
    return { keyword, instruction, at: spot(file, instruction.getRange()), stage };
  });
  const dockerfile = parseDockerfile(text, file);
  const stages = lines
    .filter(({ keyword }) => keyword === 'FROM')
    .map((from, index) => {
      const name = (from.instruction as From).getBuildStage()?.toLowerCase();
      const base = dockerfile.stages[index]?.base.reference.toLowerCase();
      const parent = dockerfile.stages.slice(0, index).findLastIndex((one) => one.name?.toLowerCase() === base);
      return {
        from,
        ...(name ? { name } : {}),
        ...(parent >= 0 ? { parent } : {}),
        lines: lines.filter((line) => line.stage === index && line !== from),
      };
    });
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return { file, text, starts, escape: parsed.getEscapeCharacter(), lines, stages, dockerfile };
};

/** A range as a place. */
export const spot = (file: string, { start, end }: Range): Required<Place> => ({
  file,
  line: start.line + 1,
  column: start.character + 1,
  endLine: end.line + 1,
  endColumn: end.character + 1,
});

/** The place between two offsets of the text. */
export const spotBetween = ({ file, starts }: Sheet, start: number, end: number): Required<Place> => {
  const first = starts.findLastIndex((one) => one <= start);
  const last = starts.findLastIndex((one) => one <= end);
  const column = (line: number, offset: number): number => offset - (starts[line] ?? 0) + 1;
  return { file, line: first + 1, column: column(first, start), endLine: last + 1, endColumn: column(last, end) };
};

/** The offset of a position in the text. */
export const offsetOf = ({ starts, text }: Sheet, { line, character }: Range['start']): number =>
  Math.min((starts[line] ?? text.length) + character, text.length);

/** The text of a range, as written. */
export const written = (sheet: Sheet, { start, end }: Range): string =>
  sheet.text.slice(offsetOf(sheet, start), offsetOf(sheet, end));
