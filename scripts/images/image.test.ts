import { describe, expect, it } from 'vitest';
import { Problem } from '../core/finding.ts';
import type { Files } from '../core/world.ts';
import { imageOf, sourcesOf } from './image.ts';

const project = {
  'backend/Dockerfile': 'FROM python:3.11-slim\nCOPY . .\n',
  'backend/.dockerignore': '.venv\n**/Dockerfile\n**/.dockerignore\n',
  'backend/app/main.py': 'app = 1\n',
  'backend/.venv/lib/big.py': 'x\n',
};

/** Files in memory and the paths whose content was asked for. */
const filesOf = (texts: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const paths = Object.keys(texts).toSorted();
  const files = {
    read: async (path: string) => texts[path],
    bytes: async (path: string) => {
      asked.push(path);
      return texts[path] === undefined ? undefined : new TextEncoder().encode(texts[path]);
    },
    list: async (directory: string, skip: (path: string) => boolean) =>
      paths
        .filter(
          (path) => path.startsWith(`${directory}/`) && !skip(path) && !skip(path.split('/').slice(0, 2).join('/')),
        )
        .map((path) => ({ path, mode: 0o644 })),
  };
  return { asked, files: files as unknown as Files, config: { platform: 'linux/amd64' } };
};
const tagOf = async (texts: Readonly<Record<string, string>>) => (await imageOf(filesOf(texts), 'backend')).tag;

describe('imageOf', () => {
  it('reads what is in the context and the Dockerfile, and nothing else', async () => {
    const { asked, ...made } = filesOf(project);
    expect(await imageOf(made, 'backend')).toMatchObject({ name: 'backend', directory: 'backend' });
    expect(asked).toEqual(['backend/app/main.py', 'backend/Dockerfile']);
  });

  it('reads everything once per run', async () => {
    const { asked, ...made } = filesOf(project);
    const [one, other] = await Promise.all([imageOf(made, 'backend'), imageOf(made, 'backend')]);
    expect(one).toBe(other);
    expect(asked).toHaveLength(2);
  });

  it('keeps the tag when a file outside of the context changes', async () => {
    expect(await tagOf({ ...project, 'backend/.venv/lib/big.py': 'y\n' })).toBe(await tagOf(project));
  });

  it.each([
    ['a file of the context', { 'backend/app/main.py': 'app = 2\n' }],
    [
      'the Dockerfile, also when the context leaves it out',
      { 'backend/Dockerfile': 'FROM python:3.12-slim\nCOPY . .\n' },
    ],
    ['.dockerignore, when it lets another file in', { 'backend/.dockerignore': '**/Dockerfile\n**/.dockerignore\n' }],
  ])('changes the tag with %s', async (_, change) => {
    expect(await tagOf({ ...project, ...change })).not.toBe(await tagOf(project));
  });

  it('has another tag for another platform', async () => {
    const arm = { ...filesOf(project), config: { platform: 'linux/arm64' } };
    expect((await imageOf(arm, 'backend')).tag).not.toBe(await tagOf(project));
  });

  it('throws source/missing without a Dockerfile', async () => {
    await expect(imageOf(filesOf({}), 'frontend')).rejects.toThrow(Problem);
    await expect(imageOf(filesOf({}), 'frontend')).rejects.toThrow('frontend/Dockerfile is missing');
  });
});

describe('sourcesOf', () => {
  it('gives the context by paths below its directory, and the Dockerfile with places', async () => {
    const { files, dockerfile } = await sourcesOf(filesOf(project).files, 'backend');
    expect(files).toEqual([{ path: 'app/main.py', mode: 0o644 }]);
    expect(dockerfile.stages[0]?.base.at).toMatchObject({ file: 'backend/Dockerfile', line: 1 });
  });
});
