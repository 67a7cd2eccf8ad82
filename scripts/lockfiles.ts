import { absentPackages, completed, type Lock } from './checks/lockfile.ts';
import { problem } from './core/finding.ts';
import { command } from './main.ts';

await command(async ({ files }, { line }) => {
  for (const path of ['package-lock.json', 'frontend/package-lock.json']) {
    const text = await files.read(path);
    if (text === undefined) throw problem('source/missing', `${path} is missing`);
    const lock: Lock = JSON.parse(text);
    const absent = absentPackages(lock);
    if (absent.length > 0) await files.write(path, `${JSON.stringify(completed(lock), null, 2)}\n`);
    line(`${path}: ${absent.length === 0 ? 'complete' : `added ${absent.map(({ name }) => name).join(', ')}`}`);
  }
});
