import { describe, expect, it } from 'vitest';
import { pipelines } from '../pipelines.ts';
import { helpText, parseFlags } from './flags.ts';

const said = (script: 'deploy' | 'validate' | 'cleanup' | 'ai', ...argv: string[]) =>
  parseFlags(argv, script).findings.map((one) => `${one.message}: ${one.remedy}`);

describe('the command line', () => {
  it('gives typed values, false and empty lists for what is absent', () => {
    const { flags, findings } = parseFlags(
      ['--env', 'staging', '--set', 'backend.replicaCount=2', '--set=backend.image.tag=x', '--dry-run'],
      'deploy',
    );
    expect(findings).toEqual([]);
    expect(flags).toMatchObject({
      env: 'staging',
      set: ['backend.replicaCount=2', 'backend.image.tag=x'],
      'dry-run': true,
      slow: false,
      values: [],
    });
    expect(flags.target).toBeUndefined();
  });

  it('does not complain about the value of a misspelt flag as well', () => {
    expect(said('deploy', '--targt', 'local')).toEqual([
      expect.stringMatching(/^There is no flag --targt: .* --target\?/),
    ]);
    expect(said('deploy', '--dry-run', 'local')).toEqual([expect.stringMatching(/^"local" is no flag/)]);
  });

  it('offers the nearest flag for a typo', () => {
    expect(said('deploy', '--dryrun')).toEqual([
      'There is no flag --dryrun: Did you mean --dry-run? See the flags: `npx tsx scripts/deploy.ts --help`.',
    ]);
  });

  it('does not take --interactive beside what wants no questions or is read by programs', () => {
    expect(said('deploy', '--interactive', '--yes')).toEqual([expect.stringMatching(/--yes wants none: Leave one/)]);
    expect(said('deploy', '--interactive', '--format', 'json')).toEqual([
      expect.stringMatching(/json is for programs: Leave --format out/),
    ]);
    expect(said('deploy', '--interactive', '--format', 'text')).toEqual([]);
  });

  it('says whose a flag is when another script takes it', () => {
    expect(said('deploy', '--data')[0]).toContain('It belongs to cleanup.');
  });

  it('refuses a value outside the choices, a missing value, a value for a switch, and stray words', () => {
    expect(said('validate', '--env', 'prod')[0]).toContain('Use one of: dev, staging.');
    expect(said('validate', '--env')[0]).toContain('Write --env NAME.');
    expect(said('validate', '--slow=1')[0]).toContain('Write --slow alone.');
    expect(said('validate', 'now')[0]).toContain('"now" is no flag');
  });

  it('keeps the type of a flag that lacks its value', () => {
    expect(parseFlags(['--set', 'a=1', '--values'], 'validate').flags).toMatchObject({ set: ['a=1'], values: [] });
    expect(parseFlags(['--output'], 'validate').flags.output).toBeUndefined();
    expect(parseFlags(['--slow=yes'], 'validate').flags.slow).toBe(false);
  });

  it('takes every format, and no other', () => {
    for (const format of ['text', 'json', 'ndjson', 'junit', 'sarif', 'github'])
      expect(said('cleanup', '--format', format)).toEqual([]);
    expect(said('validate', '--format', 'xml')[0]).toContain('Use one of: text, json, ndjson, junit, sarif, github.');
  });

  it('refuses what does not go together: --watch and --explain write no file, and only as people read them', () => {
    expect(said('validate', '--watch', '--format', 'json')).toEqual([
      '--watch cannot be written as json: Leave --format out.',
    ]);
    expect(said('validate', '--watch', '--output', 'x')).toEqual([
      '--watch writes no file: Leave one of --watch and --output out.',
    ]);
    expect(said('validate', '--explain', 'values/type', '--output', 'x')).toEqual([
      '--explain writes no file: Write `> FILE` instead of --output.',
    ]);
    expect(said('validate', '--explain', 'values/type', '--format', 'sarif')).toEqual([
      '--explain cannot be written as sarif: Leave --format out, or write --format json.',
    ]);
    expect(said('validate', '--explain', 'values/type', '--format', 'json')).toEqual([]);
    expect(said('validate', '--watch', '--fix', '--format', 'text')).toEqual([]);
  });

  it('has words and flags of its own for the command that follows logs', () => {
    const { flags, words, findings } = parseFlags(['backend', '--since', '10m', 'database'], 'logs', [
      'backend',
      'database',
    ]);
    expect([flags.since, words, findings]).toEqual(['10m', ['backend', 'database'], []]);
    expect(parseFlags(['backnd'], 'logs', ['backend']).findings[0]?.remedy).toMatch(/^Words that it takes: backend\. /);
    expect(said('deploy', '--since', '10m')[0]).toContain('It belongs to logs.');
    const help = helpText({ name: 'logs', summary: 'Follow the logs.' }, 'npm run logs --');
    expect(help).toMatch(/^Follow the logs\.\n\nUsage: npm run logs -- \[flags\]\n/);
    expect(help).toContain('--since TIME');
    expect(help).not.toMatch(/--format|Phases:/);
  });

  it('takes a word that the script knows', () => {
    expect(parseFlags(['diagnose'], 'ai', ['diagnose']).findings).toEqual([]);
  });

  it('shows in the help of each script just the flags that it takes', () => {
    expect(helpText(pipelines.cleanup, 'x')).toContain('--data');
    expect(helpText(pipelines.deploy, 'x')).not.toContain('--data');
    expect(
      helpText(pipelines.validate, 'x')
        .split('\n')
        .every((line) => line.length <= 120),
    ).toBe(true);
  });
});
