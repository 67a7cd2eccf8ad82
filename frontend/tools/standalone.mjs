// Completes .next/standalone after `next build`: what server.js serves but Next does not copy, less what it never loads.
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const standalone = join(root, '.next', 'standalone');

if (!existsSync(join(standalone, 'server.js'))) {
  console.error(
    `${standalone} holds no server.js: next build made no standalone server. Check output: 'standalone' in next.config.ts.`,
  );
  process.exit(1);
}
for (const served of ['public', join('.next', 'static')]) {
  cpSync(join(root, served), join(standalone, served), { recursive: true });
}
for (const unused of ['sharp', '@img']) {
  rmSync(join(standalone, 'node_modules', unused), { recursive: true, force: true });
}
