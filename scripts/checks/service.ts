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

/** What is wanted of an answer: a test of its JSON body, and the same in words. */
type Accepted = { readonly accepts: (body: unknown) => boolean; readonly described: string };

/** A GET on a Service answers 200 with a body that is accepted: through a port-forward or, where none leads there, as the cluster's API server passes it on. */
export const answers =
  (name: ServiceName, path: string, accepted: Accepted): Check =>
  async (world) => {
    const forwarded = await askForwarded(world, name, path);
    const answer = forwarded.status === 0 ? ((await askPassedOn(world, name, path)) ?? forwarded) : forwarded;
    return answer.status === 0
      ? [finding('service/unreachable', `${name} does not answer ${path}`, { evidence: [shown(path, answer)] })]
      : judged(name, path, answer, accepted);
  };

/** The same through a port-forward alone, which reaches a program where it listens inside its pod and not at the pod's address. */
export const answersForwarded =
  (name: ServiceName, path: string, accepted: Accepted): Check =>
  async (world) => {
    const answer = await askForwarded(world, name, path);
    if (answer.status !== 0) return judged(name, path, answer, accepted);
    const { namespace } = world.config;
    return [
      finding('service/unreachable', `${name} does not answer ${path} through a port-forward`, {
        evidence: [shown(path, answer)],
        remedy: `See what kubectl says: \`kubectl port-forward -n ${namespace} service/${name} :http\`. Where the Service answers others, the program listens at its pod's address alone: let it listen at 0.0.0.0.`,
      }),
    ];
  };

const judged = (name: ServiceName, path: string, answer: Answer, { accepts, described }: Accepted) =>
  answer.status === 200 && accepts(jsonOf(answer))
    ? []
    : [
        finding('service/bad-answer', `${path} of ${name} answers ${answer.status}, not ${described}`, {
          evidence: [shown(path, answer)],
        }),
      ];

const askForwarded = async ({ target, http }: World, name: ServiceName, path: string): Promise<Answer> => {
  const base = await target.reach(name);
  return base ? http(`${base}${path}`) : { ...nothing, text: `nothing of this machine leads to ${name}` };
};

/** Undefined where the API server gets no answer either, or there is none. */
const askPassedOn = async ({ target, config }: World, name: ServiceName, path: string): Promise<Answer | undefined> => {
  const port = (await target.observe()).services.find((one) => one.name === name)?.ports[0];
  const way = `/api/v1/namespaces/${config.namespace}/services/${name}:${port}/proxy${path}`;
  const said = port && (await target.cluster?.ask(['kubectl', 'get', '--raw', way, '--request-timeout=5s']));
  return said && said.code === 0 ? { ...nothing, status: 200, text: said.stdout } : undefined;
};

const nothing: Answer = { status: 0, text: '', headers: {}, cookies: [] };

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
