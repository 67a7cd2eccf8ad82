import { codes } from '../core/codes.ts';
import { tableOf } from '../core/markdown.ts';
import { rules, topics } from './rules.ts';

/** The rules of Dockerfiles for people: what each finds and asks for, in the words of the catalogue, and how much it weighs. */
export const ruleTable = (): string =>
  tableOf(
    ['Rule', 'Finds', 'Asks for', 'Level'],
    topics
      .flatMap((topic) => rules[topic])
      .map(({ code, levels }) => [`\`${code}\``, codes[code].title, codes[code].remedy, levels.join(' or ')]),
  );
