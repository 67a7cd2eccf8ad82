import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneProject } from '../testing/clone.ts';

describe('a clone in which nothing is installed', () => {
  let clone: Clone;
  const nodes = join(process.execPath, '..');
  const run = (...argv: readonly string[]) => clone.run(argv, { path: `${nodes}:${process.env.PATH}` });

  beforeAll(() => {
    clone = cloneProject();
  });
  afterAll(() => clone.remove());

  it.each([
    [['npm', 'run', '-s', 'validate', '--', '--next']],
    [['npm', 'run', '-s', 'open']],
    [['node', 'scripts/deploy.ts']],
  ])('is told to run npm ci first, in two lines: %j', (argv) => {
    const { code, out, err } = run(...argv);
    expect([code, out]).toEqual([20, '']);
    expect(err.replace(/^\(node:.*\n.*\n/, '')).toMatch(
      /^\d+ packages of the project are not installed\.\nInstall .*: `npm ci`, then run the same command again\.\n$/,
    );
  });

  it('is told of a Node that is too old before anything else', () => {
    const old = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.9.0" } })';
    const { code, err } = run(
      'node',
      '--import',
      `data:text/javascript,${old}`,
      '--import',
      './scripts/world/ready.js',
      '-e',
      '0',
    );
    expect(code).toBe(20);
    expect(err).toMatch(/^The scripts need Node 22\.18 or newer; .*\nOn Linux `npm ci` brings a suitable one/);
  });

  it('is told nothing once everything is installed', () => {
    const own = join(import.meta.dirname, '../../node_modules');
    symlinkSync(own, join(clone.root, 'node_modules'));
    expect(run('node', '--import', './scripts/world/ready.js', '-e', '0')).toMatchObject({ code: 0, out: '', err: '' });
  });
});
