import type { Outcome } from '../../core/engine.ts';
import type { RunEvent } from '../../core/event.ts';
import { fitted } from '../../core/frame.ts';
import { beganAt, type RanCommand, type RunRecord } from '../run-record.ts';
import { seconds } from '../text.ts';
import { html, joined, type Markup, nothing } from './markup.ts';

/** The phases, and folded in each its tasks, with a bar of their time to scale; what changed or failed stands open. */
export const timelineSection = (record: RunRecord): Markup => {
  const { outcomes, ms } = record.report;
  if (outcomes.length === 0) return nothing;
  const clock = clockOf(record);
  const phases = [...new Set(outcomes.map((outcome) => outcome.phase))];
  return html`<section aria-labelledby="tasks">
<h2 id="tasks">Tasks</h2>
<p class="scale" aria-hidden="true">${[0, 0.25, 0.5, 0.75].map((part) => html`<span>${seconds(ms * part)}</span>`)}</p>
${phases.map((phase) =>
  phaseMarkup(
    phase,
    outcomes.filter((outcome) => outcome.phase === phase),
    clock,
  ),
)}
</section>`;
};

/** A stretch of time in milliseconds since the run began. */
type Stretch = { readonly from: number; readonly to: number };

/** Where tasks and commands stand in the time of the run. */
type Clock = {
  readonly total: number;
  readonly stretchOf: (outcome: Outcome) => Stretch | undefined;
  readonly during: (stretch: Stretch) => readonly RanCommand[];
  readonly zero: number;
};

const clockOf = (record: RunRecord): Clock => {
  const zero = beganAt(record);
  const begun = new Map(record.events.flatMap(beginOf));
  const { commands, report } = record;
  const ends = report.outcomes.map((one) => (begun.get(one.task) ?? zero) - zero + one.ms);
  return {
    zero,
    total: Math.max(1, report.ms, ...ends),
    stretchOf: ({ task, ms }) => {
      const at = begun.get(task);
      return at === undefined ? undefined : { from: at - zero, to: at - zero + ms };
    },
    during: ({ from, to }) => commands.filter(({ began }) => began - zero >= from && began - zero < to),
  };
};

const beginOf = (event: RunEvent): readonly (readonly [string, number])[] =>
  event.event === 'task-start' ? [[event.task, Date.parse(event.time)]] : [];

const phaseMarkup = (phase: string, outcomes: readonly Outcome[], clock: Clock): Markup => {
  const counts = states
    .map((state) => ({ state, count: outcomes.filter((outcome) => outcome.state === state).length }))
    .filter(({ count }) => count > 0);
  const told = counts.map(({ state, count }) => html`<span class="${state}">${count} ${state}</span>`);
  const open = outcomes.some(({ state }) => state !== 'held' && state !== 'skipped') ? html` open` : nothing;
  const stretches = outcomes.flatMap((outcome) =>
    outcome.state === 'skipped' ? [] : (clock.stretchOf(outcome) ?? []),
  );
  const [first] = stretches;
  const took = first ? seconds(Math.max(...stretches.map(({ to }) => to)) - first.from) : '';
  return html`<details class="phase"${open}><summary>
<h3>${phase}</h3>
<span class="tally">${joined(told, ', ')}</span>
<span class="bar">${bars(outcomes, clock)}</span>
<span class="took">${took}</span>
</summary>
${together(outcomes).map((group) => row(group, clock))}
</details>`;
};

const states = ['failed', 'changed', 'planned', 'held', 'skipped'] as const;

/** Neighbours that were skipped for one reason share a row. */
const together = (outcomes: readonly Outcome[]): readonly (readonly Outcome[])[] => {
  const groups: Outcome[][] = [];
  for (const outcome of outcomes) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last && outcome.state === 'skipped' && first?.state === 'skipped' && first.reason === outcome.reason)
      last.push(outcome);
    else groups.push([outcome]);
  }
  return groups;
};

const row = (group: readonly Outcome[], clock: Clock): Markup => {
  const [outcome] = group;
  if (!outcome) return nothing;
  const { state, task, title, ms } = outcome;
  const last = group.at(-1);
  const many = last && group.length > 1;
  return html`<details class="task ${state}" id="${task}"><summary>
<span class="state">${state}</span>
<span class="title"><b>${many ? `${task}-${last.task}` : task}</b> ${many ? `${group.length} tasks` : title}${outcome.reason ? html` <small>${outcome.reason}</small>` : nothing}</span>
<span class="bar">${bars(group, clock)}</span>
<span class="took">${state === 'skipped' ? '' : seconds(ms)}</span>
</summary>
<div class="more">${more(group, state === 'skipped' ? undefined : clock.stretchOf(outcome), clock)}</div></details>`;
};

/** In parts of a thousand; a task that took no time to speak of is still to be seen. */
const bars = (outcomes: readonly Outcome[], clock: Clock): Markup => {
  const drawn = outcomes.flatMap((outcome) => {
    const stretch = outcome.state === 'skipped' ? undefined : clock.stretchOf(outcome);
    if (!stretch) return [];
    const left = Math.min(996, (1000 * stretch.from) / clock.total);
    const width = Math.max(4, (1000 * (stretch.to - stretch.from)) / clock.total);
    return html`<rect class="${outcome.state}" x="${left.toFixed(1)}" y="0" width="${width.toFixed(1)}" height="10"/>`;
  });
  if (drawn.length === 0) return nothing;
  return html`<svg viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">${drawn}</svg>`;
};

const more = (group: readonly Outcome[], stretch: Stretch | undefined, clock: Clock): Markup => {
  const [outcome] = group;
  const { findings = [] } = outcome ?? {};
  const commands = stretch ? clock.during(stretch) : [];
  return html`${group.length > 1 ? html`<ul>${group.map(({ task, title }) => html`<li><b>${task}</b> ${title}</li>`)}</ul>` : nothing}
${findings.length > 0 ? html`<ul>${findings.map(({ code, level, message }) => html`<li><span class="level">${level}</span> ${message} <code>${code}</code></li>`)}</ul>` : nothing}
${stretch ? html`<p>From ${seconds(stretch.from)} to ${seconds(stretch.to)}, with ${commands.length === 1 ? 'one command' : `${commands.length} commands`}.</p>` : nothing}
${commands.length > 0 ? html`<ol>${commands.map(({ text, ms }) => html`<li><code>${fitted(text, 110)}</code> <small>${seconds(ms)}</small></li>`)}</ol>` : nothing}`;
};
