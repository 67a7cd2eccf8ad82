import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { diagnose } from '../diagnosis/diagnose.ts';
import type { ClusterSnapshot } from '../diagnosis/snapshot.ts';
import { isCause } from '../opinions/causes.ts';
import { openRealGround } from '../testing/ground.ts';
import { serveSnapshot } from '../testing/kubernetes-api.ts';
import { howToGet, peer } from '../testing/peers.ts';
import { judged, type Only } from './judged.ts';
import type { Tool } from './sayings.ts';
import { table } from './table.ts';
import { ask } from './tools.ts';

/**
 * Who names which cause: k8sgpt without a model, popeye and our rules on the recorded namespaces, which are served to the
 * tools as a Kubernetes API on loopback. CASES=quota asks about those alone whose name matches.
 */
const root = resolve(import.meta.dirname, '..', '..');
const folder = join(root, 'scripts/diagnosis/recorded');
const tools: readonly Tool[] = ['k8sgpt', 'popeye'];

const missing = tools.filter((tool) => !peer(tool));
if (missing.length > 0) console.log(`Left out: ${missing.join(', ')}. ${howToGet(...missing)}`);
const there = tools.filter((tool) => peer(tool));
const path = [...there.map((tool) => dirname(peer(tool) ?? '')), process.env.PATH].join(delimiter);
const { ground, close } = await openRealGround({ root, env: { ...process.env, PATH: path } });
const cases = new RegExp(process.env.CASES ?? '');
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ''));

const titles: Readonly<Record<Only['kind'], string>> = {
  cause: 'Causes that only they name',
  symptom: 'Symptoms that our rules do not explain',
  unmapped: 'Texts that name no cause of ours',
};
const rows: (readonly string[])[] = [];
const only: Readonly<Record<Only['kind'], Map<string, string[]>>> = {
  cause: new Map(),
  symptom: new Map(),
  unmapped: new Map(),
};
const totals = new Map(['our rules', ...there].map((name) => [name, { named: 0, symptom: 0, silent: 0, alarms: 0 }]));
const count = (name: string, what: 'named' | 'symptom' | 'silent' | 'alarms'): void => {
  const total = totals.get(name);
  if (total) total[what] += 1;
};
let advice = 0;

try {
  for (const name of names.filter((one) => cases.test(one))) {
    const snapshot = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ClusterSnapshot;
    const ours = diagnose(snapshot);
    const mine = [...new Set(ours.map(({ finding }) => finding.code).filter(isCause))];
    const isHealthy = name === 'healthy';
    if (!isHealthy) count('our rules', mine.length > 0 ? 'named' : 'silent');
    else if (mine.length > 0) count('our rules', 'alarms');
    const cells: string[] = [];
    for (const tool of there) {
      const server = await serveSnapshot(snapshot);
      const said = await ground
        .privately('kubeconfig', server.kubeconfig, (file) => ask[tool](ground, snapshot.namespace, file))
        .finally(server.close);
      const result = judged(tool, snapshot, ours, said);
      advice += result.advice;
      for (const { kind, text } of result.only) {
        const line = `${tool}: ${text.replaceAll(`${snapshot.namespace}/`, '')}`;
        only[kind].set(line, [...(only[kind].get(line) ?? []), name]);
      }
      // What our rules name first is the cause; a consequence of it, named alone, is a symptom.
      const isNamed = mine.some((code) => result.causes.includes(code));
      const says = result.causes.length > 0 || result.symptom;
      if (!isHealthy) count(tool, isNamed ? 'named' : says ? 'symptom' : 'silent');
      else if (says || result.only.length > 0) count(tool, 'alarms');
      cells.push(isNamed ? 'named' : says ? 'symptom' : '-');
    }
    rows.push([name, mine.join(' ') || '-', ...cells]);
  }
} finally {
  close();
}

console.log(table(['namespace', 'our rules', ...there], rows));
console.log('\nSick namespaces by what is said of them, and alarms of the healthy one\n');
console.log(
  table(
    ['', 'cause named', 'symptom only', 'nothing', 'alarms of the healthy one'],
    [...totals].map(([name, { named, symptom, silent, alarms }]) => [
      name,
      ...[named, symptom, silent, alarms].map(String),
    ]),
  ),
);
console.log(`\nAdvice on how manifests are written: ${advice} findings, not compared.`);
for (const [kind, texts] of Object.entries(only) as [Only['kind'], Map<string, string[]>][]) {
  console.log(`\n${titles[kind]}: ${texts.size === 0 ? 'none' : ''}`);
  for (const [text, where] of [...texts].toSorted()) console.log(`- ${text}  (${where.join(', ')})`);
}
