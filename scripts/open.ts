import { problem } from './core/finding.ts';
import type { ServiceName } from './core/target.ts';
import { command } from './main.ts';

const services: Readonly<Record<string, ServiceName>> = { Chat: 'frontend-service', API: 'backend-service' };

await command(async ({ target, signal }, line) => {
  for (const [name, service] of Object.entries(services)) {
    const url = await target.reach(service);
    if (!url)
      throw problem('service/unreachable', `${service} cannot be reached on ${target.name}`, {
        remedy:
          'Deploy it: `npx tsx scripts/deploy.ts`, or see what is wrong: `npm run validate -- --phase deployment`.',
      });
    line(`${`${name}:`.padEnd(6)}${url}`);
  }
  if (target.kind === 'local') return;
  line('Forwarding until Ctrl-C.');
  const beat = setInterval(() => {}, 60_000);
  await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
  clearInterval(beat);
});
