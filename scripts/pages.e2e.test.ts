import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneWithModules } from './testing/clone.ts';
import { fake } from './testing/fake.ts';
import { serveModel } from './testing/model.ts';
import { type Claim, claims } from './testing/pages.ts';
import { realKubectlAi } from './testing/peers.ts';
import { isEndless, isExpected, placeIn, typed } from './testing/typed.ts';

/** On a cluster that others use, another name keeps out of their way. */
const namespace = process.env.PAGES_NAMESPACE ?? 'todo-pages';

/** What the READMEs of charts install with helm alone keeps out of the way of what deploy installed. */
const byHand = `${namespace}-charts`;
const password = fake('', 40);

type Tried = Exclude<Claim, { readonly leftOut: string }>;

describe('a person who types what the pages show, on a real Minikube', () => {
  let clone: Clone;
  let kubectlAi: string | undefined;

  beforeAll(() => {
    clone = cloneWithModules();
    const commit = 'git init -q && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm clone';
    expect(clone.run(['bash', '-c', commit]).code).toBe(0);
    kubectlAi = realKubectlAi();
    mkdirSync(join(clone.root, '.bin'));
    if (kubectlAi) symlinkSync(kubectlAi, join(clone.root, '.bin', 'kubectl-ai'));
  });
  afterAll(() => {
    clone.run(['kubectl', 'delete', 'namespace', byHand, '--wait=false']);
    for (const image of ['backend', 'frontend']) clone.run(['minikube', 'image', 'rm', `${image}:latest`]);
    clone.run(['npx', 'tsx', 'scripts/cleanup.ts', '--namespace', namespace, '--data', '--yes']);
    clone.remove();
  });

  /** What is wrong with a claim; undefined where it is true. */
  const mistake = async (claim: Tried, where: string): Promise<string | undefined> => {
    const served =
      claim.model && (await serveModel([{ role: 'user', match: /./, content: claim.model, forever: true }]));
    const provider = served && {
      OPENAI_BASE_URL: served.endpoint,
      OPENAI_MODEL: 'stub-model',
      OPENAI_API_KEY: fake('sk-', 30),
    };
    const here = placeIn(clone.root, namespace, { CI: 'true', PASSWORD: password, ...provider });
    const command = claim.command.replace(/(-n |--namespace )todo-chatbot\b/, `$1${where}`) + (claim.with ?? '');
    const told = (what: string, text: string) => `${command}\n  ${what}\n  Printed: ${text.trim().slice(-3000)}`;
    try {
      if (claim.before) {
        const first = await typed(claim.before, here);
        if (first.code !== 0) return told(`What comes before it failed: ${claim.before}`, first.all);
      }
      const { code, out, all } = await typed(command, here, claim.prints);
      if (process.env.SHOW) process.stdout.write(`\n$ ${command}   [${code}]\n${all}\n`);
      if (!isExpected(claim.prints, out) && !isExpected(claim.prints, all))
        return told(`Claimed: ${claim.prints}`, all);
      if (code !== (claim.code ?? 0) && !isEndless(command)) return told(`Exit code ${code}`, all);
      const then = claim.holds === undefined ? undefined : await typed(claim.holds, here);
      return then && then.code !== 0 ? told(`Does not hold: ${claim.holds}`, then.all) : undefined;
    } finally {
      if (served) await served.close();
    }
  };

  it.each(Object.entries(claims))('%s is true', async (page, all) => {
    const mistakes: string[] = [];
    // One after the other: what one does, the next finds.
    for (const claim of all) {
      if ('leftOut' in claim || (claim.model !== undefined && !kubectlAi)) continue;
      const found = await mistake(claim, page.startsWith('helm/') ? byHand : namespace);
      if (found !== undefined) mistakes.push(found);
    }
    expect(mistakes).toEqual([]);
  });
});
