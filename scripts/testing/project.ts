import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The project's own texts by path: of each file, and of all files below each folder, for a world in memory. */
export const projectTexts = (...paths: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(paths.flatMap(filesBelow).map((path) => [path, readFileSync(join(root, path), 'utf8')]));

/** The texts that the static tasks read. */
export const staticTexts = (): Readonly<Record<string, string>> =>
  projectTexts(
    ...[
      '.env.example',
      'application.lock',
      'package.json',
      'package-lock.json',
      'tasks.md',
      'README.md',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'LICENSE',
      'backend/README.md',
      'frontend/README.md',
    ],
    ...['docs', 'helm', 'backend/app', 'frontend/app', 'scripts/chaos/recorded'],
    ...['.dockerignore', 'Dockerfile', 'requirements.txt', 'alembic.ini', 'migrations'].map(
      (file) => `backend/${file}`,
    ),
    ...['.dockerignore', '.npmrc', 'Dockerfile', 'next.config.ts', 'package.json', 'package-lock.json'].map(
      (file) => `frontend/${file}`,
    ),
    ...readdirSync(join(root, 'scripts')).flatMap((name) => (/^[a-z-]+\.ts$/.test(name) ? [`scripts/${name}`] : [])),
  );

const filesBelow = (path: string): readonly string[] => {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  const entries = readdirSync(join(root, path), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
};
