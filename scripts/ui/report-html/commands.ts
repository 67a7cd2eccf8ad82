import { beganAt, endOf, type RanCommand, type RunRecord } from '../run-record.ts';
import { html, type Markup, nothing } from './markup.ts';

/** Every program that the run started, folded: when, for how long, and how it ended. */
export const commandsSection = (record: RunRecord): Markup => {
  const { commands } = record;
  if (commands.length === 0) return nothing;
  const zero = beganAt(record);
  const changing = commands.filter(({ changes }) => changes).length;
  return html`<section aria-labelledby="commands">
<h2 id="commands">Commands</h2>
<details><summary>${commands.length === 1 ? 'One program was' : `${commands.length} programs were`} started, ${changing} of them to change something</summary>
<table>
<thead><tr><th scope="col">Start</th><th scope="col">Took</th><th scope="col">Exit</th><th scope="col">Command</th></tr></thead>
<tbody>
${commands.map((one) => row(one, zero))}
</tbody></table></details>
</section>`;
};

const row = (one: RanCommand, zero: number): Markup => {
  const { text, changes, began, ms, code, stopped } = one;
  const bad = code !== 0 && !stopped ? html` class="bad"` : nothing;
  const command = changes ? html`<strong><code>${text}</code></strong>` : html`<code>${text}</code>`;
  return html`<tr${bad}><td>${inSeconds(began - zero)}</td><td>${code === undefined ? '' : inSeconds(ms)}</td><td>${endOf(one)}</td><td>${command}</td></tr>`;
};

const inSeconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
