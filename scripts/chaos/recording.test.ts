import { describe, expect, it } from 'vitest';
import { finding } from '../core/finding.ts';
import { recordedStep } from './recording.ts';

const long = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');

const ran = {
  command: 'npx tsx scripts/ai-devops-examples.ts diagnose --namespace todo-ai-chaos',
  exitCode: 60,
  seconds: 2.345,
  report: {
    findings: [],
    outcomes: [
      {
        task: 'T054',
        phase: 'Deployment',
        title: 'Every backend replica is ready',
        state: 'failed',
        ms: 3,
        findings: [
          finding('pod/database-host', 'No host has the name nosuch', {
            evidence: [{ source: '/srv/me/clone/log of "backend"', text: long }],
          }),
        ],
      },
      { task: 'T058', phase: 'Deployment', title: 'It resolves', state: 'skipped', ms: 0, findings: [] },
    ],
  },
} as const;

describe('what is kept of a recorded command', () => {
  it('are its findings with the last lines of evidence, and the tasks that were asked', () => {
    const { seconds, tasks, findings, said, repairs } = recordedStep(ran, []);
    expect({ seconds, tasks, said, repairs }).toEqual({
      seconds: 2.3,
      tasks: [{ task: 'T054', state: 'failed' }],
      said: [],
      repairs: [],
    });
    expect(findings.map(({ code }) => code)).toEqual(['pod/database-host']);
    expect(findings[0]?.evidence?.[0]?.text.split('\n')).toEqual(long.split('\n').slice(-12));
  });

  it('is nothing that only one machine has', () => {
    const { command, findings } = recordedStep(ran, [
      ['todo-ai-chaos', 'todo-chatbot-chaos'],
      ['/srv/me/clone/log of "backend"', 'log of "backend"'],
    ]);
    expect(command).toBe('npx tsx scripts/ai-devops-examples.ts diagnose --namespace todo-chatbot-chaos');
    expect(findings[0]?.evidence?.[0]?.source).toBe('log of "backend"');
  });

  it('are the words of an operation, with what the rules said meanwhile', () => {
    const rule = finding('pod/probe-path', 'The path is not there');
    const operation = {
      word: 'ask',
      state: 'skipped',
      reason: 'no model was asked',
      said: ['This is what the rules find:'],
      rules: [rule],
      repairs: [{ state: 'planned', next: 'Set it.' }],
      next: [],
    } as const;
    expect(recordedStep({ ...ran, report: { findings: [], outcomes: [], operation } }, [])).toMatchObject({
      reason: 'no model was asked',
      said: ['This is what the rules find:'],
      findings: [{ code: 'pod/probe-path', message: 'The path is not there' }],
      repairs: [{ state: 'planned', next: 'Set it.' }],
    });
  });
});
