import type { Outcome } from '../core/engine.ts';
import { errorsOf, type Finding } from '../core/finding.ts';
import type { Formatter } from './machine-reporter.ts';
import type { Report } from './report.ts';
import type { Setting } from './reporter.ts';
import { findingText, planLines } from './text.ts';
import { keyOf } from './told.ts';
import { type Attributes, element, textElement } from './xml.ts';

/**
 * The report as JUnit XML, as Jenkins, GitLab and others read it: a suite for each phase with a case for each task, and
 * before them a suite for what the run itself found. Source of the form: jenkinsci/xunit-plugin, junit-10.xsd.
 */
export const junitText: Formatter = (report, setting) => {
  const suites = [...runSuite(report), ...phaseSuites(report)];
  const total = counted(suites.flatMap((suite) => suite.cases));
  const { tests, failures, errors } = total;
  const attributes = { name: report.verb, tests, failures, errors, time: seconds(report.ms) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'testsuites',
    attributes,
    suites.map((suite) => suiteElement(suite, setting)),
  )}`;
};

type Suite = { readonly name: string; readonly cases: readonly Case[] };

/** A case of a suite: failed when it has an error, skipped when it has a reason. */
type Case = {
  readonly name: string;
  readonly ms: number;
  readonly skipped?: string;
  /** What would be done. */
  readonly plan: readonly string[];
  readonly findings: readonly Finding[];
};

/** What the run itself found: a case for each finding, for there is no task to count. */
const runSuite = ({ findings, verb }: Report): readonly Suite[] =>
  findings.length === 0
    ? []
    : [
        {
          name: `${verb} itself`,
          cases: findings.map((one) => ({ name: nameOf(one), ms: 0, plan: [], findings: [one] })),
        },
      ];

const nameOf = ({ code, at }: Finding): string => (at ? `${code} ${at.file}:${at.line}:${at.column}` : code);

const phaseSuites = ({ outcomes }: Report): readonly Suite[] =>
  [...new Set(outcomes.map((outcome) => outcome.phase))].map((phase) => ({
    name: phase,
    cases: outcomes.filter((outcome) => outcome.phase === phase).map(caseOf),
  }));

const caseOf = (outcome: Outcome): Case => {
  const { task, title, state, reason, ms, findings } = outcome;
  const skipped = state === 'skipped' ? { skipped: reason ?? 'skipped' } : {};
  return { name: `${task} ${title}`, ms, plan: planLines(outcome), findings, ...skipped };
};

const counted = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter((one) => errorsOf(one.findings).length > 0).length,
  errors: 0,
  skipped: cases.filter((one) => one.skipped !== undefined).length,
});

const suiteElement = ({ name, cases }: Suite, setting: Setting): string => {
  const time = seconds(cases.reduce((sum, one) => sum + one.ms, 0));
  return element(
    'testsuite',
    { name, ...counted(cases), time },
    cases.map((one) => caseElement(name, one, setting)),
  );
};

const caseElement = (suite: string, one: Case, setting: Setting): string => {
  const attributes: Attributes = { name: one.name, classname: suite, time: seconds(one.ms) };
  const [error] = errorsOf(one.findings);
  if (error) {
    const failure = { type: error.code, message: error.message };
    return element('testcase', attributes, [textElement('failure', failure, plain(one.findings, setting))]);
  }
  if (one.skipped !== undefined)
    return element('testcase', attributes, [element('skipped', { message: one.skipped }, [])]);
  const said = [...one.plan, plain(one.findings, setting)].filter((text) => text !== '').join('\n');
  return element('testcase', attributes, said === '' ? [] : [textElement('system-out', {}, said)]);
};

/** Findings as people read them, without colours. Frames show texts of files: they are redacted here. */
const plain = (findings: readonly Finding[], { look, redact }: Setting): string => {
  const once = new Map(findings.filter((one) => one.level !== 'info' || look.verbose).map((one) => [keyOf(one), one]));
  return redact([...once.values()].map((one) => findingText(one, { ...look, color: false })).join('\n\n'));
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
