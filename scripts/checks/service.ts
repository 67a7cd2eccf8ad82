import { finding } from '../core/finding.ts';
import type { ServiceName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Answer, World } from '../core/world.ts';

/** The Service is ClusterIP (locally: a loopback address) and has a ready endpoint. */
export const serviceReady =
  (name: ServiceName): Check =>
  async ({ target }) => {
    const { services } = await target.observe();
    const service = services.find((one) => one.name === name);
    if (!service) return [finding('service/absent', `The Service ${name} does not exist`)];
    const type = target.kind === 'local' ? 'loopback' : 'ClusterIP';
    if (service.type !== type) return [finding('service/unlike', `${name} is ${service.type}, not ${type}`)];
    const told = service.findings.length > 0 ? service.findings : undefined;
    if (service.readyEndpoints > 0) return told ?? [];
    return (
      told ?? [
        finding('service/no-endpoints', `${name} has no ready endpoint`, {
          evidence: [{ source: `selector of ${name}`, text: JSON.stringify(service.selector) }],
        }),
      ]
    );
  };

/** Begins what many tasks will ask: the look at the target, and the ways to Services that are ready, from here and between them. */
export const lookAhead = async (world: World): Promise<void> => {
  const { target } = world;
  const seen = await target.observe().catch(() => undefined);
  const ready = (['backend-service', 'frontend-service'] as const).filter((name) =>
    seen?.services.some((one) => one.name === name && one.readyEndpoints > 0),
  );
  for (const name of ready) void target.reach(name);
  // Answers are remembered: whose turn it is hears the same, or why there is none.
  if (ready.length === 2 && target.kind === 'kubernetes') frontendReachesBackend(world).catch(() => {});
};

/** A GET on a Service answers with a status and a JSON body that a test accepts. */
export const answers =
  (name: ServiceName, path: string, status: number, accepts: (body: unknown) => boolean, described: string): Check =>
  async (world) => {
    const base = await world.target.reach(name);
    if (!base) return [finding('service/unreachable', `${name} cannot be reached`)];
    const answer = await world.http(`${base}${path}`);
    if (answer.status === 0)
      return [finding('service/unreachable', `${name} does not answer ${path}`, { evidence: [shown(path, answer)] })];
    return answer.status === status && accepts(jsonOf(answer))
      ? []
      : [
          finding('service/bad-answer', `${path} of ${name} answers ${answer.status}, not ${described}`, {
            evidence: [shown(path, answer)],
          }),
        ];
  };

/** The frontend pod resolves backend-service and reaches it. */
export const frontendReachesBackend: Check = async ({ target, config }) => {
  const said = await target.exec('frontend', ['node', '-e', askBackend]);
  if (said.code === 0) return [];
  const text = said.stderr || said.stdout;
  const evidence = [{ source: 'in the frontend pod: GET $NEXT_PUBLIC_API_URL/health', text }];
  const [, way, host] = /getaddrinfo (ENOTFOUND|EAI_AGAIN) (\S+)/.exec(text) ?? [];
  if (way === 'EAI_AGAIN')
    return [
      finding('cluster/dns', `The frontend pod gets no address for ${host}: the DNS does not answer`, { evidence }),
    ];
  if (host)
    return [
      finding('pod/host-unknown', `The frontend pod looks for the backend at ${host}, and nothing has that name`, {
        evidence,
        remedy: `Correct frontend.config.NEXT_PUBLIC_API_URL in the values to a Service that there is (\`kubectl get services -n ${config.namespace}\`), and deploy again: \`npx tsx scripts/deploy.ts\`.`,
      }),
    ];
  return [
    finding('service/unreachable', 'The frontend pod does not reach the backend at its NEXT_PUBLIC_API_URL', {
      evidence,
      remedy: `See whether the Service has endpoints: \`kubectl get svc,endpointslices -n ${config.namespace}\`.`,
    }),
  ];
};

/** Asked in the pod, of the address that the pod itself was given. */
const askBackend = `
  const url = process.env.NEXT_PUBLIC_API_URL + '/health';
  fetch(url).then(
    async (answer) => { console.log(url, answer.status, await answer.text()); process.exit(answer.ok ? 0 : 1); },
    (error) => { console.error(url, String(error.cause ?? error)); process.exit(2); },
  );
`;

/** The body of an answer as JSON, or undefined. */
export const jsonOf = (answer: Answer): unknown => {
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
};

/** An answer as evidence. */
export const shown = (path: string, answer: Answer): { readonly source: string; readonly text: string } => ({
  source: `${path} -> ${answer.status || 'no answer'}`,
  text: answer.text.slice(0, 2000),
});
