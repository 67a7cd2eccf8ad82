import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChartName, chartNames } from '../core/charts.ts';
import { corpus } from '../testing/corpus/all.ts';
import type { BrokenInput } from '../testing/corpus/broken.ts';
import { cleanTree, openFolder, writeInput } from '../testing/corpus/folder.ts';
import { judged } from '../testing/corpus/judge.ts';
import { once } from './measure.ts';
import { table } from './table.ts';

/** The programs beside which ours is judged, and the schemas that kubeconform is given. */
export type Judges = {
  readonly helm: string;
  readonly kubeconform: string;
  readonly score: string;
  readonly schemas: string;
};

type PeerName = 'helm lint' | 'kubeconform' | 'kube-score';
const peerNames: readonly PeerName[] = ['helm lint', 'kubeconform', 'kube-score'];

/** Which complaints a peer has, in lines that can be compared. */
type Complaints = Readonly<Record<PeerName, readonly string[]>>;

/** Every mistake of the corpus, by who finds it: a peer has found one when it complains of what it does not of the clean project. */
export const mistakes = async (judges: Judges): Promise<string> => {
  const clean = cleanTree();
  const folder = await openFolder(clean);
  const directory = mkdtempSync(join(tmpdir(), 'mistakes-'));
  const asking = { helm: judges.helm, memory: new Map() };
  const ask = peersOf(judges);
  try {
    writeInput(directory, { edits: [] }, clean);
    const before = ask(directory, { name: 'clean', edits: [], found: [] });
    const rows: (readonly string[])[] = [];
    const missed: string[] = [];
    for (const [name, inputs] of Object.entries(corpus)) {
      const found = { ours: 0, 'only ours': 0, 'helm lint': 0, kubeconform: 0, 'kube-score': 0 };
      for (const input of inputs) {
        rmSync(directory, { recursive: true });
        writeInput(directory, input, clean);
        const after = ask(directory, input);
        const peers = peerNames.filter((peer) => after[peer].some((line) => !before[peer].includes(line)));
        const ours = (await judged(folder, input, asking)).length > 0;
        for (const peer of peers) found[peer] += 1;
        if (ours) found.ours += 1;
        if (ours && peers.length === 0) found['only ours'] += 1;
        if (!ours) missed.push(`${name}: ${input.name} (${peers.join(', ') || 'nobody'})`);
      }
      rows.push(
        [name, inputs.length, found.ours, found['only ours'], ...peerNames.map((peer) => found[peer])].map(String),
      );
    }
    const sum = rows.reduce<readonly number[]>(
      (all, row) => row.slice(1).map((cell, i) => (all[i] ?? 0) + Number(cell)),
      [],
    );
    return [
      table(['', 'mistakes', 'ours', 'only ours', ...peerNames], [...rows, ['together', ...sum.map(String)]]),
      `\nNot found by us: ${missed.length === 0 ? 'none' : `\n${missed.map((one) => `  ${one}`).join('\n')}`}`,
      '\nWhat peers say of the project without a mistake, and we leave out on purpose (docs/validation.md):',
      ...peerNames.map((peer) => `  ${peer}: ${[...new Set(before[peer].map(ruleOf))].join('; ') || 'nothing'}`),
    ].join('\n');
  } finally {
    folder.remove();
    rmSync(directory, { recursive: true, force: true });
  }
};

/** A complaint without the object it is about: `[WARNING] backend apps/v1/Deployment: (container) Rule` is told as the rule. */
const ruleOf = (line: string): string => /^\[\w+\] .*?: (?:\([^)]*\) )?(.*)$/.exec(line)?.[1] ?? line;

/** Asks the peers about every chart and overlay of a directory, once for equal contents. */
const peersOf = ({ helm, kubeconform, score, schemas }: Judges) => {
  const known = new Map<string, Complaints>();
  const about = (root: string, chart: ChartName, overlay: string, sets: readonly string[]): Complaints => {
    const folder = join(root, 'helm', chart);
    const words = [chart, folder, '-f', join(folder, overlay), ...sets.flatMap((set) => ['--set', set])];
    const lint = run([helm, 'lint', '--strict', ...words.slice(1)]);
    const rendered = run([helm, 'template', ...words]);
    if (rendered.code !== 0)
      return { 'helm lint': lint.code === 0 ? [] : [lint.text], kubeconform: [], 'kube-score': [] };
    const file = join(root, 'rendered.yaml');
    writeFileSync(file, rendered.stdout);
    const conform = run([
      kubeconform,
      '-strict',
      '-schema-location',
      `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
      file,
    ]);
    const scored = run([score, 'score', '-o', 'ci', file]);
    return {
      'helm lint': lint.code === 0 ? [] : [lint.text],
      kubeconform: conform.code === 0 ? [] : [conform.text.replaceAll(file, '')],
      'kube-score': scored.stdout.split('\n').filter((line) => /^\[(?:WARNING|CRITICAL)\]/.test(line)),
    };
  };
  return (root: string, { sets = [] }: Pick<BrokenInput, 'sets' | 'name' | 'edits' | 'found'>): Complaints => {
    const all = chartNames.flatMap((chart) =>
      overlaysOf(join(root, 'helm', chart)).map((overlay) => {
        const own = sets.flatMap((set) => (set.startsWith(`${chart}.`) ? [set.slice(chart.length + 1)] : []));
        const words = [...(samples[chart] ?? []), ...own];
        const key = digest(join(root, 'helm', chart), overlay, words);
        const complaints = known.get(key) ?? about(root, chart, overlay, words);
        known.set(key, complaints);
        return complaints;
      }),
    );
    const of = (peer: PeerName) => all.flatMap((one) => one[peer]);
    return { 'helm lint': of('helm lint'), kubeconform: of('kubeconform'), 'kube-score': of('kube-score') };
  };
};

/** Secrets that deploy would hand over, so that the charts render. */
const samples: Readonly<Partial<Record<ChartName, readonly string[]>>> = {
  backend: [`secrets.AUTH_SECRET=${'sample-'.repeat(6)}`],
  database: ['secrets.POSTGRES_PASSWORD=sample'],
};

const overlaysOf = (chart: string): readonly string[] => {
  const overlays = ['values-dev.yaml', 'values-staging.yaml'].filter((file) => existsSync(join(chart, file)));
  return overlays.length > 0 ? overlays : ['values.yaml'];
};

/** A program that ran, whatever it thinks of its input; one that takes too long over it has no opinion. */
const run = (argv: readonly string[]) => {
  const said = once({
    name: argv.slice(0, 2).join(' '),
    argv,
    allowed: Array.from({ length: 256 }, (_, code) => code),
  });
  return { code: said.code, stdout: said.stdout, text: `${said.stdout}${said.stderr}` };
};

const digest = (chart: string, overlay: string, words: readonly string[]): string => {
  const hash = createHash('sha256').update([overlay, ...words].join('\0'));
  const add = (path: string): void => {
    for (const name of readdirSync(path).toSorted()) {
      const entry = join(path, name);
      const isLoop = !existsSync(entry);
      hash.update(`${name}\0`);
      if (isLoop) continue;
      if (statSync(entry).isDirectory()) add(entry);
      else hash.update(readFileSync(entry));
    }
  };
  if (existsSync(chart)) add(chart);
  return hash.digest('hex');
};
