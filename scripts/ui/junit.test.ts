import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { junitText } from './junit.ts';
import type { Report } from './report.ts';
import { outcome, report, reports, settingFor, typo } from './samples.ts';

const validator = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(join(import.meta.dirname, 'junit.xsd'), 'utf8')),
);

/** Reads the report with libxml2, validates it, and gives what `query` finds in it. */
const read = (
  one: Report,
  query: string,
): readonly { readonly text: string; readonly of: (name: string) => string }[] => {
  const document = XmlDocument.fromString(junitText(one, settingFor().setting));
  try {
    validator.validate(document);
    return document.find(query).map((node) => {
      const attributes = new Map((node as XmlElement).attrs.map((attribute) => [attribute.name, attribute.value]));
      return { text: node.content, of: (name) => attributes.get(name) ?? '' };
    });
  } finally {
    document.dispose();
  }
};

describe('the JUnit report', () => {
  it('is XML that matches the schema and counts its cases, whatever the report', () => {
    fc.assert(
      fc.property(reports, (one) => {
        const [suites] = read(one, '/testsuites');
        expect(suites?.of('tests')).toBe(String(one.outcomes.length + one.findings.length));
        expect(suites?.of('failures')).toBe(String(read(one, '//failure').length));
        expect(Number(suites?.of('failures')) > 0).toBe(!one.ok);
      }),
      { numRuns: 300 },
    );
  });

  it('has a suite for each phase and a case for each task', () => {
    const held = outcome('held');
    const skipped = { ...outcome('skipped', [], 'T002'), reason: 'needs "T001" & more' };
    const failed = outcome('failed', [typo], 'T003', 'Backend image');
    const one = report([held, skipped, failed]);
    expect(read(one, '//testsuite').map(({ of }) => ['name', 'tests', 'failures', 'skipped', 'time'].map(of))).toEqual([
      ['Setup', '2', '0', '1', '2.468'],
      ['Backend image', '1', '1', '0', '1.234'],
    ]);
    expect(read(one, '//testcase').map(({ of }) => ['name', 'classname', 'time'].map(of))).toEqual([
      ['T001 It holds', 'Setup', '1.234'],
      ['T002 It holds', 'Setup', '1.234'],
      ['T003 It holds', 'Backend image', '1.234'],
    ]);
    expect(read(one, '//testcase[2]/skipped')[0]?.of('message')).toBe('needs "T001" & more');
  });

  it('fails a task with code and message, and the findings as people read them', () => {
    const [failure] = read(report([outcome('failed', [typo])]), '//failure');
    expect([failure?.of('type'), failure?.of('message')]).toEqual(['values/unknown-key', 'unknown key "replicaCont"']);
    expect(failure?.text).toContain('  > 2 | replicaCont: 2\n      | ^^^^^^^^^^^\n');
    expect(failure?.text).toContain('fix: Write replicaCount.');
  });

  it('has what the run itself found as a suite of its own, which fails when a task cannot', () => {
    const one = report([outcome('held')], [typo, finding('env/unknown-key', 'x', { level: 'warning' })]);
    expect(read(one, '//testsuite[1]')[0]?.of('name')).toBe('validate itself');
    expect(read(one, '//testsuite[1]/testcase').map(({ of }) => of('name'))).toEqual([
      'values/unknown-key helm/backend/values.yaml:2:1',
      'env/unknown-key',
    ]);
    expect(read(one, '//failure')).toHaveLength(1);
    expect(read(one, '//system-out')[0]?.text).toContain('warning x');
  });

  it('has what a task would do under --dry-run', () => {
    const planned = { ...outcome('planned'), plan: ['run helm upgrade', 'write a.yaml'] };
    expect(read(report([planned]), '//testcase/system-out')[0]?.text).toBe(
      '  would run helm upgrade\n  would write a.yaml',
    );
  });

  it('fails when nothing was asked', () => {
    expect(read(report([outcome('skipped')]), '//failure')[0]?.of('type')).toBe('usage/nothing-selected');
  });

  it('leaves out what XML does not allow, and keeps markup and line ends as they were', () => {
    const nasty = 'a\u0000b\u001b[31m\ud800\ufffe <c> & "d" ]]>\r\n\te';
    const [failure] = read(report([outcome('failed', [finding('tool/failed', nasty)])]), '//failure');
    const clean = 'ab[31m <c> & "d" ]]>\r\n\te';
    expect(failure?.of('message')).toBe(clean);
    expect(failure?.text).toContain(clean);
  });
});
