import { createHash } from 'node:crypto';
import { evidenceFiles } from '../evidence-files.ts';
import { operationText } from '../operation.ts';
import type { Setting } from '../reporter.ts';
import { beganAt, type RunRecord } from '../run-record.ts';
import type { Look } from '../text.ts';
import { verdictOf } from '../verdict.ts';
import { commandsSection } from './commands.ts';
import { findingsSection } from './findings.ts';
import { header } from './header.ts';
import { html, joined, type Markup, nothing, trusted } from './markup.ts';
import { script } from './script.ts';
import { style } from './style.ts';
import { timelineSection } from './timeline.ts';

/** The report of a run as one page that needs nothing else: no network, no font, no file beside it. The record is redacted. */
export const reportHtml = (record: RunRecord, setting: Setting): string => {
  const policy = `default-src 'none'; style-src 'sha256-${digest(style)}'; script-src 'sha256-${digest(script)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${titleOf(record)}</title>
<style>${trusted(style)}</style>
</head>
<body>
${header(record)}
<main>
${operationSection(record)}
${findingsSection(record, setting)}
${timelineSection(record)}
${commandsSection(record)}
</main>
${footer(record)}
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.markup;
};

/** What a word of ai-devops-examples did, as its last lines tell it. */
const operationSection = ({ report: { operation } }: RunRecord): Markup =>
  operation
    ? html`<section aria-labelledby="asked">
<h2 id="asked">${operation.word}${operation.subject ? `: ${operation.subject}` : ''}</h2>
<pre class="frame" role="group" tabindex="0" aria-label="what came of it">
${operationText(operation, plain)}</pre>
</section>`
    : nothing;

const plain: Look = { color: false, width: 110, verbose: true, sourceOf: () => undefined };

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

const titleOf = (record: RunRecord): string =>
  `${record.report.verb} ${verdictOf(record.report)}, ${new Date(beganAt(record)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const footer = ({ report }: RunRecord): Markup => {
  const names = [
    'report.json',
    'junit.xml',
    'commands.log',
    'events.ndjson',
    ...evidenceFiles(report).map(({ name }) => name),
  ];
  return html`<footer>
<p>Beside this page: ${joined(
    names.map((name) => html`<a href="${name}">${name}</a>`),
    ', ',
  )}</p>
</footer>`;
};
