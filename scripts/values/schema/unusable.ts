import type { Chart } from '../../core/charts.ts';
import type { Code } from '../../core/codes.ts';
import type { Finding } from '../../core/finding.ts';
import { lintSchema } from './lint.ts';

/** Why a schema cannot be used, in the words of its own rules where they know the reason. */
export const unusableSchema = (chart: Chart, found: Finding): readonly Finding[] => {
  const codes = reasons.find(({ says }) => says.test(found.message))?.codes ?? [];
  const known = lintSchema(chart).filter(({ code }) => codes.includes(code));
  return known.length > 0 ? known : [found];
};

/** What ajv says when it stops at a schema, and the rules that say it better. */
const reasons: readonly { readonly says: RegExp; readonly codes: readonly Code[] }[] = [
  { says: /unknown keyword/, codes: ['schema/unknown-keyword', 'schema/keyword-draft'] },
  { says: /no schema with key or ref/, codes: ['schema/prefer-draft-07'] },
  { says: /can't resolve reference/, codes: ['schema/self-contained'] },
  { says: /Invalid regular expression|must match format "regex"/, codes: ['schema/regex-re2', 'schema/regex-ecma'] },
];
