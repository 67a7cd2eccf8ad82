import { codes } from '../../core/codes.ts';
import { tableOf } from '../../core/markdown.ts';
import { policies } from './all.ts';

/** The policies for people: what each finds and asks for, in the words of the catalogue, and how much it weighs. */
export const policyTable = (): string =>
  tableOf(
    ['Policy', 'Finds', 'Asks for', 'Level'],
    policies.map(({ code, level = 'error' }) => [`\`${code}\``, codes[code].title, codes[code].remedy, level]),
  );
