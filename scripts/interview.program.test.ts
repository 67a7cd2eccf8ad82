import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barePath, type Clone, cloneWithModules } from './testing/clone.ts';
import { fake } from './testing/fake.ts';
import { type Turn, talk } from './testing/terminal.ts';

const key = fake('sk-', 24);
const password = fake('', 14);
const url = ['postgresql://me', `${password}@db.example/todo`].join(':');

describe('deploy --interactive on a terminal', () => {
  let clone: Clone;
  const file = () => join(clone.root, '.env');
  // Without Minikube on the PATH; the one task that is asked changes nothing.
  const deploy = (turns: readonly Turn[]) =>
    talk(
      [process.execPath, '--import', 'tsx', 'scripts/deploy.ts', '--interactive', '--only', 'T007', '--no-color'],
      turns,
      { cwd: clone.root, env: { PATH: barePath(join(clone.root, '.bin')), HOME: clone.root } },
    );

  beforeAll(() => {
    clone = cloneWithModules();
  });
  afterAll(() => clone.remove());

  it.each([
    ['the first question', [{ sees: 'Where is it to run?', types: '\u0003' }]],
    [
      'the consent',
      [
        { sees: 'Where is it to run?', types: '\r' },
        { sees: 'model provider?', types: `${key}\r` },
        { sees: 'PostgreSQL?', types: '\r' },
        { sees: 'and deploy?', types: '\u0003' },
      ],
    ],
  ])('leaves everything as it was after Ctrl-C at %s, and exits with 130', async (_, turns) => {
    const { code, missed, screen } = await deploy(turns);
    expect(missed).toEqual([]);
    expect(screen).toContain('Nothing was written and nothing deployed');
    expect(code).toBe(130);
    expect(existsSync(file())).toBe(false);
  });

  it('hides key and password, writes .env for its owner alone, deploys, and asks nothing the next time', async () => {
    writeFileSync(file(), '# mine\nMINIKUBE_PROFILE=mine\n', { mode: 0o644 });
    const first = await deploy([
      { sees: 'Where is it to run?', types: '\r' },
      { sees: 'model provider?', types: 'short\r' },
      { sees: 'It is not of the form', types: `${key}\r` },
      { sees: 'PostgreSQL?', types: `${url}\r` },
      { sees: 'and deploy?', types: 'y\r' },
    ]);
    expect(first.missed).toEqual([]);
    expect(first.screen).toContain('Provider key  given, hidden');
    expect(first.screen).toContain('postgresql://me@db.example/todo, its password hidden');
    for (const hidden of [key, password, '▪', '*']) expect(first.screen).not.toContain(hidden);
    expect(first.screen).toMatch(/deploy on local .* OPENAI_API_KEY from \.env/);
    expect(first.screen, 'no address of what does not run').not.toMatch(/Chat:|undefined/);
    expect(first.code).toBe(0);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).toBe(
      `# mine\nMINIKUBE_PROFILE=mine\nOPENAI_API_KEY=${key}\nDATABASE_URL=${url}\n# Asked by deploy --interactive, and left at the default: DEPLOY_TARGET\n`,
    );
    const second = await deploy([]);
    expect(second.screen).toContain('There is nothing to ask.');
    expect(second.screen).not.toMatch(/\w\?|\[y\/N\]/);
    expect(second.code).toBe(0);
  });

  it('says what to do where there is no terminal', () => {
    const { code, out } = clone.run([process.execPath, '--import', 'tsx', 'scripts/deploy.ts', '--interactive']);
    expect(code).toBe(2);
    expect(out).toContain('[usage/no-terminal]\n  fix: Leave --interactive out: `cp .env.example .env`');
  });
});
