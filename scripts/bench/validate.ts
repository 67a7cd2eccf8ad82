import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { howToGet, peer } from '../testing/peers.ts';
import { kubernetesSchemas } from './kubernetes-schemas.ts';
import { once, race, summary, type Timed, together } from './measure.ts';
import { mistakes } from './mistakes.ts';
import { table, timesRow } from './table.ts';

const lacking = howToGet('helm3', 'helm4', 'kubeconform', 'kube-score');

/**
 * Times of our validation beside those of helm lint, kubeconform and kube-score, in one run, and which mistakes of the
 * corpus each finds. RUNS says how often (7).
 */
const root = resolve(import.meta.dirname, '..', '..');
const runs = Number(process.env.RUNS ?? 7);
const work = mkdtempSync(join(tmpdir(), 'bench-'));
const node = process.execPath;
const head = ['', 'min ms', 'median ms', 'ratio'];

/** Charts like the backend's, each with a schema of its own, so that none is compiled for another. */
const makeCharts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => {
    const folder = join(work, `charts-${count}`, `backend${index}`);
    cpSync(join(root, 'helm/backend'), folder, { recursive: true });
    const edit = (file: string, change: (text: string) => string) =>
      writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
    edit('values.schema.json', (text) => text.replace('Values of the backend chart', `Values of chart ${index}`));
    edit('Chart.yaml', (text) => text.replace(/^name: .*$/m, `name: backend${index}`));
    return folder;
  });

const valuesPass = (helm: string | undefined): void => {
  console.log(
    '\nValues of N charts, as whole processes (every chart with values.yaml, one overlay and a schema of its own)\n',
  );
  const rows = [1, 10, 100].flatMap((count) => {
    const folders = makeCharts(count);
    const overlay = join(folders[0] ?? '', 'values-dev.yaml');
    const ours: Timed = { name: 'ours', argv: [node, 'scripts/bench/values-pass.ts', ...folders], cwd: root };
    const lint = (name: string, words: readonly string[]): Timed => ({
      name,
      argv: [helm ?? '', 'lint', '--strict', '-f', overlay, ...words],
    });
    const all = race([ours, ...(helm ? [lint('helm', folders)] : [])], count === 100 ? Math.min(runs, 5) : runs);
    const each = helm ? folders.slice(0, 10).map((folder) => once(lint('helm, each', [folder])).ms) : [];
    const inside = summary(Array.from({ length: 5 }, () => Number(JSON.parse(once(ours).stdout).ms)));
    const theirs = all.get('helm');
    const mine = all.get('ours');
    return [
      ...(mine ? [timesRow(`${count} charts: ours`, mine, theirs)] : []),
      timesRow('  the work inside', inside),
      ...(theirs ? [timesRow('  helm lint, all in one process', theirs, theirs)] : []),
      ...(each.length > 0
        ? [
            [
              '  helm lint, a process each',
              '',
              ((each.reduce((sum, ms) => sum + ms, 0) / each.length) * count).toFixed(0),
              '',
            ],
          ]
        : []),
    ];
  });
  console.log(table(head, rows));
};

/** The whole offline validation of this project, and the same charts and environments through the peers one after the other. */
const whole = (helm: string | undefined): void => {
  console.log('\nThe whole offline validation of this project, as whole processes\n');
  const kubeconform = peer('kubeconform');
  const score = peer('kube-score');
  const schemas = schemasOf();
  if (!helm || !kubeconform || !score || !schemas) {
    console.log(`Left out: ${lacking}`);
    return;
  }
  const peers = ['backend', 'frontend', 'database'].flatMap((chart) =>
    (chart === 'database' ? ['values'] : ['values-dev', 'values-staging']).flatMap((values): readonly Timed[] => {
      const folder = join(root, 'helm', chart);
      const file = join(folder, `${values}.yaml`);
      const secrets = [
        '--set',
        chart === 'database'
          ? 'secrets.POSTGRES_PASSWORD=sample'
          : chart === 'backend'
            ? `secrets.AUTH_SECRET=${'sample-'.repeat(6)}`
            : 'replicaCount=1',
      ];
      const rendered = join(work, `${chart}-${values}.yaml`);
      writeFileSync(
        rendered,
        once({ name: 'render', argv: [helm, 'template', chart, folder, '-f', file, ...secrets] }).stdout,
      );
      return [
        { name: `helm lint ${chart} ${values}`, argv: [helm, 'lint', '--strict', folder, '-f', file, ...secrets] },
        { name: `helm template ${chart} ${values}`, argv: [helm, 'template', chart, folder, '-f', file, ...secrets] },
        {
          name: `kubeconform ${chart} ${values}`,
          argv: [
            kubeconform,
            '-strict',
            '-schema-location',
            `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
            rendered,
          ],
        },
        { name: `kube-score ${chart} ${values}`, argv: [score, 'score', rendered], allowed: [0, 1] },
      ];
    }),
  );
  const npx: Timed = { name: 'npx tsx', argv: ['npx', 'tsx', 'scripts/validate.ts', '--static'], cwd: root };
  const direct: Timed = { name: 'node', argv: [node, 'scripts/validate.ts', '--static'], cwd: root };
  const times = race([npx, direct, ...peers], runs);
  const sum = (prefix: string) =>
    together([...times].filter(([name]) => name.startsWith(prefix)).map(([, one]) => one));
  const all = together(peers.map(({ name }) => times.get(name)));
  const rows = [
    ...[
      ['ours: npx tsx scripts/validate.ts --static', times.get('npx tsx')] as const,
      ['ours: npm run validate -- --static, without npm', times.get('node')] as const,
    ].flatMap(([name, one]) => (one ? [timesRow(name, one, all)] : [])),
    timesRow('peers together', all, all),
    ...['helm lint', 'helm template', 'kubeconform', 'kube-score'].map((name) => timesRow(`  ${name}`, sum(name))),
  ];
  console.log(table(head, rows));
};

/** Who finds which mistake of the corpus. */
const finding = async (helm: string | undefined): Promise<void> => {
  console.log('\nThe mistakes of the corpus (scripts/testing/corpus), by who finds them\n');
  const [kubeconform, score, schemas] = [peer('kubeconform'), peer('kube-score'), schemasOf()];
  if (!helm || !kubeconform || !score || !schemas) console.log(`Left out: ${lacking}`);
  else console.log(await mistakes({ helm, kubeconform, score, schemas }));
};

const schemasOf = () => kubernetesSchemas('v1.34.4', join(root, '.local/cache/bench/kubernetes-v1.34.4'));

try {
  mkdirSync(work, { recursive: true });
  const helm = peer('helm4') ?? peer('helm3');
  console.log(
    `node ${process.version}, ${helm ? once({ name: 'helm', argv: [helm, 'version', '--short'] }).stdout.trim() : 'no helm'}, ${runs} runs each, in turns`,
  );
  if (!helm) console.log(lacking);
  valuesPass(helm);
  whole(helm);
  await finding(helm);
} finally {
  rmSync(work, { recursive: true, force: true });
}
