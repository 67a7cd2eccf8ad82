import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Content, contentTag, digestOf } from './tag.ts';

const content: Content = {
  files: [
    { path: 'app/main.py', mode: 0o644, digest: digestOf('one') },
    { path: 'app/run.sh', mode: 0o755, digest: digestOf('two') },
  ],
  dockerfile: digestOf('FROM scratch'),
  buildArgs: { B: '2', A: '1' },
  platform: 'linux/amd64',
  bases: ['python:3.11-slim'],
};
const [first, second] = content.files;

describe('contentTag', () => {
  it('is twelve hex digits and stays the same from release to release', () => {
    expect(contentTag(content)).toBe('27646126ea61');
  });

  it('does not depend on the order of files and arguments', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...content.files], { minLength: 2 }), (files) => {
        expect(contentTag({ ...content, files, buildArgs: { A: '1', B: '2' } })).toBe(contentTag(content));
      }),
    );
  });

  it.each<[string, Partial<Content>]>([
    ['a file', { files: first ? [first] : [] }],
    [
      'a path',
      { files: [{ path: 'app/main2.py', mode: 0o644, digest: digestOf('one') }, ...(second ? [second] : [])] },
    ],
    ['a mode', { files: content.files.map((file) => ({ ...file, mode: 0o600 })) }],
    ['a byte', { files: content.files.map((file) => ({ ...file, digest: digestOf('three') })) }],
    ['the Dockerfile', { dockerfile: digestOf('FROM other') }],
    ['a build argument', { buildArgs: { A: '1', B: '3' } }],
    ['the platform', { platform: 'linux/arm64' }],
    ['a base', { bases: ['python:3.12-slim'] }],
  ])('changes with %s', (_, changed) => {
    expect(contentTag({ ...content, ...changed })).not.toBe(contentTag(content));
  });

  it('cannot be led astray by a path that looks like two entries', () => {
    const files = (paths: readonly string[]) => paths.map((path) => ({ path, mode: 0o644, digest: digestOf('') }));
    expect(contentTag({ ...content, files: files(['a","644', 'b']) })).not.toBe(
      contentTag({ ...content, files: files(['a', '644","b']) }),
    );
  });
});
