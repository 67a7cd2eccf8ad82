import type { State } from '../../core/engine.ts';
import { beganAt, type RunRecord } from '../run-record.ts';
import { seconds } from '../text.ts';
import { type Verdict, verdictOf } from '../verdict.ts';
import { html, type Markup, nothing } from './markup.ts';

/** The class that colours each verdict. */
const kinds: Readonly<Record<Verdict, string>> = { ok: 'good', 'not ok': 'bad', interrupted: 'cut' };

/** The top of the page: verdict, counts, and what ran where with which versions. */
export const header = (record: RunRecord): Markup => {
  const { report, exitCode } = record;
  const verdict = verdictOf(report);
  const began = new Date(beganAt(record)).toISOString();
  const facts: readonly (readonly [string, Markup])[] = [
    ['Began (UTC)', html`<time datetime="${began}">${began.slice(0, 19).replace('T', ' ')}</time>`],
    ['Took', html`${seconds(report.ms)}`],
    ['Exit code', html`${exitCode}`],
    ...placeFacts(record),
    ...record.versions.map(([name, version]) => [name, html`${version}`] as const),
  ];
  return html`<header class="${kinds[verdict]}">
<h1><span class="verdict">${report.verb} ${verdict}</span></h1>
<ul class="counts" aria-label="Tasks by state">${Object.entries(report.counts).map(([state, count]) => tally(state as State, count))}</ul>
<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>`;
};

const tally = (state: State, count: number): Markup =>
  count === 0 ? nothing : html`<li class="${state}"><b>${count}</b> ${state}</li>`;

const placeFacts = ({ events }: RunRecord): readonly (readonly [string, Markup])[] => {
  const [start] = events;
  if (start?.event !== 'run-start' || start.target === undefined) return [];
  const { target, why = '', namespace, env, settings = [] } = start;
  return [
    ['Target', html`${target}<br><small>${why}</small>`],
    ...(namespace === undefined ? [] : [['Namespace', html`${namespace}`] as const]),
    ...(env === undefined ? [] : [['Environment', html`${env}`] as const]),
    ...(settings.length > 0 ? [['Settings', html`${settings.join(', ')}`] as const] : []),
  ];
};
