import { actionText } from '../../core/action.ts';
import type { Evidence, Level, Place } from '../../core/finding.ts';
import { frame } from '../../core/frame.ts';
import { evidenceFiles } from '../evidence-files.ts';
import type { Setting } from '../reporter.ts';
import type { RunRecord } from '../run-record.ts';
import { placeText } from '../text.ts';
import { type Told, toldOnce } from '../told.ts';
import { html, joined, type Markup, nothing } from './markup.ts';

/** Lines of an evidence that the page itself holds: the last ones; the rest is in its file. */
const most = 200;

const order: Readonly<Record<Level, number>> = { error: 0, warning: 1, info: 2 };

/** What was found, errors first, each with its frame, what to do, and its evidence folded. */
export const findingsSection = ({ report }: RunRecord, setting: Setting): Markup => {
  const files = new Map(evidenceFiles(report).map(({ name, evidence }) => [evidence, name]));
  const told = toldOnce(report).toSorted((a, b) => order[a.finding.level] - order[b.finding.level]);
  if (told.length === 0) return nothing;
  return html`<section aria-labelledby="found">
<h2 id="found">What was found</h2>
${told.map((one) => card(one, files, setting))}
</section>`;
};

const card = ({ finding, tasks }: Told, files: ReadonlyMap<Evidence, string>, setting: Setting): Markup => {
  const { code, level, message, remedy, at, related = [], evidence = [], consequences = [], action } = finding;
  return html`<article class="finding ${level}">
<h3><span class="level">${level}</span> <span class="message">${message}</span></h3>
<p class="origin"><code>${code}</code>${tasks.map((id) => html` <a href="#${id}">${id}</a>`)}${at ? html` <span class="place">${placeText(at)}</span>` : nothing}</p>
${framed(at, setting)}
${consequences.map((one) => html`<p class="related">So also: ${one.message} <code>${one.code}</code></p>`)}
${related.map((one) => html`<p class="related"><span class="place">${placeText(one.at)}</span> ${one.message}</p>${framed(one.at, setting)}`)}
${action ? html`<p class="repair">A repair that can be made, once you agree: ${actionText(action)}</p>` : nothing}
<div class="remedy"><strong>What to do</strong> <p>${remedyMarkup(remedy)}</p></div>
${evidence.map((one) => folded(one, files.get(one)))}
</article>`;
};

/** The texts of files are redacted here: they come from outside of the report. */
const framed = (at: Place | undefined, { look, redact }: Setting): Markup => {
  const source = at && look.sourceOf(at.file);
  const drawn = at && source !== undefined ? redact(frame(source, at, { context: 2, width: 110 })) : '';
  if (drawn === '') return nothing;
  const lines = drawn.split('\n').map((line) => {
    if (line.startsWith('>')) return html`<b>${line}</b>`;
    return /^ +\| *\^+$/.test(line) ? html`<i>${line}</i>` : html`${line}`;
  });
  return html`<pre class="frame" role="group" tabindex="0" aria-label="${at?.file ?? ''}">
${joined(lines, '\n')}</pre>`;
};

/** Commands stand between backticks, and each can be copied; a remedy without any can be copied whole. */
const remedyMarkup = (remedy: string): Markup => {
  const parts = remedy.split(/`([^`]+)`/);
  const pieces = parts.map((part, at) => (at % 2 === 1 ? html`<code class="copied">${part}</code>` : html`${part}`));
  return parts.length > 1 ? html`${pieces}` : html`<span class="copied">${pieces}</span>`;
};

/** Nothing is folded that takes no more room than its name. */
const folded = ({ source, text }: Evidence, file: string | undefined): Markup => {
  const lines = text.trimEnd().split('\n');
  if (lines.length === 1 && text.length <= 200)
    return html`<p class="evidence"><span>${source}</span> <code>${text.trimEnd()}</code></p>`;
  const cut = lines.length - most;
  const rest = cut > 0 && file !== undefined ? html`<p><a href="${file}">${cut} earlier lines</a></p>` : nothing;
  return html`<details class="evidence"><summary><span>${source}</span> <small>${lines.length === 1 ? 'one line' : `${lines.length} lines`}</small></summary>
${rest}<pre role="group" tabindex="0" aria-label="${source}">
${lines.slice(-most).join('\n')}</pre></details>`;
};
