import type { Config, Origin } from './core/config.ts';
import { errorsOf, finding, Problem } from './core/finding.ts';
import type { Judge, Questions } from './core/questions.ts';
import { type Flags, settle, whyNot } from './world/config.ts';
import { fitsEnv, leftAlone, withLeftAlone, withSettings } from './world/env-text.ts';
import type { Variables } from './world/environment.ts';
import type { SettingName } from './world/settings.ts';

/** What an interview stands on. */
export type Interviewing = {
  readonly flags: Flags;
  readonly shell: Variables;
  /** The .env that there is; undefined where there is none. */
  readonly text: string | undefined;
  /** Whether the program minikube is on the PATH. */
  readonly hasMinikube: boolean;
  /** The person, and a line for them. */
  readonly questions: Questions;
  readonly line: (text: string) => void;
  readonly consent: (question: string) => Promise<boolean>;
  /** Writes .env; called after the consent, and only when something was answered. */
  readonly write: (text: string) => Promise<void>;
};

/**
 * Asks for what flags, the shell and .env do not give, shows everything without its secrets, and with consent writes it.
 * Gives the text of .env as it is then; throws a Problem, with nothing written, when a question is interrupted or the
 * answer is no. A .env with mistakes comes back as it is: whoever settles it tells them.
 */
export const interview = async (given: Interviewing): Promise<string> => {
  const { flags, shell, text = '', line } = given;
  if (errorsOf(settle(flags, shell, text).findings).length > 0) return text;
  const before = leftAlone(text);
  const answers: Record<string, string> = {};
  const unchanged: SettingName[] = [];
  for (const subject of subjects) {
    const { config } = settle(flags, shell, withSettings(text, answers));
    const scene: Scene = { config, hasMinikube: given.hasMinikube };
    const origin = config.origins[subject.origin] ?? 'default';
    if (origin !== 'default' || before.includes(subject.setting) || subject.isIdle?.(scene)) continue;
    if (Object.keys(answers).length + unchanged.length === 0) line(preface);
    const answer = await subject.ask(scene, given.questions);
    if (answer === undefined) throw interrupted('a question was interrupted');
    if (answer === subject.default(scene)) unchanged.push(subject.setting);
    else answers[subject.setting] = answer;
  }
  const after = withLeftAlone(withSettings(text, answers), unchanged);
  const { config } = settle(flags, shell, after);
  line(summary({ config, hasMinikube: given.hasMinikube }, [...Object.keys(answers), ...unchanged]));
  if (after === text) return text;
  if (!config.dryRun && !(await given.consent('Write .env with this, and deploy?')))
    throw interrupted('the answer was no');
  await given.write(after);
  return after;
};

const preface =
  'Enter takes the default; Ctrl-C leaves everything as it was. Another Kubernetes than Minikube is named with --target context.\n';

const interrupted = (why: string): Problem =>
  new Problem(
    finding('interrupted/signal', `Nothing was written and nothing deployed: ${why}`, {
      remedy: 'Run the same command again when you want to: it asks anew.',
      final: true,
    }),
  );

/** What answers are judged and shown by. */
type Scene = { readonly config: Config; readonly hasMinikube: boolean };

/** A setting that a person is asked for. */
type Subject = {
  readonly setting: SettingName;
  readonly title: string;
  /** Its name among the origins of a Config. */
  readonly origin: string;
  readonly default: (scene: Scene) => string;
  readonly ask: (scene: Scene, questions: Questions) => Promise<string | undefined>;
  /** What is shown of it; never a secret. */
  readonly shown: (scene: Scene) => string;
  /** True where the setting means nothing. */
  readonly isIdle?: (scene: Scene) => boolean;
};

const byMachine = ({ hasMinikube }: Scene): string => (hasMinikube ? 'minikube' : 'local');

/** The target as the run will choose it. */
const targetOf = (scene: Scene): string => scene.config.target ?? (scene.config.context ? 'context' : byMachine(scene));

const isLocal = (scene: Scene): boolean => targetOf(scene) === 'local';

/** Empty stands for the default; anything else is judged as .env is. */
const judged =
  (setting: SettingName): Judge =>
  (answer) => {
    if (answer === '') return undefined;
    return (
      whyNot(setting, answer) ?? (fitsEnv(answer) ? undefined : 'No line of .env can hold it: it has all three quotes.')
    );
  };

const subjects: readonly Subject[] = [
  {
    setting: 'DEPLOY_TARGET',
    title: 'Target',
    origin: 'target',
    default: byMachine,
    ask: (scene, { choose }) =>
      choose({
        text: 'Where is it to run?',
        why: `${byMachine(scene)} is the default: ${scene.hasMinikube ? 'minikube is' : 'no minikube is'} on the PATH.`,
        choices: [
          {
            value: 'minikube',
            hint: `images, charts and pods, as in production; ${scene.hasMinikube ? 'it is here' : 'to be installed first'}`,
          },
          { value: 'local', hint: 'processes of this machine, from the same charts; needs Python 3.11 or newer' },
        ],
        first: byMachine(scene),
      }),
    shown: (scene) => targetOf(scene),
  },
  {
    setting: 'NAMESPACE',
    title: 'Namespace',
    origin: 'namespace',
    isIdle: isLocal,
    default: ({ config }) => config.namespace,
    ask: ({ config }, { word }) =>
      word({
        text: 'In which namespace?',
        why: 'Two deployments with different namespaces do not touch each other.',
        otherwise: config.namespace,
        whyNot: judged('NAMESPACE'),
      }),
    shown: (scene) => (isLocal(scene) ? 'none: there are no namespaces on this machine' : scene.config.namespace),
  },
  {
    setting: 'OPENAI_API_KEY',
    title: 'Provider key',
    origin: 'openaiApiKey',
    default: () => '',
    ask: (_, { hidden }) =>
      hidden({
        text: 'The key of your model provider? (nothing is shown while you type)',
        why: 'With one an AI model answers in the chat; press Enter for the built-in assistant.',
        whyNot: judged('OPENAI_API_KEY'),
      }),
    shown: ({ config }) => (config.openaiApiKey ? 'given, hidden' : 'none: the built-in assistant answers'),
  },
  {
    setting: 'DATABASE_URL',
    title: 'Database',
    origin: 'databaseUrl',
    default: () => '',
    ask: (scene, { hidden }) =>
      hidden({
        text: 'The URL of your PostgreSQL? (nothing is shown while you type)',
        why: `With one the data lives there; press Enter for ${ownDatabase(scene)}.`,
        whyNot: judged('DATABASE_URL'),
      }),
    shown: (scene) => {
      const { databaseUrl, databasePassword } = scene.config;
      if (databaseUrl === undefined) return `none: ${ownDatabase(scene)}`;
      const { protocol, username, host, pathname } = new URL(databaseUrl);
      const user = username === '' ? '' : `${username}@`;
      return `${protocol}//${user}${host}${pathname}${databasePassword ? ', its password hidden' : ''}`;
    },
  },
];

const ownDatabase = (scene: Scene): string =>
  isLocal(scene) ? 'an SQLite file on this machine' : 'a PostgreSQL for development in the cluster';

const sources: Readonly<Record<Origin, string>> = {
  flag: 'not asked: a flag says it',
  shell: 'not asked: the shell says it',
  '.env': 'not asked: .env says it',
  default: 'not asked: .env says that you left it',
};

/** What deploy will use, a line for each setting, and why it was not asked for. */
const summary = (scene: Scene, answered: readonly string[]): string => {
  const width = Math.max(...subjects.map(({ title }) => title.length)) + 2;
  const rows = subjects.map((subject) => {
    const { setting, title, origin, shown, isIdle } = subject;
    const source =
      answered.includes(setting) || isIdle?.(scene) ? '' : `  (${sources[scene.config.origins[origin] ?? 'default']})`;
    return `  ${title.padEnd(width)}${shown(scene)}${source}`;
  });
  return [
    answered.length > 0 ? 'This is what deploy will use:' : 'There is nothing to ask. Deploy uses:',
    ...rows,
  ].join('\n');
};
