import type { JsonMap } from '../core/charts.ts';

/** The values of a made-up template, as each of them has them below its name. */
export const madeUpValues: JsonMap = {
  ...Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`s${index}`, index % 2 === 0 ? `s${index}` : ''])),
  ...Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`n${index}`, index % 2 === 0 ? 3 : 0])),
  ...Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`b${index}`, index % 2 === 0])),
  ...Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`m${index}`, { x: `x${index}`, y: `y${index}` }])),
  ...Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`l${index}`, [`l${index}`, `r${index}`]])),
  deep: { m: { x: 'x', y: 'y' } },
};

/**
 * A template made up from numbers, each of which decides one thing. It puts texts, maps and lists below `.Values.NAME`
 * together in the ways that helm has for it and prints what comes of it; it renders whatever those values are, as long as
 * they keep their kinds. Equal numbers give equal templates.
 */
export const madeUpTemplate = (name: string, numbers: readonly number[]): string => {
  const choices = [...numbers];
  const writing: Writing = { name, choose: (count) => (choices.shift() ?? 0) % count, helpers: [], names: 0 };
  const body = statements(writing, { values: `$.Values.${name}`, texts: [], maps: [], dot: 'root' }, 3);
  const text = `{{ define "${name}" }}${body}{{ end }}{{ include "${name}" . | quote }}`;
  return `${writing.helpers.join('')}kind: Text\ntext: ${text}\n`;
};

type Writing = {
  readonly name: string;
  /** One of so many. */
  readonly choose: (count: number) => number;
  readonly helpers: string[];
  names: number;
};

/** What an expression can use: the way to the values if there is one, variables, and what the dot is. */
type Around = {
  readonly values: string | undefined;
  readonly texts: readonly string[];
  readonly maps: readonly string[];
  readonly dot: 'root' | 'map' | 'text';
};

type Form = (writing: Writing, around: Around, depth: number) => string;

const one =
  (forms: readonly Form[]): Form =>
  (writing, around, depth) =>
    (forms[writing.choose(forms.length)] ?? literal)(writing, around, depth - 1);

const literal: Form = ({ choose }) => ['"word"', '""', '7', 'true'][choose(4)] ?? 'nil';

/** Variables, or else a literal. */
const variable =
  (kind: 'texts' | 'maps', otherwise: Form): Form =>
  (writing, around, depth) =>
    around[kind].length > 0
      ? (around[kind][writing.choose(around[kind].length)] ?? '$')
      : otherwise(writing, around, depth);

/** One of the values of a kind. */
const value =
  (kind: string, count: number, otherwise: string): Form =>
  ({ choose }, { values }) =>
    values ? `${values}.${kind}${choose(count)}` : otherwise;

const flag = value('b', 6, 'true');
const valuesList = value('l', 3, '(list "none")');
const valuesText: Form = (writing, around, depth) =>
  one([value('s', 8, '"none"'), value('n', 4, '0'), flag])(writing, around, depth);
const valuesMap: Form = (writing, around, depth) =>
  one([value('m', 5, '(dict "x" "none")'), value('m', 5, '(dict)'), value('deep.m', 1, '(dict)')])(
    writing,
    around,
    depth,
  ).replace('deep.m0', 'deep.m');

const text: Form = (writing, around, depth) =>
  depth <= 0
    ? one([valuesText, variable('texts', literal), literal])(writing, around, depth)
    : one(texts)(writing, around, depth);
const map: Form = (writing, around, depth) =>
  depth <= 0
    ? one([valuesMap, variable('maps', valuesMap)])(writing, around, depth)
    : one(maps)(writing, around, depth);
const list: Form = (writing, around, depth) =>
  depth <= 0 ? valuesList(writing, around, depth) : one(lists)(writing, around, depth);

const key: Form = (writing, around, depth) => {
  const { choose } = writing;
  return choose(6) === 0 ? `(toString ${text(writing, around, depth)})` : (['"x"', '"y"', '"w"'][choose(3)] ?? '"x"');
};

/** A form with holes: `T` a text, `M` a map, `L` a list, `K` a key, `C` a condition, `B` true or false. */
const form =
  (pattern: string): Form =>
  (writing, around, depth) =>
    pattern.replaceAll(/\b[TMLKCB]\b/g, (hole) => (holes[hole] ?? text)(writing, around, depth));

const condition: Form = (writing, around, depth) =>
  one(depth <= 0 ? [text, map] : [text, map, list, ...conditions])(writing, around, depth);

const holes: Readonly<Record<string, Form>> = { T: text, M: map, L: list, K: key, C: condition, B: flag };

const conditions = [
  '(not C)',
  '(and C C)',
  '(or C C)',
  '(empty C)',
  '(hasKey M K)',
  '(eq (toString T) (toString T))',
  '(kindIs "string" T)',
  '(has T L)',
].map(form);

const texts: readonly Form[] = [
  valuesText,
  variable('texts', literal),
  literal,
  ...[
    '(M).x',
    '(M).y',
    '(get M K)',
    '(index M K)',
    '(dig K "none" M)',
    '(T | default T)',
    '(coalesce T T)',
    '(ternary T T B)',
    '(ternary T T (empty C))',
    '(first L)',
    '(index (list T T) 1)',
    '(printf "%v-%v" T T)',
    '(toString T | upper)',
    '(T | quote)',
    '(len L)',
    '(toJson M)',
    '(tpl "a{{ . }}b" T)',
    '(tpl "{{ .x }}" M)',
    '(keys M | sortAlpha | join "-")',
    '(required "needed" (T | default "given"))',
  ].map(form),
  (writing, around, depth) => `(include "${helper(writing, depth)}" ${map(writing, around, depth)})`,
  (writing, around) =>
    around.dot === 'map' ? '.x' : around.dot === 'text' ? '.' : `(include "${helper(writing, 1)}" (dict "x" 1))`,
];

const maps: readonly Form[] = [
  valuesMap,
  variable('maps', valuesMap),
  ...[
    '(dict "x" T "y" T)',
    '(dict K T)',
    '(merge (dict "x" T) M)',
    '(mergeOverwrite (dict "y" T) M)',
    '(deepCopy M)',
    '(pick M K K)',
    '(omit M K)',
    '(M | default M)',
    '(ternary M M B)',
    '(fromYaml (toYaml M))',
    '(dict "x" (toYaml M) "y" (toJson L))',
    '(first (list M M))',
  ].map(form),
];

const lists: readonly Form[] = [
  valuesList,
  ...[
    '(list T T)',
    '(append L T)',
    '(prepend L T)',
    '(concat L L)',
    '(rest L)',
    '(uniq L)',
    '(L | default (list T))',
    '(values M | toStrings | sortAlpha)',
  ].map(form),
];

/** A helper that is given a map; its name. */
const helper = (writing: Writing, depth: number): string => {
  const name = `${writing.name}.${fresh(writing)}`;
  const body = statements(writing, { values: undefined, texts: [], maps: ['$'], dot: 'map' }, depth - 1);
  writing.helpers.push(`{{ define "${name}" }}${body}{{ .y }}{{ end }}`);
  return name;
};

const fresh = (writing: Writing): string => {
  writing.names += 1;
  return `v${writing.names}`;
};

const statements = (writing: Writing, outer: Around, depth: number): string => {
  let around = outer;
  let written = '';
  for (let count = 1 + writing.choose(4); count > 0; count -= 1) {
    const name = `$${fresh(writing)}`;
    const kind = writing.choose(depth > 0 ? 13 : 6);
    written += (kinds[kind] ?? print)(writing, around, depth, name);
    if (kind === 4) around = { ...around, texts: [...around.texts, name] };
    if (kind === 5) around = { ...around, maps: [...around.maps, name] };
  }
  return written;
};

type Statement = (writing: Writing, around: Around, depth: number, name: string) => string;

const print: Statement = (writing, around, depth) => `{{ ${text(writing, around, depth)} }};`;

/** A variable or a map gets something else. */
const change: Statement = (writing, around, depth) => {
  const { texts: known, maps: made } = around;
  if (writing.choose(2) === 0 && known.length > 0)
    return `{{ ${known[writing.choose(known.length)]} = ${text(writing, around, depth)} }}`;
  const target = made.length > 0 ? made[writing.choose(made.length)] : '(dict)';
  return `{{ $_ := set ${target} ${key(writing, around, depth)} ${text(writing, around, depth)} }}`;
};

const kinds: readonly Statement[] = [
  print,
  print,
  change,
  (writing, around, depth) => `{{ toYaml ${map(writing, around, depth)} | nindent 2 }};`,
  (writing, around, depth, name) => `{{ ${name} := ${text(writing, around, depth)} }}`,
  (writing, around, depth, name) => `{{ ${name} := ${map(writing, around, depth)} }}`,
  (writing, around, depth) =>
    `{{ if ${condition(writing, around, depth)} }}${statements(writing, around, depth - 1)}{{ else }}${statements(writing, around, depth - 1)}{{ end }}`,
  (writing, around, depth) =>
    `{{ with ${map(writing, around, depth)} }}${statements(writing, { ...around, dot: 'map' }, depth - 1)}{{ end }}`,
  (writing, around, depth, name) =>
    `{{ range $i, ${name} := ${list(writing, around, depth)} }}{{ $i }}${statements(writing, { ...around, texts: [...around.texts, name], dot: 'text' }, depth - 1)}{{ end }}`,
  (writing, around, depth, name) =>
    `{{ range $k, ${name} := ${map(writing, around, depth)} }}{{ $k }}${statements(writing, { ...around, texts: [...around.texts, name], dot: 'text' }, depth - 1)}{{ end }}`,
  change,
  change,
];
