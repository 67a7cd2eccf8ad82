/** The look of the page in light and dark, on a phone and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fbfbfa; --card: #fff; --line: #d9dade; --text: #1d2126; --soft: #565d67;
  --good: #146c3a; --bad: #b3261e; --cut: #8a5300; --changed: #0b6178; --planned: #7a3e9d; --link: #1a56b0;
  --code: #f1f2f4; --mark: #fde9e7;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --card: #1c2025; --line: #363c45; --text: #e6e8eb; --soft: #a5adb8;
    --good: #6fcf97; --bad: #ff8a80; --cut: #f0b45a; --changed: #6fc7dd; --planned: #cf9de8; --link: #8db8ff;
    --code: #252a31; --mark: #46211f;
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 76rem; padding: 0 1rem 2rem; background: var(--page); color: var(--text); overflow-wrap: anywhere; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1, h2, h3, p, dl, dd, ul, ol { margin: 0; padding: 0; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
h3 { font-size: 1rem; }
small { color: var(--soft); font-size: .875em; font-weight: 400; }
code, pre { font-family: var(--mono); font-size: .875em; }
code { background: var(--code); border-radius: 3px; padding: .1em .3em; }
pre { background: var(--code); border-radius: 4px; margin: .6rem 0; padding: .6rem .8rem; overflow-x: auto; overflow-wrap: normal; tab-size: 2; max-height: 32rem; }
header { border-top: 6px solid var(--bad); padding-top: 1.2rem; }
header.good { border-color: var(--good); }
header.cut { border-color: var(--cut); }
.bad .verdict { color: var(--bad); }
.good .verdict { color: var(--good); }
.cut .verdict { color: var(--cut); }
.counts { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .4rem 0 1rem; }
header dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .6rem 1.2rem; }
dt { color: var(--soft); font-size: .875rem; }
dd { font-size: .9375rem; }
.finding { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--soft); border-radius: 4px; margin-bottom: .8rem; padding: .7rem .9rem; }
.finding.error { border-left-color: var(--bad); }
.finding.warning { border-left-color: var(--cut); }
.finding .message { white-space: pre-line; }
.level { font-weight: 400; }
.error .level, .failed .level { color: var(--bad); }
.finding.warning .level { color: var(--cut); }
.origin, .related { color: var(--soft); font-size: .875rem; margin-top: .2rem; }
.origin code, .related code { color: var(--text); }
.place { font-family: var(--mono); color: var(--text); }
.frame b { background: var(--mark); display: inline-block; font-weight: 400; min-width: 100%; }
.frame i { color: var(--bad); font-style: normal; }
.remedy { margin-top: .5rem; }
.remedy p { display: inline; white-space: pre-line; }
.remedy strong::after { content: ':'; }
button { background: var(--card); border: 1px solid var(--line); border-radius: 3px; color: var(--link); cursor: pointer; font: inherit; font-size: .8rem; min-height: 1.5rem; padding: 0 .5rem; }
summary { cursor: pointer; list-style: none; }
.evidence > summary::before, section > details > summary::before { content: '▸ '; color: var(--soft); }
.evidence[open] > summary::before, section > details[open] > summary::before { content: '▾ '; }
section > .phase > summary::before { content: '▸'; }
section > .phase[open] > summary::before { content: '▾'; }
.evidence { margin-top: .5rem; }
.evidence span { font-family: var(--mono); font-size: .875em; }
.scale { color: var(--soft); display: grid; font-size: .8rem; grid-template-columns: repeat(4, 1fr); margin: 0 6.5rem 0 auto; width: 32%; }
.phase { border-top: 1px solid var(--line); }
.phase[open] { padding-bottom: .6rem; }
.phase > summary, .task > summary { align-items: center; display: grid; gap: 0 .8rem; }
.phase > summary { grid-template-columns: 1rem 9rem minmax(0, 1fr) 32% 5.7rem; padding: .35rem 0; }
.task > summary { grid-template-columns: 1rem 4.4rem minmax(0, 1fr) 32% 5.7rem; padding: .15rem 0; }
summary::-webkit-details-marker { display: none; }
.phase > summary::before, .task > summary::before { content: '▸'; color: var(--soft); }
.phase[open] > summary::before, .task[open] > summary::before { content: '▾'; }
.phase > summary:hover, .task > summary:hover, .task[open] > summary { background: var(--code); }
.tally { color: var(--soft); font-size: .875rem; }
.title b { font-family: var(--mono); font-size: .875em; font-weight: 400; color: var(--soft); margin-right: .3rem; }
.bar { height: .7rem; background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 0 / 25% 100%; border-right: 1px solid var(--line); }
.bar svg { display: block; height: 100%; width: 100%; }
.bar .held { fill: var(--good); }
.bar .changed { fill: var(--changed); }
.bar .planned { fill: var(--planned); }
.bar .failed { fill: var(--bad); }
.took { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }
.held .state, .counts .held b, .tally .held { color: var(--good); }
.changed .state, .counts .changed b, .tally .changed { color: var(--changed); }
.planned .state, .counts .planned b, .tally .planned { color: var(--planned); }
.failed .state, .counts .failed b, .tally .failed { color: var(--bad); }
.failed .state, .tally .failed { font-weight: 700; }
.skipped .state, .skipped .title { color: var(--soft); }
.more { border-left: 2px solid var(--line); font-size: .9375rem; margin: .2rem 0 .8rem .5rem; padding-left: 1rem; }
.more ul, .more ol { padding-left: 1.2rem; }
table { border-collapse: collapse; font-size: .875rem; margin-top: .5rem; width: 100%; }
th { color: var(--soft); font-weight: 400; text-align: left; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; vertical-align: top; }
td:not(:last-child) { font-variant-numeric: tabular-nums; white-space: nowrap; }
td code { background: none; padding: 0; }
tr.bad td:nth-child(3) { color: var(--bad); }
footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; margin-top: 2.5rem; padding-top: .8rem; }
@media (max-width: 46rem) {
  header dl { grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
  .scale { display: none; }
  .phase > summary, .task > summary { grid-template-columns: .9rem minmax(0, 1fr) auto; gap: 0 .3rem; padding: .4rem 0; }
  .phase h3, .task .state { grid-column: 2; grid-row: 1; }
  .took { grid-column: 3; grid-row: 1; }
  .tally, .title { grid-column: 2 / 4; grid-row: 2; }
  .phase > summary .bar, .task .bar { grid-column: 2 / 4; grid-row: 3; height: .4rem; margin-top: .2rem; }
  .task.skipped .bar { display: none; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; clip-path: inset(50%); height: 1px; width: 1px; overflow: hidden; }
  td { border: 0; display: inline; }
  tr { border-bottom: 1px solid var(--line); padding: .3rem 0; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; font-size: 10pt; }
  button { display: none; }
  pre { max-height: none; white-space: pre-wrap; }
  .finding, .task > summary, tr { break-inside: avoid; }
  .bar rect { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
