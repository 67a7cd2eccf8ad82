import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import type { GuardSetup } from '../core/outside.ts';
import { judgeLine } from '../planner/command.ts';
import { judge, type Verdict } from '../planner/policy.ts';

/**
 * A program of its own: what a planner's PATH holds as `kubectl` and as `bash`. It is started as `node guard.ts SETUP NAME
 * WORDS…` in an empty environment, judges the words, writes one line into the log, and starts the real kubectl with the
 * read-only kubeconfig, no shell between, only where the policy allows it.
 */
const [, , setupFile = '', name = '', ...words] = process.argv;
const setup = JSON.parse(readFileSync(setupFile, 'utf8')) as GuardSetup;

const verdictOf = (): Verdict => {
  if (name === 'kubectl') return judge(words, setup.namespace);
  const [option, line = ''] = words;
  return option === '-c'
    ? judgeLine(line, setup.namespace)
    : { allowed: false, rule: 'program', reason: 'no shell is started' };
};

const verdict = verdictOf();
appendFileSync(setup.log, `${JSON.stringify({ ...verdict, name, words })}\n`, { mode: 0o600 });
if (verdict.allowed) {
  const access = ['--kubeconfig', setup.kubeconfig, '--namespace', setup.namespace];
  const said = spawnSync(setup.kubectl, [...access, ...verdict.words], {
    env: { HOME: setup.home, KUBERC: 'off', KUBECTL_KUBERC: 'false', NO_COLOR: '1' },
    stdio: ['ignore', 'inherit', 'inherit'],
    timeout: setup.deadline,
    killSignal: 'SIGKILL',
  });
  process.exitCode = said.status ?? 124;
} else {
  process.stderr.write(`Refused (${verdict.rule}): ${verdict.reason}.\n`);
  process.exitCode = 126;
}
