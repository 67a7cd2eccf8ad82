import { type Finding, finding } from '../core/finding.ts';
import type { ClusterDoor } from '../core/target.ts';
import type { Check, Verdict } from '../core/task.ts';
import type { World } from '../core/world.ts';
import { requests } from '../planner/prompt.ts';
import { clusterOf } from './look.ts';

/** Where kagent's controller is, as its chart installs it. */
const controller = '/api/v1/namespaces/kagent/services/kagent-controller:8083/proxy';
const agent = 'todo-doctor';

const absent = 'kagent: not reachable, rules only';

/** kagent's controller tells its version; where there is none, the rules serve alone. */
export const kagentAnswers: Check = (world) => withKagent(world, async () => []);

/** Its agent for this application ends a question. */
export const agentAnswers: Check = (world) =>
  withKagent(world, (cluster) => ask(cluster, 'Answer with the one word ready.'));

/** The requests of the examples that only read are ended by its agent. */
export const agentExamplesHold: Check = (world) =>
  withKagent(world, async (cluster) => {
    const found: Finding[] = [];
    for (const request of [requests.unready, requests.crashed, requests.warnings])
      found.push(...(await ask(cluster, `In the namespace ${world.config.namespace}: ${request}`)));
    return found;
  });

const withKagent = async (world: World, use: (cluster: ClusterDoor) => Promise<Verdict>): Promise<Verdict> => {
  const found = clusterOf(world);
  if ('trouble' in found) return [found.trouble];
  const there = await found.cluster.ask([
    'kubectl',
    'get',
    'namespace',
    'kagent',
    '--ignore-not-found',
    '-o',
    'name',
    '--request-timeout=15s',
  ]);
  if (there.code !== 0)
    return [
      finding('cluster/unreachable', 'The cluster does not tell whether kagent is there', {
        evidence: [{ source: 'kubectl get namespace', text: there.stderr.trim() }],
      }),
    ];
  if (there.stdout.trim() === '') return { skip: absent };
  const said = await found.cluster.ask(['kubectl', 'get', '--raw', `${controller}/version`]);
  return said.code === 0 ? use(found.cluster) : { skip: absent };
};

/** One message of A2A 0.3 over JSON-RPC, through the API server. */
const ask = async ({ ask: send }: ClusterDoor, text: string): Promise<readonly Finding[]> => {
  const message = { kind: 'message', messageId: 'm1', role: 'user', parts: [{ kind: 'text', text }] };
  const input = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'message/send', params: { message } });
  const path = `${controller}/api/a2a/kagent/${agent}/`;
  const said = await send(['kubectl', 'create', '--raw', path, '-f', '-'], { input, fresh: true, deadline: 120_000 });
  if (/"state":\s*"completed"/.test(said.stdout)) return [];
  return [
    finding('service/bad-answer', `kagent's agent ${agent} did not end the question`, {
      evidence: [{ source: 'kagent', text: (said.stdout || said.stderr).trim().slice(0, 1000) }],
      remedy: `See whether it is ready: \`kubectl -n kagent get agents.kagent.dev ${agent}\`.`,
    }),
  ];
};
