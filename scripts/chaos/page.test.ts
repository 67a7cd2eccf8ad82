import { describe, expect, it } from 'vitest';
import { recordedText } from './page.ts';
import type { RecordedStep, Recording } from './recording.ts';
import { scenarioOf } from './scenarios.ts';

const step = (command: string, more: Partial<RecordedStep> = {}): RecordedStep => ({
  command,
  exitCode: 0,
  seconds: 1.5,
  said: [],
  findings: [],
  repairs: [],
  tasks: [],
  ...more,
});

/** A recording of a scenario with words that no run printed. */
const recordingOf = (name: string, more: Partial<Recording> = {}): Recording => {
  const scenario = scenarioOf(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const found = {
    code: scenario.expects,
    level: 'error',
    message: 'The <cause> is this',
    remedy: 'Do that.',
    evidence: [{ source: 'the log', text: 'last words\n```' }],
  } as const;
  return {
    v: 1,
    scenario,
    taken: '2026-01-31',
    versions: { Node: 'v24', Helm: 'v4' },
    named: 0.4,
    broken: step('npx tsx scripts/ai-devops-examples.ts chaos', { findings: [found] }),
    diagnosed: step('diagnose'),
    asked: step('ask', { reason: 'no model was asked', exitCode: 60 }),
    mended: step('npx tsx scripts/deploy.ts', { tasks: [{ task: 'T052', state: 'changed' }] }),
    verified: step('diagnose again', { tasks: [{ task: 'T054', state: 'held' }] }),
    ...more,
  };
};

describe('the page of the recorded scenarios', () => {
  it('tells each in a chapter of its own, from the symptom to the verification', () => {
    const page = recordedText([recordingOf('quota'), recordingOf('image-missing')]);
    expect([...page.matchAll(/^## (.+)$/gm)].map(([, name]) => name)).toEqual(['quota', 'image-missing']);
    const chapter = page.split(/^## /m)[1] ?? '';
    expect([...chapter.matchAll(/^\*\*([A-Z][A-Za-z ]+?)\.?\*\*/gm)].map(([, part]) => part)).toEqual([
      ...['Symptom', 'What the rules say', 'Evidence', 'Question', 'Proposal', 'Fix', 'Verification'],
    ]);
    expect(chapter).toContain('Recorded on 2026-01-31 with Node v24, Helm v4.');
    expect(page.endsWith('\n')).toBe(true);
  });

  it('shows text as it was: tags are no tags, and a fence in it ends no code', () => {
    const page = recordedText([recordingOf('quota')]);
    expect(page).toContain('The \\<cause> is this. Do that.');
    expect(page).toContain('````\nlast words\n```\n````');
  });

  it('gives what is fed to kubectl, and what is removed before the deploy', () => {
    const page = recordedText([recordingOf('quota')]);
    expect(page).toMatch(
      /kubectl apply -f - -n todo-chatbot-chaos <<'END'\n\{"apiVersion":"v1","kind":"ResourceQuota".*\nEND\n/,
    );
    expect(page).toContain(
      '```sh\nkubectl delete resourcequota/chaos --ignore-not-found -n todo-chatbot-chaos\nnpx tsx scripts/deploy.ts\n```',
    );
    expect(page).toContain('made T052 true again');
  });

  it('shows a proposal with how it was judged, as a diff where it is an edit', () => {
    const scenario = scenarioOf('readiness-path');
    const action = scenario?.mending.kind === 'action' ? scenario.mending.action : undefined;
    if (!action) return expect.fail();
    const page = recordedText([
      recordingOf('readiness-path', {
        proposed: step('ask "helm upgrade"', {
          repairs: [{ action, state: 'planned', file: 'values-dev.yaml', diff: '+a: 1\n', next: 'To make it, agree.' }],
        }),
      }),
    ]);
    expect(page).toContain('**Proposal.** `helm upgrade backend helm/backend');
    expect(page).toContain(
      'planned: Set backend.probes.readiness.path to "/ready", in values-dev.yaml. To make it, agree.',
    );
    expect(page).toContain('```diff\n+a: 1\n```');
  });
});
