import { stripVTControlCharacters } from 'node:util';
import { type Finding, finding } from '../core/finding.ts';
import type { Said } from '../core/world.ts';
import { endpointFinding } from './endpoint.ts';
import { answerOf, outgoing, streamOf } from './exchange.ts';
import { callsOf, type Exchange, type Opinion, opinionOf } from './opinion.ts';
import type { Endpoint, GuardSetup, Outside, PrivateFolder, Relayed, Send } from './outside.ts';
import { promptOf, type Question } from './prompt.ts';

/** One question to kubectl-ai, and what it is asked with. */
export type Asking = {
  readonly question: Question;
  readonly endpoint: Endpoint;
  /** Hosts beside this machine that the user named. */
  readonly hosts: readonly string[];
  readonly model: string;
  /** The text of the read-only kubeconfig. */
  readonly kubeconfig: string;
  /** How often the model may look before it answers; 6 by default. */
  readonly turns?: number;
  /** Milliseconds for all of it; two minutes by default. */
  readonly deadline?: number;
};

/** Milliseconds that one call of kubectl may take. */
const callDeadline = 20_000;

/**
 * Asks kubectl-ai (read from v0.0.25) and gives what it said and proposed; never throws for a model or a planner that fails.
 * kubectl-ai runs in a private folder with an empty environment. Its PATH holds the guard alone, as kubectl and as bash. It
 * reaches the model through a relay of ours, which has the key, redacts and caps what goes out, and reads what comes back.
 */
export const askPlanner = async (outside: Outside, asking: Asking): Promise<Opinion> => {
  const refused = endpointFinding(asking.endpoint.url, asking.hosts);
  if (refused) return failed(refused);
  const [planner, kubectl] = await Promise.all([outside.find('kubectl-ai'), outside.find('kubectl')]);
  if (!planner || !kubectl)
    return failed(finding('ai/planner-missing', `${planner ? 'kubectl' : 'kubectl-ai'} is not on the PATH`));
  return outside.folder(
    (path) => filesOf(outside, asking, path, kubectl),
    async (folder) => (await foreign(outside, planner, folder)) ?? (await run(outside, asking, planner, folder)),
  );
};

const failed = (one: Finding): Opinion => ({
  kind: 'failed',
  text: '',
  proposals: [],
  executed: [],
  refused: [],
  findings: [one],
});

const filesOf = (outside: Outside, { kubeconfig, question }: Asking, path: string, kubectl: string) => {
  const setup: GuardSetup = {
    namespace: question.namespace,
    kubectl,
    kubeconfig: `${path}/kubeconfig`,
    home: `${path}/kubectl`,
    log: `${path}/calls`,
    deadline: callDeadline,
  };
  const guard = (name: string) => ({ text: outside.guard(name, `${path}/guard.json`), program: true }) as const;
  return {
    'bin/kubectl': guard('kubectl'),
    'bin/bash': guard('bash'),
    'guard.json': { text: JSON.stringify(setup) },
    kubeconfig: { text: kubeconfig },
    // kubectl-ai asks for a kubeconfig and needs nothing of it: what it starts is the guard, which has its own.
    'home/kubeconfig': { text: '' },
    calls: { text: '' },
    'kubectl/': { text: '' },
    'tmp/': { text: '' },
  };
};

/** All variables that kubectl-ai gets, without those of the model. */
const surroundings = (path: string) => ({
  PATH: `${path}/bin`,
  HOME: `${path}/home`,
  XDG_CONFIG_HOME: `${path}/home`,
  TMPDIR: `${path}/tmp`,
  NO_PROXY: '127.0.0.1',
});

/** sozercan/kubectl-ai takes `version` for a question; without a key it then asks nobody. */
const foreign = async ({ sh }: Outside, planner: string, { path }: PrivateFolder): Promise<Opinion | undefined> => {
  const { stdout, stderr } = await sh.with({ env: surroundings(path), alone: true, fresh: true, deadline: 10_000 })
    .read`${planner} version`;
  if (/^version: /m.test(stdout) && /^commit: /m.test(stdout)) return undefined;
  const text = stripVTControlCharacters(`${stdout}${stderr}`).trim().slice(0, 500);
  return failed(
    finding('ai/planner-foreign', 'kubectl-ai on the PATH is not that of GoogleCloudPlatform', {
      evidence: [{ source: 'kubectl-ai version', text }],
    }),
  );
};

const run = async (outside: Outside, asking: Asking, planner: string, folder: PrivateFolder): Promise<Opinion> => {
  const { turns = 6, deadline = 120_000 } = asking;
  const marker = outside.marker();
  const exchanges: Exchange[] = [];
  const relay = await outside.relay(asking.endpoint, (body, send) =>
    exchange({ body, send, exchanges, turns, marker, redact: outside.redact }),
  );
  try {
    const words = [
      '--quiet',
      '--llm-provider=openai',
      `--model=${asking.model}`,
      '--skip-permissions=false',
      `--max-iterations=${turns}`,
      `--trace-path=${folder.path}/tmp/trace.yaml`,
      '--remove-workdir',
      `--kubeconfig=${folder.path}/home/kubeconfig`,
      '--',
      promptOf(asking.question, outside.redact, marker),
    ];
    const env = { ...surroundings(folder.path), OPENAI_API_KEY: relay.key, OPENAI_ENDPOINT: relay.endpoint };
    const said = await outside.sh.with({ env, alone: true, fresh: true, deadline }).read`${planner} ${words}`;
    const calls = callsOf((await folder.read('calls')) ?? '');
    return opinionOf({ said: readable(said, outside.redact), exchanges, calls, turns, deadline });
  } finally {
    await relay.close();
  }
};

const readable = ({ code, stdout, stderr }: Said, redact: (text: string) => string): Said => ({
  code,
  stdout: redact(stripVTControlCharacters(stdout)),
  stderr: redact(stripVTControlCharacters(stderr)),
});

type Turn = {
  readonly body: string;
  readonly send: Send;
  readonly exchanges: Exchange[];
  readonly turns: number;
  readonly marker: string;
  readonly redact: (text: string) => string;
};

/** One request of kubectl-ai. What is no usable answer becomes an error that ends it: an empty answer would keep it for ever. */
const exchange = async ({ body, send, exchanges, turns, marker, redact }: Turn): Promise<Relayed> => {
  const request = exchanges.length < turns ? outgoing(body, redact, marker) : undefined;
  if (!request) return errorOf(422, 'this request is not passed on');
  const at = exchanges.push({ kind: 'silent' }) - 1;
  const upstream = await send(request, () => {
    exchanges[at] = { kind: 'begun' };
  });
  if (upstream.status !== 200) {
    const text = redact(upstream.text).slice(0, 1000);
    exchanges[at] = { kind: 'refused', status: upstream.status, text };
    return errorOf(upstream.status >= 400 ? upstream.status : 502, text);
  }
  const answer = answerOf(upstream.text);
  if (!answer) {
    exchanges[at] = { kind: 'malformed', text: redact(upstream.text).slice(-500) };
    return errorOf(422, 'the answer of the model cannot be read');
  }
  exchanges[at] = { kind: 'answered', text: redact(answer.text), calls: answer.calls };
  const isEmpty = answer.text.trim() === '' && answer.calls.length === 0;
  return isEmpty
    ? errorOf(422, 'the model answered nothing')
    : { status: 200, type: 'text/event-stream', text: streamOf(answer) };
};

const errorOf = (status: number, message: string): Relayed => ({
  status,
  type: 'application/json',
  text: JSON.stringify({ error: { message, type: 'relay' } }),
});
