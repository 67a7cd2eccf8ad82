import { finding } from '../core/finding.ts';
import type { ServiceName } from '../core/target.ts';
import type { Check } from '../core/task.ts';
import type { Answer } from '../core/world.ts';

/** The Service is ClusterIP (locally: a loopback address) and has a ready endpoint. */
export const serviceReady =
  (name: ServiceName): Check =>
  async ({ target }) => {
    const { services } = await target.observe();
    const service = services.find((one) => one.name === name);
    if (!service) return [finding('service/absent', `The Service ${name} does not exist`)];
    const type = target.kind === 'local' ? 'loopback' : 'ClusterIP';
    if (service.type !== type) return [finding('service/unlike', `${name} is ${service.type}, not ${type}`)];
    return service.readyEndpoints > 0
      ? []
      : [
          finding('service/no-endpoints', `${name} has no ready endpoint`, {
            evidence: [{ source: `selector of ${name}`, text: JSON.stringify(service.selector) }],
          }),
        ];
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
export const frontendReachesBackend: Check = async ({ target, charts, config }) => {
  const { values } = charts.values('frontend', config.env);
  const url = `${String((values.config as { NEXT_PUBLIC_API_URL?: string })?.NEXT_PUBLIC_API_URL)}/health`;
  const script = `fetch(${JSON.stringify(url)}).then(async (a) => { console.log(a.status, await a.text()); process.exit(a.ok ? 0 : 1); }, (e) => { console.error(String(e.cause ?? e)); process.exit(2); });`;
  const said = await target.exec('frontend', ['node', '-e', script]);
  return said.code === 0
    ? []
    : [
        finding('service/unreachable', `The frontend pod does not reach ${url}`, {
          evidence: [{ source: `in the frontend pod: GET ${url}`, text: said.stderr || said.stdout }],
          remedy: `See whether the Service has endpoints: \`kubectl get svc,endpointslices -n ${config.namespace}\`.`,
        }),
      ];
};

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
