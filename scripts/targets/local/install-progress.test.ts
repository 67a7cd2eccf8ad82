import { expect, test } from 'vitest';
import type { ProgressReader } from '../progress.ts';
import { readNext, readNpm, readPip } from './install-progress.ts';

const shown = (read: ProgressReader, text: string): readonly string[] =>
  text.split('\n').flatMap((line) => read(line) ?? []);

test('pip tells how many of the pinned packages it has', () => {
  expect(
    shown(
      readPip(2),
      'Collecting fastapi==0.165.0\n  Using cached fastapi-0.165.0-py3-none-any.whl (159 kB)\nCollecting anyio==4.16.0\nInstalling collected packages: anyio, fastapi\nSuccessfully installed anyio-4.16.0 fastapi-0.165.0',
    ),
  ).toEqual([
    'collecting packages 1/2  fastapi==0.165.0',
    'collecting packages 2/2  anyio==4.16.0',
    'installing 2 packages',
  ]);
});

test('npm tells each package that it fetched, without the registry', () => {
  expect(
    shown(
      readNpm(),
      'npm http fetch GET 200 https://registry.example/tinyglobby 1847ms (cache updated)\nnpm http fetch GET 200 https://registry.example/@next/swc-linux-x64-gnu/-/swc-linux-x64-gnu-16.4.6.tgz 10959ms (cache updated)\nnpm http cache https://registry.example/next/-/next-16.4.6.tgz 0ms (cache hit)\nadded 112 packages in 24s',
    ),
  ).toEqual([
    'installing packages, 1 fetched  swc-linux-x64-gnu-16.4.6',
    'installing packages, 2 fetched  next-16.4.6',
  ]);
});

test('a build of Next.js tells its steps, and not its table of routes', () => {
  expect(
    shown(
      readNext(),
      '\n> todo-chatbot-frontend@0.1.0 build\n▲ Next.js 16.4.6 (Turbopack)\n  Creating an optimized production build ...\n✓ Compiled successfully in 14.6s\n  Generating static pages using 1 worker (0/3) ...\n\nRoute (app)\n┌ ƒ /\n└ ƒ /api/health',
    ),
  ).toEqual([
    'Next.js 16.4.6 (Turbopack)',
    'Creating an optimized production build ...',
    'Compiled successfully in 14.6s',
    'Generating static pages using 1 worker (0/3) ...',
  ]);
});
