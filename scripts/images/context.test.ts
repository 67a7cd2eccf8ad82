import { describe, expect, it } from 'vitest';
import { contextFiles, contextOf } from './context.ts';

describe('contextOf', () => {
  it('matches from the top only, unlike git, unless the pattern starts with **/', () => {
    const { holds } = contextOf('node_modules\n**/.env\n');
    expect(holds('node_modules/a/index.js')).toBe(false);
    expect(holds('src/node_modules/index.js')).toBe(true);
    expect(holds('src/.env')).toBe(false);
  });

  it('is case-sensitive and ignores comments and empty lines', () => {
    const { holds } = contextOf('# README\n\nDocs\r\n');
    expect([holds('docs/a'), holds('Docs/a'), holds('# README')]).toEqual([true, false, true]);
  });

  it('brings back with ! what an earlier line left out', () => {
    const { holds } = contextOf('*.md\n!README.md');
    expect([holds('README.md'), holds('OTHER.md')]).toEqual([true, false]);
  });

  it('holds everything without a .dockerignore', () => {
    expect(contextOf().holds('.env')).toBe(true);
  });

  it('prunes an ignored directory, but not one below which something is brought back', () => {
    const { prunes } = contextOf('node_modules\nbuild\n!build/keep/*.js');
    expect(prunes('node_modules')).toBe(true);
    expect(prunes('src')).toBe(false);
    expect(prunes('build')).toBe(false);
    expect(prunes('build/other')).toBe(true);
  });

  it('prunes nothing when a pattern may bring back files anywhere', () => {
    expect(contextOf('dist\n!**/*.js').prunes('dist')).toBe(false);
  });
});

describe('contextFiles', () => {
  it('gives what is sent, sorted by path', () => {
    const entries = ['b', 'a/x', 'B', 'skip'].map((path) => ({ path, mode: 0o644 }));
    expect(contextFiles(contextOf('skip'), entries).map((entry) => entry.path)).toEqual(['B', 'a/x', 'b']);
  });
});
