import { type Chart, type ChartName, type Charts, chartNames, type Document } from '../core/charts.ts';
import { type Config, defaultConfig } from '../core/config.ts';
import { finding } from '../core/finding.ts';
import type { Outside } from '../core/outside.ts';
import type { Secret } from '../core/secret.ts';
import type { Target } from '../core/target.ts';
import type { Answer, Http, Otherwise, Processes, Send, World } from '../core/world.ts';
import { readCharts } from '../values/charts.ts';
import { filesAside } from '../world/aside.ts';
import { memoryFiles } from './files.ts';
import { type Ran, type Script, scriptedShell } from './shell.ts';
import { type Seen, silentTarget } from './target.ts';

/** What a world in memory holds; everything left out is not there. */
export type Given = {
  /** Texts by path. Files below helm/ are the charts. */
  readonly files?: Readonly<Record<string, string>>;
  readonly shell?: Script;
  /** Answers by `GET http://127.0.0.1:8000/health`; nobody answers elsewhere. */
  readonly http?: Readonly<Record<string, Partial<Answer> | ((send: Send) => Partial<Answer>)>>;
  readonly config?: Partial<Config>;
  /** What the target shows. */
  readonly seen?: Seen;
  /** Verbs of the target that do more than being noted. */
  readonly target?: Partial<Target>;
  /** What helm renders; a chart that is not named does not render. */
  readonly rendered?: Partial<Readonly<Record<ChartName, readonly Document[]>>>;
  readonly charts?: Partial<Charts>;
  /** What a planner is started with; no program is there by default. */
  readonly planner?: Outside;
  /** What a target in another namespace shows; nothing of it is there by default. */
  readonly elsewhere?: { readonly seen?: Seen; readonly target?: Partial<Target> };
  readonly processes?: Partial<Processes>;
  /** Free bytes of the disk. */
  readonly free?: number;
  /** Milliseconds since the epoch when the world begins. */
  readonly now?: number;
  readonly signal?: AbortSignal;
};

/** A world in memory and what happened in it. */
export type Memory = {
  readonly world: World;
  /** Every command, in order. */
  readonly ran: readonly Ran[];
  /** What the target was told to do. */
  readonly done: readonly string[];
  /** Texts by path, as they are now. */
  readonly texts: ReadonlyMap<string, string>;
  readonly progress: readonly string[];
  readonly notes: readonly string[];
  readonly planned: readonly string[];
  readonly hidden: readonly Secret[];
  /** What is done every so often: nothing of it happens by itself. */
  readonly repeated: readonly (() => void)[];
  /** Texts that were handed over in private files, by their names. */
  readonly handed: readonly { readonly name: string; readonly text: string }[];
};

/** A world in memory: files as an object, scripted programs, a clock that sleeping moves on. A command not scripted throws. */
export const memoryWorld = (given: Given = {}): Memory => {
  const progress: string[] = [];
  const notes: string[] = [];
  const planned: string[] = [];
  const hidden: Secret[] = [];
  const handed: { readonly name: string; readonly text: string }[] = [];
  const config = { ...defaultConfig, ...given.config };
  const say = {
    progress: (line: string) => void progress.push(line),
    note: (line: string) => void notes.push(line),
    planned: (line: string) => void planned.push(line),
    plannedLines: () => planned,
  };
  const around = { dryRun: config.dryRun, planned: say.planned, free: given.free ?? 50e9 };
  const { files, texts } = memoryFiles(given.files ?? {}, around);
  const { sh, ran } = scriptedShell(given.shell ?? [], around);
  const done: string[] = [];
  const { target } = silentTarget(given.seen, given.target, (line) => void done.push(line));
  const repeated: (() => void)[] = [];
  let now = given.now ?? Date.UTC(2030, 0, 1);
  const world: World = {
    sh,
    files,
    http: httpOf(given.http ?? {}),
    processes: { ...idle, ...given.processes },
    charts: { ...chartsOf(given, config), ...given.charts },
    config,
    target,
    otherwise: async (change) => otherwiseOf(world, given, change, { texts, done }),
    planner: given.planner ?? noPlanner,
    say,
    hide: (value) => void hidden.push(value),
    privately: (name, text, use) => {
      handed.push({ name, text });
      return use(`/private/${name}`);
    },
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
      every: (_, work) => {
        repeated.push(work);
        return () => void repeated.splice(repeated.indexOf(work), 1);
      },
    },
    signal: given.signal ?? new AbortController().signal,
  };
  return { world, ran, done, texts, progress, notes, planned, hidden, handed, repeated };
};

/** The world as it would be: in another namespace what the target is told begins with that. */
const otherwiseOf = (
  { files, ...world }: World,
  given: Given,
  { namespace = world.config.namespace, texts: more, config: change }: Otherwise,
  { texts, done }: { readonly texts: ReadonlyMap<string, string>; readonly done: string[] },
): World => {
  const config = { ...(change?.(world.config) ?? world.config), namespace };
  const aside = new Map(Object.entries(more ?? {}));
  const seen = more ? filesAside(files, aside) : files;
  const all = Object.fromEntries([...texts, ...aside].filter((one): one is [string, string] => one[1] !== undefined));
  const { elsewhere = {} } = given;
  const other = silentTarget(elsewhere.seen, elsewhere.target, (line) => void done.push(`${namespace}: ${line}`));
  const made: World = {
    ...world,
    files: seen,
    config,
    charts: { ...chartsOf({ ...given, files: all }, config), ...given.charts },
    target: namespace === world.config.namespace ? world.target : other.target,
    otherwise: async (next) =>
      otherwiseOf(
        made,
        given,
        { ...next, ...(more || next.texts ? { texts: { ...Object.fromEntries(aside), ...next.texts } } : {}) },
        { texts, done },
      ),
  };
  return made;
};

/** A machine on which no planner and no kubectl is. */
const noPlanner: Outside = {
  sh: scriptedShell([], { dryRun: false, planned: () => {} }).sh,
  find: async () => undefined,
  folder: async () => {
    throw new Error('unexpected folder of a planner');
  },
  guard: () => '',
  relay: async () => {
    throw new Error('unexpected relay of a planner');
  },
  redact: (text) => text,
  marker: () => 'data-marker',
};

/** No files, every program missing, nobody answers, nothing deployed: here no sentence is true. */
export const emptyWorld = (given: Given = {}): Memory =>
  memoryWorld({ shell: [['*', { code: 127, stderr: 'not found' }]], free: 0, ...given });

const nobody: Answer = { status: 0, text: 'connect ECONNREFUSED', headers: {}, cookies: [] };

const httpOf =
  (answers: NonNullable<Given['http']>): Http =>
  async (url, send = {}) => {
    const method = send.method ?? (send.json === undefined ? 'GET' : 'POST');
    const answer = answers[`${method} ${url}`];
    if (answer === undefined) return nobody;
    return { ...nobody, status: 200, text: '', ...(typeof answer === 'function' ? answer(send) : answer) };
  };

const idle: Processes = {
  start: async ({ argv }) => {
    throw new Error(`unexpected start of ${argv.join(' ')}`);
  },
  alive: async () => false,
  stop: async () => {},
  holder: async () => undefined,
  memory: () => ({ total: 16e9, free: 8e9 }),
  self: async () => ({
    who: 'ada@desk',
    pid: 4711,
    command: 'scripts/deploy.ts',
    machine: 'desk',
    mark: { pid: 4711, started: 'now' },
  }),
  claim: async () => undefined,
  release: async () => {},
};

/** The charts below helm/ of the given files; helm itself is what `rendered` says. */
const chartsOf = (given: Given, config: Config): Charts => {
  const entries = Object.entries(given.files ?? {});
  const charts = chartNames.flatMap((name): readonly Chart[] => {
    const directory = `helm/${name}`;
    const own = entries.filter(([path]) => path.startsWith(`${directory}/`));
    const files = new Map(own.map(([path, text]) => [path.slice(directory.length + 1), text] as const));
    return own.length > 0 ? [{ name, directory, files }] : [];
  });
  const layers = config.values.flatMap((path) => entries.filter(([one]) => one === path));
  return {
    ...readCharts(charts, config.env, { files: layers.map(([path, text]) => ({ path, text })), sets: config.sets }),
    lint: async (name) => (given.rendered?.[name] ? [] : [finding('chart/lint', `helm/${name}: not in this world`)]),
    render: async (name) => {
      const documents = given.rendered?.[name];
      return documents
        ? { documents, findings: [] }
        : { documents: [], findings: [finding('chart/render', `helm/${name}: not in this world`)] };
    },
  };
};
