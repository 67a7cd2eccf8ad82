import { installApplication, installPostgres } from '../application.ts';
import { problem } from '../core/finding.ts';
import { command } from '../main.ts';

/** The application's speed beside a bare one, in the backend's own words: `python -m bench`. */
await command(async (world, { line }) => {
  await installPostgres(world);
  const bin = await installApplication(world);
  const { code, stderr } = await world.sh.with({ cwd: 'backend', deadline: 1_800_000, fresh: true, line })
    .read`${bin}/python -m bench`;
  if (code !== 0)
    throw problem('tool/failed', `The benchmark ended with exit code ${code}`, {
      evidence: [{ source: 'python -m bench', text: stderr.split('\n').slice(-20).join('\n') }],
    });
});
