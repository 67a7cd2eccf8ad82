import { parseArgs } from 'node:util';
import leven, { closestMatch } from 'leven';
import { type Finding, finding } from './finding.ts';
import { formats } from './format.ts';
import { prose, tableOf } from './markdown.ts';
import type { Pipeline } from './plan.ts';

/** What takes flags: a pipeline, or one of the two small commands that have flags of their own. */
export type Script = Pipeline['name'] | 'logs' | 'doctor';

/** A flag of the command line: which scripts take it, and what it means. */
type Flag = {
  readonly type: 'boolean' | 'string';
  readonly value?: string;
  readonly multiple?: true;
  readonly choices?: readonly string[];
  readonly scripts: readonly Script[];
  readonly help: string;
};

const everywhere: readonly Script[] = ['deploy', 'validate', 'cleanup', 'ai'];
const changing: readonly Script[] = ['deploy', 'cleanup'];
const consenting: readonly Script[] = ['deploy', 'cleanup', 'ai'];
const asking: readonly Script[] = [...everywhere, 'logs', 'doctor'];

const table = {
  target: {
    type: 'string',
    value: 'NAME',
    choices: ['local', 'minikube', 'context'],
    scripts: asking,
    help: 'where it runs: local, minikube or context; minikube when it is installed',
  },
  context: { type: 'string', value: 'NAME', scripts: asking, help: 'the kubectl context, with --target context' },
  namespace: { type: 'string', value: 'NAME', scripts: asking, help: 'Kubernetes namespace (todo-chatbot)' },
  env: {
    type: 'string',
    value: 'NAME',
    choices: ['dev', 'staging'],
    scripts: everywhere,
    help: 'environment: dev or staging (dev)',
  },
  values: {
    type: 'string',
    value: 'FILE',
    multiple: true,
    scripts: everywhere,
    help: 'values file with one top-level key for each chart; may be repeated',
  },
  set: {
    type: 'string',
    value: 'CHART.KEY=VALUE',
    multiple: true,
    scripts: everywhere,
    help: 'one value, for example backend.replicaCount=2; may be repeated',
  },
  only: {
    type: 'string',
    value: 'T052,T053',
    multiple: true,
    scripts: everywhere,
    help: 'only these tasks (deploy: and what they need)',
  },
  phase: {
    type: 'string',
    value: 'NAME',
    multiple: true,
    scripts: everywhere,
    help: 'only this phase, for example backend-chart',
  },
  slow: { type: 'boolean', scripts: everywhere, help: 'also tasks that take long' },
  format: {
    type: 'string',
    value: 'FORMAT',
    choices: formats,
    scripts: [...everywhere, 'doctor'],
    help: 'how the report is written: text, json, ndjson, junit, sarif or github (text)',
  },
  output: { type: 'string', value: 'FILE', scripts: everywhere, help: 'write the same report to a file as well' },
  since: {
    type: 'string',
    value: 'TIME',
    scripts: ['logs'],
    help: 'from so long ago on, for example 10m (the last 20 lines)',
  },
  verbose: { type: 'boolean', scripts: asking, help: 'show notes and whole evidence' },
  'no-color': { type: 'boolean', scripts: asking, help: 'no colours' },
  help: { type: 'boolean', scripts: asking, help: 'this text' },
  version: { type: 'boolean', scripts: asking, help: 'the version of the project' },
  'dry-run': { type: 'boolean', scripts: consenting, help: 'say what would happen and why; change nothing' },
  'exit-code': { type: 'boolean', scripts: changing, help: 'exit 3 when there are changes (with --dry-run: would be)' },
  yes: { type: 'boolean', scripts: consenting, help: 'ask no question (ai: a repair also needs AI_ALLOW_APPLY=1)' },
  force: { type: 'boolean', scripts: ['deploy'], help: 'apply also what is held' },
  registry: {
    type: 'string',
    value: 'HOST/PATH',
    scripts: ['deploy', 'validate'],
    help: 'where images are pushed, with --target context',
  },
  interactive: {
    type: 'boolean',
    scripts: ['deploy'],
    help: 'ask for target, namespace, key and database, write .env, then deploy',
  },
  static: { type: 'boolean', scripts: ['validate'], help: 'only what needs no running target' },
  next: { type: 'boolean', scripts: ['validate'], help: 'show the first sentence that does not hold, and what to do' },
  tick: { type: 'boolean', scripts: ['validate'], help: 'write the boxes of tasks.md for what was asked' },
  fix: { type: 'boolean', scripts: ['validate'], help: 'mend what can be mended for certain, then ask once more' },
  watch: { type: 'boolean', scripts: ['validate'], help: 'ask the static part again whenever a file changes' },
  explain: {
    type: 'string',
    value: 'CODE',
    scripts: ['validate'],
    help: 'what a code of a finding means, for example values/type; asks nothing',
  },
  data: { type: 'boolean', scripts: ['cleanup'], help: 'also the data: volumes, their Secret, the namespace' },
  cache: { type: 'boolean', scripts: ['cleanup'], help: 'also the caches: fetched programs, built applications' },
  cluster: { type: 'boolean', scripts: ['cleanup'], help: 'also the cluster itself' },
  'no-model': { type: 'boolean', scripts: ['ai'], help: 'ask no model: the rules alone' },
} as const satisfies Readonly<Record<string, Flag>>;

type Name = keyof typeof table;
type ValueOf<N extends Name> = (typeof table)[N] extends { multiple: true }
  ? readonly string[]
  : (typeof table)[N] extends { type: 'boolean' }
    ? boolean
    : string | undefined;

/** A word of the command line that is no flag, with what stands after it where it takes something. */
export type Command = {
  readonly word: string;
  /** What it takes, as in `ask "QUESTION"`. */
  readonly takes?: string;
  /** What it may take. */
  readonly choices?: readonly string[];
  /** For --help. */
  readonly help?: string;
};

/** The flags of a run as typed values; absent booleans are false, absent lists empty. */
export type Flags = { readonly [N in Name]: ValueOf<N> };

/** What the command line says, or what is wrong with it. */
export type Parsed = {
  readonly flags: Flags;
  /** Words that are no flags: those that the script knows, and what they take. */
  readonly words: readonly string[];
  readonly findings: readonly Finding[];
};

/** Reads the words after the script's name. `given` are words that may stand among the flags (`diagnose`, `backend`). */
export const parseFlags = (
  argv: readonly string[],
  script: Script,
  given: readonly (Command | string)[] = [],
): Parsed => {
  const commands = given.map((one): Command => (typeof one === 'string' ? { word: one } : one));
  const known = Object.entries<Flag>(table).filter(([, flag]) => flag.scripts.includes(script));
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      known.map(([name, { type, multiple }]) => [name, { type, multiple: multiple ?? false }]),
    ),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const { words, strangers, lacking } = wordsIn(tokens, script, commands);
  const findings = tokens.flatMap((token, index): readonly Finding[] => {
    const before = tokens[index - 1];
    // The word after a misspelt flag was meant as its value, and the flag is told already.
    const meant = before?.kind === 'option' && !known.some(([name]) => name === before.name);
    if (token.kind === 'positional') return meant ? [] : (strangers.get(token.index) ?? []);
    if (token.kind !== 'option') return [];
    const flag = known.find(([name]) => name === token.name)?.[1];
    return flag
      ? misused(token.name, flag, token.value)
      : [
          unknown(
            token.name,
            script,
            known.map(([name]) => name),
          ),
        ];
  });
  const flags = Object.fromEntries(
    Object.entries<Flag>(table).map(([name, flag]) => [name, typedOf(flag, values[name])]),
  );
  // Each flag has the type that its row asks for.
  const typed = flags as unknown as Flags;
  const all = [...findings, ...lacking];
  return { flags: typed, words, findings: all.length > 0 ? all : clashes(typed) };
};

type Positional = { readonly kind: string; readonly index: number; readonly value?: string | undefined };

/** The words that are known, with what they take; what is known to nobody, by its place; and words that lack what they take. */
const wordsIn = (tokens: readonly Positional[], script: Script, commands: readonly Command[]) => {
  const words: string[] = [];
  const strangers = new Map<number, readonly Finding[]>();
  let open: Command | undefined;
  for (const { kind, index, value = '' } of tokens) {
    if (kind !== 'positional') continue;
    const known = open ? undefined : commands.find(({ word }) => word === value);
    if (known || open) words.push(value);
    else
      strangers.set(index, [
        finding('usage/unknown-flag', `"${value}" is no flag`, { remedy: wordRemedy(script, commands) }),
      ]);
    open = known?.takes ? known : undefined;
  }
  const lacking = open
    ? [
        finding('usage/bad-value', `${open.word} needs ${open.takes} after it`, {
          remedy: open.choices
            ? `Write ${open.word} and one of: ${open.choices.join(', ')}.`
            : `Write ${commandText(open)}. ${helpRemedy(script)}`,
        }),
      ]
    : [];
  return { words, strangers, lacking };
};

/** A word as it is written: `ask "QUESTION"`. */
const commandText = ({ word, takes }: Command): string => (takes ? `${word} ${takes}` : word);

/** What a flag's row asks for, whatever the command line says: without strictness, one that lacks its value is true. */
const typedOf = ({ type, multiple }: Flag, given: unknown): boolean | string | undefined | readonly string[] => {
  if (type === 'boolean') return given === true;
  const texts = [given].flat().filter((one) => typeof one === 'string');
  return multiple ? texts : texts[0];
};

/** What --help tells of a script: a pipeline, or a command that has no phases. */
type Helped = {
  readonly name: Script;
  readonly summary: string;
  readonly phases?: readonly string[];
  readonly commands?: readonly Command[];
};

/** The flags that a script takes, as they are written, each with what it means. */
const flagRows = (script: Script): readonly (readonly [flag: string, help: string])[] =>
  Object.entries<Flag>(table)
    .filter(([, { scripts }]) => scripts.includes(script))
    .map(([name, { value, help }]) => [`--${name}${value ? ` ${value}` : ''}`, help]);

/** The flags of a script as a table of a page. */
export const flagTable = (script: Script): string =>
  tableOf(
    ['Flag', 'What it does'],
    flagRows(script).map(([flag, help]) => [`\`${flag}\``, prose(help)]),
  );

/** The text of --help. */
export const helpText = ({ name: script, summary, phases, commands = [] }: Helped, command: string): string => {
  const rows = flagRows(script).map(([flag, help]) => [`  ${flag}`, help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    summary,
    '',
    `Usage: ${command}${commands.length > 0 ? ' [word]' : ''} [flags]`,
    '',
    ...(commands.length > 0 ? [...commandRows(commands), ''] : []),
    ...rows.map(([left, right]) => `${left.padEnd(width)}${right}`),
    '',
    ...commands.flatMap(({ takes, choices }) => (choices ? [`${takes}: ${choices.join(', ')}`] : [])),
    ...(phases
      ? wrapped(
          'Phases:',
          phases.map((name) => name.toLowerCase().replaceAll(' ', '-')),
        )
      : []),
    'Exit codes: 0 as claimed, 2 usage, 3 changes (--exit-code), 10 runbook, 20 tool or setting, 30 target,',
    '40 values or chart, 50 image, 60 release or pod, 70 service, 80 cleanup, 85 operations, 90 our crash, 130 interrupted.',
  ].join('\n');
};

/** A list in lines of at most 120 characters. */
const wrapped = (head: string, names: readonly string[]): readonly string[] => {
  const lines = [head];
  names.forEach((name, index) => {
    const word = index < names.length - 1 ? `${name},` : name;
    const last = lines.pop() ?? '';
    if (last.length + word.length < 120) lines.push(`${last} ${word}`);
    else lines.push(last, `${' '.repeat(head.length)} ${word}`);
  });
  return lines;
};

const commandRows = (commands: readonly Command[]): readonly string[] => {
  const rows = commands.map((one) => [`  ${commandText(one)}`, one.help ?? ''] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `${left.padEnd(width)}${right}`);
};

/** Flags that stand well alone and not together. */
const clashes = ({ watch, explain, output, format = 'text', interactive, yes }: Flags): readonly Finding[] => {
  if (interactive && yes)
    return [
      finding('usage/bad-value', '--interactive asks questions, and --yes wants none', {
        remedy: 'Leave one of the two out.',
      }),
    ];
  if (interactive && format !== 'text')
    return [
      finding('usage/bad-value', `--interactive talks with a person, and ${format} is for programs`, {
        remedy: 'Leave --format out; `--format text --output FILE` writes a report besides.',
      }),
    ];
  const alone = explain !== undefined ? '--explain' : watch ? '--watch' : undefined;
  if (alone === undefined) return [];
  if (output !== undefined)
    return [
      finding('usage/bad-value', `${alone} writes no file`, {
        remedy: alone === '--watch' ? 'Leave one of --watch and --output out.' : 'Write `> FILE` instead of --output.',
      }),
    ];
  if (format === 'text' || (alone === '--explain' && format === 'json')) return [];
  return [
    finding('usage/bad-value', `${alone} cannot be written as ${format}`, {
      remedy: `Leave --format out${alone === '--explain' ? ', or write --format json' : ''}.`,
    }),
  ];
};

const misused = (name: string, flag: Flag, value: string | undefined): readonly Finding[] => {
  if (flag.type === 'boolean')
    return value === undefined
      ? []
      : [finding('usage/bad-value', `--${name} takes no value`, { remedy: `Write --${name} alone.` })];
  if (value === undefined || value === '')
    return [finding('usage/bad-value', `--${name} needs a value`, { remedy: `Write --${name} ${flag.value}.` })];
  return flag.choices && !flag.choices.includes(value)
    ? [
        finding('usage/bad-value', `--${name} does not take "${value}"`, {
          remedy: `Use one of: ${flag.choices.join(', ')}.`,
        }),
      ]
    : [];
};

const unknown = (name: string, script: Script, known: readonly string[]): Finding => {
  const near = closestMatch(name, [...known], { maxDistance: Math.max(1, Math.floor(name.length / 3)) });
  const elsewhere = Object.entries<Flag>(table).find(([one]) => one === name)?.[1];
  if (elsewhere)
    return finding('usage/unknown-flag', `${script} does not take --${name}`, {
      remedy: `It belongs to ${elsewhere.scripts.join(', ')}. ${helpRemedy(script)}`,
    });
  return finding('usage/unknown-flag', `There is no flag ${name.length === 1 ? '-' : '--'}${name}`, {
    remedy: near && leven(near, name) > 0 ? `Did you mean --${near}? ${helpRemedy(script)}` : helpRemedy(script),
  });
};

const wordRemedy = (script: Script, commands: readonly Command[]): string =>
  commands.length > 0
    ? `Words that it takes: ${commands.map(commandText).join(', ')}. ${helpRemedy(script)}`
    : helpRemedy(script);

const helpRemedy = (script: Script): string => {
  const file = script === 'ai' ? 'ai-devops-examples' : script;
  return `See the flags: \`npx tsx scripts/${file}.ts --help\`.`;
};
