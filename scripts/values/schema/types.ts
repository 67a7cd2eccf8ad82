import { compile, type JSONSchema } from 'json-schema-to-typescript';

/** The TypeScript type of a chart's values, from its schema, as the text of a file that exports it (`BackendValues`). */
export const typesOf = async (name: string, schema: JSONSchema): Promise<string> => {
  const text = await compile({ ...schema, title: `${name}-values` }, `${name}-values`, {
    bannerComment: '// Written from values.schema.json by `npm run generate`.',
    additionalProperties: false,
    style: { singleQuote: true, printWidth: 120 },
  });
  // Type aliases fit where plain data is asked for; interfaces do not.
  return text
    .replaceAll(/^export interface (\w+)/gm, 'export type $1 =')
    .replaceAll(/^}$/gm, '};')
    .replaceAll(/^( +)(["\w]+\??:)/gm, '$1readonly $2')
    .replaceAll(': {};', ': Readonly<Record<string, unknown>>;');
};
