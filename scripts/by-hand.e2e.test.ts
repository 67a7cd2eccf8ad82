import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readWords, wordsFile } from './core/runbook.ts';
import { type Answer, asksModel, tryByHand } from './testing/by-hand.ts';
import { type Clone, cloneWithModules, type Ran } from './testing/clone.ts';
import { fake } from './testing/fake.ts';
import { type ScriptedModel, serveModel } from './testing/model.ts';
import { realKubectlAi } from './testing/peers.ts';
import { placeIn } from './testing/typed.ts';

/** On a cluster that others use, another name keeps out of their way. */
const namespace = process.env.HAND_NAMESPACE ?? 'todo-hand';

describe('a person who follows tasks.md on a real Minikube', () => {
  let clone: Clone;
  const script = (name: string, ...more: readonly string[]): Ran =>
    clone.run(['npx', 'tsx', `scripts/${name}.ts`, '--target', 'minikube', '--namespace', namespace, ...more]);

  beforeAll(() => {
    clone = cloneWithModules();
    const commit = 'git init -q && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm clone';
    expect(clone.run(['bash', '-c', commit]).code).toBe(0);
    const kubectlAi = realKubectlAi();
    mkdirSync(join(clone.root, '.bin'));
    if (kubectlAi) symlinkSync(kubectlAi, join(clone.root, '.bin', 'kubectl-ai'));
    const deployed = script('deploy');
    expect(deployed.code, deployed.out + deployed.err).toBe(0);
  });
  afterAll(() => {
    script('cleanup', '--data', '--yes');
    clone.remove();
  });

  /** A model that says what is right, for the real kubectl-ai where there is one. */
  const model = async (): Promise<ScriptedModel> => {
    const call = (command: string) => ({ name: 'kubectl', arguments: { command, modifies_resource: 'no' } });
    return serveModel([
      { role: 'user', match: /the one word ready/, content: 'ready' },
      { role: 'user', match: /Show all pods/, calls: [call(`kubectl get pods -n ${namespace}`)] },
      { role: 'tool', match: /backend-/, content: 'All pods are ready.' },
      {
        role: 'user',
        match: /Scale the backend to 3 replicas/,
        calls: [call(`kubectl scale deployment/backend -n ${namespace} --replicas=3`)],
      },
    ]);
  };

  it('reads each By hand, runs it, and sees what Expect says', async () => {
    const { lines } = readWords(readFileSync(join(clone.root, wordsFile), 'utf8'));
    const { endpoint, close } = await model();
    onTestFinished(close);
    const provider = { OPENAI_BASE_URL: endpoint, OPENAI_MODEL: 'stub-model', OPENAI_API_KEY: fake('sk-', 30) };
    const answers: Answer[] = [];
    // In their order: some ask what those before them made.
    for (const line of lines) {
      const more = asksModel.test(line.byHand) ? provider : {};
      answers.push(await tryByHand(line, placeIn(clone.root, namespace, more)));
    }
    const leftOut = answers.flatMap(({ line, leftOut: why }) => (why ? [`${line.id} ${why}`] : []));
    process.stdout.write(
      `By hand: ${lines.length - leftOut.length} commands run, left out:\n  ${leftOut.join('\n  ')}\n`,
    );
    expect(answers.flatMap(({ mismatch }) => mismatch ?? [])).toEqual([]);
    expect(leftOut.length, 'most of them can be run').toBeLessThan(lines.length / 8);
  });
});
