import {
  type Action,
  type Amounts,
  actionText,
  backendSecret,
  releaseOfObject,
  type SecretKey,
} from '../core/action.ts';
import type { Chart, ChartName, JsonMap } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { errorsOf, type Finding, finding } from '../core/finding.ts';
import { at } from '../core/json.ts';
import { deploy } from '../diagnosis/commands.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { inOrder } from '../values/gate.ts';
import { type RunValues, valuesOf } from '../values/layers.ts';
import { validateChart } from '../values/passes.ts';
import { pathText } from '../values/tree.ts';
import { readYaml } from '../values/yaml.ts';
import { canonical } from './canonical.ts';
import { differenceOf } from './difference.ts';
import { type Setting, withValue } from './overlay.ts';

/** The files that a repair is written into, and what stands above them. */
export type Files = {
  readonly charts: readonly Chart[];
  readonly env: Environment;
  /** `--values` and `--set` of the run. */
  readonly run: RunValues;
  /** What deploy adds to the values of a chart; nothing where it is left out. */
  readonly own?: (release: ChartName) => JsonMap;
  /** How the release of the action stands in the cluster; nothing is known of it where that is left out. */
  readonly standing?: Standing;
  /** Where it is deployed, for commands to copy. */
  readonly place: Pick<ClusterSnapshot, 'context' | 'namespace'>;
};

/** What of a release is not as the files say, although nobody changed these. */
export type Standing = {
  /** The newest revision of Helm. */
  readonly revision?: number;
  /** What somebody changed past the files, field by field: as it is, and as it was deployed. */
  readonly drift: readonly string[];
  /** Keys that a deploy would give its Secret, and that it has not. */
  readonly lacks: readonly string[];
};

/** How an action is made true. */
export type Translation =
  /** `text` is the whole new text of `file` (relative to the root; `before` is undefined for a new one); then comes deploy. */
  | {
      readonly kind: 'edit';
      readonly file: string;
      readonly before: string | undefined;
      readonly text: string;
      readonly diff: string;
      readonly next: string;
    }
  /** The files say so already; deploy makes it true where it is not. */
  | { readonly kind: 'held'; readonly next: string }
  /** No file says anything of it: it is made in the cluster itself, and nothing drifts from the files. */
  | { readonly kind: 'restart' }
  /** The files do not say so, and no value does it: a sentence for a person, with what to do. */
  | { readonly kind: 'instruction'; readonly next: string }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** The edit of the environment's overlay that makes an action true, or what does it instead. Never throws. */
export const translate = (action: Action, files: Files): Translation => {
  const meant = canonical(action);
  if ('reason' in meant) return refused('ai/value-guarded', `This value may not be set: ${meant.reason}`);
  switch (meant.action) {
    case 'Scale':
      return inValues(meant, releaseOfObject(meant.object), [{ path: ['replicaCount'], value: meant.replicas }], files);
    case 'SetResources':
      return inValues(
        meant,
        releaseOfObject(meant.object),
        [...amounts('requests', meant.requests), ...amounts('limits', meant.limits)],
        files,
      );
    case 'SetHelmValue':
      return inValues(meant, meant.release, [meant], files);
    case 'SetSecretKey':
      return files.standing?.lacks.includes(backendSecret.keys[meant.key])
        ? { kind: 'held', next: deployAgain(files) }
        : { kind: 'instruction', next: secretSentence(meant.key, files) };
    case 'RolloutRestart':
      return { kind: 'restart' };
    case 'RolloutUndo':
      return isUndone(meant, files)
        ? { kind: 'held', next: deployAgain(files) }
        : { kind: 'instruction', next: undoSentence(meant, files) };
  }
};

const amounts = (part: 'requests' | 'limits', { cpu, memory }: Amounts = {}): readonly Setting[] => [
  ...(cpu === undefined ? [] : [{ path: ['resources', part, 'cpu'], value: cpu }]),
  ...(memory === undefined ? [] : [{ path: ['resources', part, 'memory'], value: memory }]),
];

const deployAgain = ({ env, place }: Files): string => deploy(place, env === 'dev' ? '' : `--env ${env}`);

/** What each secret of `.env` is; its value goes from a person's hands into that, and nowhere else. */
const settings: Readonly<Record<Exclude<SecretKey, 'AUTH_SECRET'>, string>> = {
  OPENAI_API_KEY: 'the key of the model provider',
  DATABASE_URL: 'the address of the database, with its password',
};

const secretSentence = (key: SecretKey, files: Files): string =>
  key === 'AUTH_SECRET'
    ? `${backendSecret.name} has AUTH_SECRET: deploy made it, and keeps it.`
    : `Write ${settings[key]} behind \`${key}=\` in .env, then deploy: ${deployAgain(files)}.`;

type Undo = Extract<Action, { action: 'RolloutUndo' }>;

/** Whether a deploy takes back what is to be undone: what somebody changed past the files, and no older revision is meant. */
const isUndone = ({ revision }: Undo, { standing }: Files): boolean =>
  standing !== undefined && standing.drift.length > 0 && (revision === undefined || revision === standing.revision);

/** A rollback of Helm alone would last until the next deploy, which goes by the files. */
const undoSentence = ({ object, revision }: Undo, files: Files): string => {
  const which = revision === undefined ? 'the deploy before' : `revision ${revision}`;
  const release = releaseOfObject(object) ?? object.name;
  const { context, namespace } = files.place;
  const history = `helm history ${release} -n ${namespace}${context ? ` --kube-context ${context}` : ''}`;
  const sources = release === 'database' ? 'helm/database' : `helm/${release} ${release}`;
  const why =
    files.standing?.drift.length === 0 ? 'The cluster is as it was deployed, so the files are what is wrong. ' : '';
  return `${why}Put the files back as they were at ${which} (\`${history}\` and \`git log -p -- ${sources}\` show when and what), then deploy: ${deployAgain(files)}.`;
};

const refused = (code: Finding['code'], message: string, details: Partial<Finding> = {}): Translation => ({
  kind: 'refused',
  findings: [finding(code, message, details)],
});

const inValues = (
  action: Action,
  release: ChartName | undefined,
  wanted: readonly Setting[],
  files: Files,
): Translation => {
  const chart = files.charts.find(({ name }) => name === release);
  if (!chart) return refused('ai/object-foreign', `${actionText(action)}: no chart of the project makes it`);
  const base = readYaml(`${chart.directory}/values.yaml`, chart.files.get('values.yaml') ?? '').value;
  const unknown = wanted.find(({ path }) => at(base, ...path) === undefined);
  if (unknown) return refused('ai/value-unknown', `The chart ${chart.name} has no value ${pathText(unknown.path)}`);
  if (unmet(chart, wanted, files).length === 0) return { kind: 'held', next: deployAgain(files) };
  return edited(chart, wanted, files);
};

/** Whether a deploy of now gives a value: then setting it decides nothing. */
export const isGiven = (setting: Extract<Action, { action: 'SetHelmValue' }>, files: Files): boolean => {
  const chart = files.charts.find(({ name }) => name === setting.release);
  return chart !== undefined && unmet(chart, [setting], files).length === 0;
};

const edited = (chart: Chart, wanted: readonly Setting[], files: Files): Translation => {
  const name = `values-${files.env}.yaml`;
  const file = `${chart.directory}/${name}`;
  const before = chart.files.get(name);
  const text = wanted.reduce<string | undefined>(
    (one, setting) => (one === undefined ? undefined : withValue(one, setting)),
    before ?? '',
  );
  if (text === undefined)
    return refused('ai/overlay-form', `${file} cannot be edited for certain`, {
      at: { file, line: 1, column: 1 },
      remedy: `Write into it by hand: ${wanted.map(({ path, value }) => `\`${pathText(path)}: ${value}\``).join(', ')}.`,
    });
  const after: Chart = { ...chart, files: new Map(chart.files).set(name, text) };
  const [over] = unmet(after, wanted, files);
  if (over) return overridden(after, over, files);
  const faults = newErrors(chart, after, files);
  if (faults.length > 0) return { kind: 'refused', findings: faults.map(asRefusal) };
  return { kind: 'edit', file, before, text, diff: differenceOf(file, before, text), next: deployAgain(files) };
};

/** Settings that are not what a deploy would use. */
const unmet = (chart: Chart, wanted: readonly Setting[], files: Files): readonly Setting[] => {
  const { values } = layered(chart, files).values;
  return wanted.filter(({ path, value }) => at(values, ...path) !== value);
};

const layered = (chart: Chart, { env, run, own }: Files) => valuesOf(chart, env, run, own?.(chart.name));

const overridden = (chart: Chart, { path }: Setting, files: Files): Translation => {
  const place = layered(chart, files).values.placeOf(path);
  const where = place ? `${place.file}` : 'a setting of .env or of the shell';
  return refused('ai/overridden', `${pathText([chart.name, ...path])} is set by ${where}, above the overlay`, {
    ...(place ? { at: place } : {}),
  });
};

/** What the values gate says of the repair, and did not say before. */
const newErrors = (before: Chart, after: Chart, { env, run }: Files): readonly Finding[] => {
  const known = new Set(errorsOf(validateChart(before, valuesOf(before, env, run))).map(({ message }) => message));
  const errors = errorsOf(inOrder(validateChart(after, valuesOf(after, env, run))));
  return errors.filter(({ message }) => !known.has(message));
};

const asRefusal = ({ message, at: place, remedy }: Finding): Finding =>
  finding('ai/value-refused', message, { remedy, ...(place ? { at: place } : {}) });
