import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { formats } from '../core/format.ts';
import { openRedactor } from '../world/redact.ts';
import { recording } from './recording.ts';
import type { Report } from './report.ts';
import { reporters } from './reporters.ts';
import { look, outcome, report, settingFor } from './samples.ts';

/** A secret with everything that some format writes in another way. */
const canary = 'c<n>a&r"y\'%:,\\{}é-7421';

/** How any of the formats would write it; not even its harmless end may be seen. */
const traces = [canary, '7421', encodeURIComponent(canary), JSON.stringify(canary).slice(1, -1)];

/** A report with the secret in every place that holds a text. */
const poisoned = (): Report => {
  const at = { file: `helm/${canary}.yaml`, line: 1, column: 1, endLine: 1, endColumn: 4 };
  const one = finding('values/invalid', `message ${canary}`, {
    remedy: `Remedy ${canary}.`,
    at,
    related: [{ at, message: `related ${canary}` }],
    evidence: [{ source: `source ${canary}`, text: `text ${canary}` }],
    fix: [{ at, text: canary }],
  });
  const warning = finding('env/unknown-key', `warning ${canary}`, { level: 'warning' });
  const told = { title: `title ${canary}`, reason: `reason ${canary}` };
  return {
    ...report(
      [
        { ...outcome('failed', [one]), ...told },
        { ...outcome('skipped', [], 'T002'), ...told },
        { ...outcome('held', [warning], 'T003'), ...told },
        { ...outcome('planned', [], 'T004'), ...told, plan: [`plan ${canary}`] },
      ],
      [one, warning],
    ),
    fixed: { findings: 1, files: [canary], left: [canary] },
  };
};

describe('a secret', () => {
  it.each(formats)('is in nothing that the format %s writes, on stdout or into a file', async (format) => {
    const redactor = openRedactor();
    redactor.hide(canary);
    const { setting, out, err } = settingFor({
      redact: redactor.data,
      look: { ...look, verbose: true, sourceOf: () => `first: ${canary}\n` },
    });
    // As main.ts builds it: the sink redacts what the terminal gets.
    const sink = {
      out: (text: string) => setting.sink.out(redactor.text(text)),
      err: (text: string) => setting.sink.err(redactor.text(text)),
    };
    const { reporter } = recording(reporters[format]({ ...setting, sink }), setting, () => {});
    const whole = poisoned();
    reporter.line(`line ${canary}`);
    reporter.say.note(`note ${canary}`);
    await reporter.steps([], { outcomes: whole.outcomes, perform: async () => outcome('held') });
    reporter.end(whole, { lines: [`Chat: ${canary}`] });
    const written = [...out, ...err, reporter.text(whole)].join('\n');
    expect(written).toContain('***');
    for (const trace of traces) expect(written).not.toContain(trace);
  });
});
