import type { Leak } from './leak.ts';
import { namesSecret } from './names.ts';
import { isPlaceholder, isReference, looksRandom } from './placeholder.ts';
import { shapesIn } from './shapes.ts';

/** An entry of a Secret in YAML: its key, its value in plain text, and where the written value stands. */
export type Entry = {
  readonly key: string;
  readonly plain: string;
  readonly start: number;
  readonly end: number;
};

/** The entries below `data` (decoded) and `stringData` of every Secret in a YAML text, templates included. */
export const secretEntries = (text: string): readonly Entry[] => {
  if (!/^[ \t]*kind:[ \t]*["']?Secret\b/m.test(text)) return [];
  return documentsOf(text).flatMap(({ body, offset }) =>
    /^[ \t]*kind:[ \t]*["']?Secret\b/m.test(body) ? entriesOf(body, offset) : [],
  );
};

/** Secrets in Secrets: what is under version control is known to everyone who can read it, in base64 or not. */
export const encodedIn = (entries: readonly Entry[]): readonly Leak[] =>
  entries
    .filter(({ key, plain }) => isSecret(key, plain))
    .map(({ key, start, end }) => ({ code: 'secret/encoded', what: `the value of ${key} in a Secret`, start, end }));

const isSecret = (key: string, plain: string): boolean =>
  !isPlaceholder(plain) && (namesSecret(key) || looksRandom(plain) || shapesIn(plain).length > 0);

const documentsOf = (text: string): readonly { readonly body: string; readonly offset: number }[] => {
  let offset = 0;
  return text.split(/^(?=---)/m).map((body) => {
    const document = { body, offset };
    offset += body.length;
    return document;
  });
};

const entriesOf = (body: string, offset: number): readonly Entry[] => {
  const entries: Entry[] = [];
  let block: { readonly indent: number; readonly encoded: boolean } | undefined;
  let start = offset;
  for (const line of body.split('\n')) {
    const indent = line.search(/\S/);
    const opened = /^\s*(data|stringData):\s*$/.exec(line)?.[1];
    if (opened) block = { indent, encoded: opened === 'data' };
    else if (block && indent >= 0 && indent <= block.indent) block = undefined;
    else if (block) entries.push(...entryOf(line, start, block.encoded));
    start += line.length + 1;
  }
  return entries;
};

const entryOf = (line: string, offset: number, encoded: boolean): readonly Entry[] => {
  const [, head = '', key = '', value = ''] =
    /^(\s*["']?([\w.-]+)["']?:\s+["']?)([^\s"'#|>]\S*?)["']?\s*(?:#.*)?$/.exec(line) ?? [];
  if (value === '' || isReference(value)) return [];
  const start = offset + head.length;
  const plain = encoded ? Buffer.from(value, 'base64').toString() : value;
  return [{ key, plain, start, end: start + value.length }];
};
