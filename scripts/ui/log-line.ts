import { createColors } from 'picocolors';
import type { LogLine } from '../core/target.ts';
import type { Look } from './text.ts';

const colours = { backend: 'cyan', frontend: 'magenta', database: 'yellow' } as const;

/** Lines of logs for people, each behind the coloured name of who wrote it; names are padded to the longest so far. */
export const logLines = ({ color }: Look): ((line: LogLine) => string) => {
  const paint = createColors(color);
  let width = 0;
  return ({ release, source, text }) => {
    width = Math.max(width, source.length);
    return `${paint[colours[release]](`${source.padEnd(width)} |`)} ${harmless(text, color)}`;
  };
};

const esc = String.fromCharCode(27);
const colourCode = new RegExp(`(${esc}\\[[\\d;]*m)`);

/** A log may hold anything: its colours are left to it where there are colours, other commands to the terminal are not. */
const harmless = (text: string, color: boolean): string => {
  const parts = text.split(colourCode).map((part, at) => (at % 2 === 0 ? dotted(part) : color ? part : ''));
  return parts.join('') + (color && parts.length > 1 ? `${esc}[0m` : '');
};

const dotted = (text: string): string => text.replaceAll(/[^\P{Cc}\t]/gu, '·');
