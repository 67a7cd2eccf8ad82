import type { Chart, ChartName, Document, Json, JsonMap } from '../core/charts.ts';
import type { Environment } from '../core/config.ts';
import { type Finding, finding, type Place } from '../core/finding.ts';
import { at, map } from '../core/json.ts';
import { secret } from '../core/secret.ts';
import type { Check } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { findingAt } from '../manifests/blame.ts';
import { secretFile } from '../secrets/file.ts';
import { findSecrets } from '../secrets/find.ts';
import { secretIn, secretInText } from '../secrets/pair.ts';
import { sample } from './chart.ts';

/** No file that is under version control holds a secret or is one; without Git, no file of the project does. */
export const projectHoldsNoSecret: Check = async (world) => {
  const paths = new Set([...(await projectFiles(world)), ...valuesFiles(world)]);
  if (paths.size === 0)
    return [
      finding('source/missing', 'No file of the project can be listed, so none was searched for secrets', {
        remedy: 'Run it in a clone of the project; `git ls-files` shows its files.',
      }),
    ];
  const findings: Finding[] = [];
  for (const some of portions([...paths], 64))
    findings.push(...(await Promise.all(some.map((path) => inFile(world, path)))).flat());
  return findings;
};

/** Of what charts render only a Secret holds secrets, and only those that the values give it; in every environment. */
export const secretsOnlyInSecrets =
  (...names: readonly ChartName[]): Check =>
  async (world) => {
    const questions = names.flatMap((name) =>
      environmentsOf(world, name).map((environment) => ({ name, environment })),
    );
    const asked = questions.map(async ({ name, environment }) => {
      const { documents, findings } = await world.charts.render(name, environment, sample[name]);
      const found = documents.map((document) => inDocument(world, name, environment, document));
      return [...findings, ...(await Promise.all(found)).flat()];
    });
    return once((await Promise.all(asked)).flat());
  };

/** What environments have in common is told once. */
const once = (findings: readonly Finding[]): readonly Finding[] => [
  ...new Map(findings.map((one) => [JSON.stringify([one.code, one.message, one.at]), one])).values(),
];

/** The run's, and those for which the chart has values of their own. */
const environmentsOf = ({ charts, config }: World, name: ChartName): readonly Environment[] =>
  (['dev', 'staging'] as const).filter(
    (environment) => environment === config.env || charts.of(name).files.has(`values-${environment}.yaml`),
  );

/** Larger files are data, and none of ours. */
const largest = 1_000_000;

const inFile = async ({ files, hide }: World, path: string): Promise<readonly Finding[]> => {
  const bytes = await files.bytes(path);
  if (!bytes) return [];
  const kind = secretFile(path);
  const isBinary = bytes.subarray(0, 8000).includes(0);
  const text = isBinary || bytes.length > largest ? '' : new TextDecoder().decode(bytes);
  const held = text === '' ? [] : await findSecrets(path, text, hide);
  // A key that is seen is told more exactly than by the name of its file.
  const isSeen = held.some(({ code }) => code === 'secret/private-key');
  if (!kind || kind.ifItHolds || isPublic(text) || isSeen) return held;
  return [
    ...held,
    finding('secret/file', `${path} is under version control, and by its name it holds ${kind.what}`, {
      at: { file: path, line: 1, column: 1 },
      remedy: `Take it out with \`git rm --cached ${path}\`, name it in .gitignore, and replace what it holds.`,
    }),
  ];
};

/** A certificate or public key, which everyone may have. */
const isPublic = (text: string): boolean =>
  /-----BEGIN (?:CERTIFICATE|[A-Z ]*PUBLIC KEY)-----/.test(text) && !text.includes('PRIVATE KEY');

/** The regular files in Git's index; where there is none, what lies in the folder and is not made or kept there. */
const projectFiles = async ({ sh, files }: World): Promise<readonly string[]> => {
  const said = await sh.read`git ls-files -z --stage`;
  const tracked = said.stdout.split('\0').flatMap((entry) => /^100\d{3} \S+ \d\t(.+)$/s.exec(entry)?.[1] ?? []);
  if (said.code === 0 && tracked.length > 0) return tracked;
  const entries = await files.list('.', (path) => made.test(path));
  return entries.map(({ path }) => path).filter((path) => !secretFile(path));
};

const made =
  /(^|\/)(\.git|node_modules|\.next|\.local|\.deploy|\.venv|venv|__pycache__|\.(?:ruff|mypy|pytest)_cache|\.hypothesis|dist|coverage)$/;

const valuesFiles = ({ charts }: World): readonly string[] =>
  charts.all.flatMap(({ directory, files }) =>
    [...files.keys()].filter((path) => /^values[^/]*\.ya?ml$/.test(path)).map((path) => `${directory}/${path}`),
  );

const inDocument = async (
  { charts, hide }: World,
  name: ChartName,
  environment: Environment,
  document: Document,
): Promise<readonly Finding[]> => {
  const values = charts.values(name, environment, sample[name]);
  const given = leaves(map(values.values.secrets)).map(({ value }) => value);
  const found = leaves(document.body).map(async ({ path, value }): Promise<readonly Finding[]> => {
    const setting = settingAt(document, path, value);
    const what = await secretAt(setting, given);
    if (what === undefined) return [];
    hide(secret(setting.text));
    const one = findingAt(charts.of(name), values, {
      code: 'secret/in-manifest',
      document,
      path,
      message: `The ${document.kind} ${document.name} holds ${what} under ${setting.key}`,
      remedy: '',
    });
    const file = one.at?.file ?? document.source;
    const inText = await inChartFile(charts.of(name), one.at);
    if (inText) return [inText];
    return [{ ...one, remedy: `Take it out of ${file} and give it in .env: deploy puts it into the Secret.` }];
  });
  return (await Promise.all(found)).flat();
};

/** What T014 finds on the same line of a chart's file is the same secret, told at its place. */
const inChartFile = async ({ directory, files }: Chart, at: Place | undefined): Promise<Finding | undefined> => {
  const text = at && files.get(at.file.slice(directory.length + 1));
  if (at === undefined || text === undefined) return undefined;
  return (await findSecrets(at.file, text)).find((one) => one.code.startsWith('secret/') && one.at?.line === at.line);
};

/** Short ones would be found in other words. */
const tellable = 16;

const secretAt = async ({ key, text, where }: Setting, given: readonly string[]): Promise<string | undefined> => {
  if (where === 'secret') return given.includes(text) ? undefined : secretIn(key, text);
  if (given.some((value) => value.length >= tellable && text.includes(value))) return 'a secret that the values give';
  return where === 'setting' ? secretIn(key, text) : secretInText(text);
};

type Leaf = { readonly path: readonly (string | number)[]; readonly value: string };

const leaves = (value: Json, path: Leaf['path'] = []): readonly Leaf[] => {
  if (typeof value === 'string') return [{ path, value }];
  if (value === null || typeof value !== 'object') return [];
  const inner: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? value.map((one: Json, index) => [index, one] as const)
    : Object.entries(value as JsonMap);
  return inner.flatMap(([key, one]) => leaves(one, [...path, key]));
};

/** What a leaf of a document sets: entries of a Secret, settings (of a ConfigMap or a container), and everything else. */
type Setting = { readonly key: string; readonly text: string; readonly where: 'secret' | 'setting' | 'elsewhere' };

const settingAt = (document: Document, path: Leaf['path'], value: string): Setting => {
  const key = String(path.at(-1) ?? '');
  const isData = path.length === 2 && /^(?:data|stringData)$/.test(String(path[0]));
  if (document.kind === 'Secret' && isData)
    return { key, text: path[0] === 'data' && isBase64(value) ? decoded(value) : value, where: 'secret' };
  if (document.kind === 'ConfigMap' && isData) return { key, text: value, where: 'setting' };
  const variable = key === 'value' ? at(document.body, ...path.slice(0, -1), 'name') : undefined;
  return typeof variable === 'string'
    ? { key: variable, text: value, where: 'setting' }
    : { key, text: value, where: 'elsewhere' };
};

/** Text that is not encoded is told by the rules about documents. */
const isBase64 = (text: string): boolean => /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(text);

const decoded = (text: string): string => Buffer.from(text, 'base64').toString();

function* portions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
