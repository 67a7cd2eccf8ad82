import { describe, expect, it } from 'vitest';
import { conceal } from './conceal.ts';

describe('text for code frames', () => {
  it('hides everything below a secrets key and keeps its lines', () => {
    const text = [
      'a: 1',
      'secrets:',
      '  # old: hunter0',
      '  KEY: hunter1',
      '  LONG: |',
      '    hunter2',
      '',
      '  LIST:',
      '    - hunter3',
      'b: 2',
    ].join('\n');
    expect(conceal(text).split('\n')).toEqual([
      'a: 1',
      'secrets:',
      '  ***',
      '  KEY: ***',
      '  LONG: ***',
      '    ***',
      '',
      '  LIST:',
      '    ***',
      'b: 2',
    ]);
  });

  it.each([
    'secrets: {KEY: hunter}',
    'backend: {"secrets": {KEY: hunter}, a: 1}',
    'secrets: {\n  KEY: hunter\n}',
    'secrets:\n\tKEY: hunter',
    'backend.secrets.KEY=hunter',
    'backend.a=1,backend.secrets.KEY=hun,hunter',
    'backend.secrets.KEY=one\\,hunter',
    'DATABASE_URL: postgresql://u:hunter@h/db',
    'DATABASE_URL: postgresql://u:test@hunter@h/db',
    'DATABASE_URL: postgresql://h/db?password=hunter&x=1',
  ])('hides the secret of %j', (text) => {
    expect(conceal(text)).not.toContain('hunter');
    expect(conceal(text)).toContain('***');
  });

  it('leaves everything else as it is', () => {
    const text = 'image:\n  tag: 1.10\nurl: http://backend-service:8000/health\nsecretsmanager: on\n';
    expect(conceal(text)).toBe(text);
  });
});
