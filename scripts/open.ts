import { problem } from './core/finding.ts';
import type { ServiceName } from './core/target.ts';
import { command } from './main.ts';

/** What a person opens, at the ports that the application has in the cluster where they are free. */
const addresses: readonly { readonly name: string; readonly service: ServiceName; readonly port: number }[] = [
  { name: 'Chat', service: 'frontend-service', port: 3000 },
  { name: 'API', service: 'backend-service', port: 8000 },
];

await command(async ({ target, clock, signal }, { line }) => {
  const shown = new Map<ServiceName, string>();
  const show = async (): Promise<void> => {
    for (const { name, service, port } of addresses) {
      const url = await target.reach(service, Number(shown.get(service)?.split(':').at(-1) ?? port));
      if (signal.aborted) return;
      if (!url && shown.size < addresses.length)
        throw problem('service/unreachable', `${service} cannot be reached on ${target.name}`, {
          remedy:
            'Deploy it: `npx tsx scripts/deploy.ts`, or see what is wrong: `npm run validate -- --phase deployment`.',
        });
      if (url && url !== shown.get(service)) line(`${`${name}:`.padEnd(6)}${url}`);
      if (url) shown.set(service, url);
    }
  };
  await show();
  if (target.kind === 'local' || signal.aborted) return;
  line('Forwarding until Ctrl-C.');
  // A forward ends with the pod behind it; the next look opens it again at the same port.
  while (!signal.aborted) {
    await clock.sleep(1000);
    if (!signal.aborted) await show();
  }
});
