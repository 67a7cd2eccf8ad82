import { stripVTControlCharacters } from 'node:util';
import { type Finding, finding } from '../core/finding.ts';
import type { Endpoint, GuardSetup, Outside, PrivateFolder, Relayed, Send, Upstream } from '../core/outside.ts';
import type { Said, Stream } from '../core/world.ts';
import { endpointFinding } from './endpoint.ts';
import { answerOf, outgoing, streamOf } from './exchange.ts';
import { asksApproval, callsOf, type Exchange, isUnknown, type Opinion, opinionOf } from './opinion.ts';
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

/** Why the program of this name is not the one that can be held to reading; undefined where it is. */
export const identify = async (outside: Outside, planner: string): Promise<Finding | undefined> => {
  const opinion = await outside.folder(
    () => ({ 'home/': { text: '' }, 'tmp/': { text: '' }, 'bin/': { text: '' } }),
    (folder) => foreign(outside, planner, folder),
  );
  return opinion?.findings[0];
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
  const over = Promise.withResolvers<void>();
  const turn: Omit<Turn, 'body' | 'send'> = { exchanges, turns, marker, redact: outside.redact, over: over.resolve };
  const relay = await outside.relay(asking.endpoint, (body, send) => exchange({ ...turn, body, send }));
  try {
    const words = [
      '--quiet',
      '--llm-provider=openai',
      `--model=${asking.model}`,
      '--skip-permissions=false',
      // The relay counts; one more, so that the request it refuses is made.
      `--max-iterations=${turns + 1}`,
      `--trace-path=${folder.path}/tmp/trace.yaml`,
      '--remove-workdir',
      `--kubeconfig=${folder.path}/home/kubeconfig`,
      '--',
      promptOf(asking.question, outside.redact, marker),
    ];
    const env = { ...surroundings(folder.path), OPENAI_API_KEY: relay.key, OPENAI_ENDPOINT: relay.endpoint };
    const line = (text: string) => {
      if (asksApproval(text)) over.resolve();
    };
    const child = outside.sh.with({ env, alone: true, line }).stream`${planner} ${words}`;
    const { said, late } = await endOf(child, over.promise, deadline);
    const calls = callsOf((await folder.read('calls')) ?? '');
    return opinionOf({ said: readable(said, outside.redact), late, exchanges, calls, turns, deadline });
  } finally {
    await relay.close();
  }
};

/** Milliseconds that kubectl-ai has to end by itself once all is known. v0.0.25 sometimes never does. */
const farewell = 500;

/** Waits for the end, or makes it: with its whole process group when all is known, or when the time is over. */
const endOf = async (child: Stream, over: Promise<void>, deadline: number): Promise<{ said: Said; late: boolean }> => {
  const timers: NodeJS.Timeout[] = [];
  const after = (ms: number) =>
    new Promise<void>((done) => {
      timers.push(setTimeout(done, ms));
    });
  const how = await Promise.race([
    child.ended.then(() => 'ended'),
    over.then(() => after(farewell)).then(() => 'known'),
    after(deadline).then(() => 'late'),
  ]);
  timers.forEach(clearTimeout);
  return { said: how === 'ended' ? await child.ended : await child.stop('SIGKILL'), late: how === 'late' };
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
  /** Called when nothing more is to be learnt from kubectl-ai. */
  readonly over: () => void;
};

/** One request of kubectl-ai. What is no usable answer becomes an error that ends it: an empty answer would keep it for ever. */
const exchange = async ({ body, send, exchanges, turns, marker, redact, over }: Turn): Promise<Relayed> => {
  const at = exchanges.push({ kind: exchanges.length < turns ? 'silent' : 'exhausted' }) - 1;
  const request = outgoing(body, redact, marker);
  if (!request || at >= turns) return ending(over, 422, 'this request is not passed on');
  const upstream = await send(request, () => {
    exchanges[at] = { kind: 'begun' };
  });
  const [known, problem] = read(upstream, redact);
  exchanges[at] = known;
  if (problem) return ending(over, problem.status, problem.message);
  if (known.kind === 'answered' && known.calls.length === 0) over();
  return known.kind === 'answered'
    ? { status: 200, type: 'text/event-stream', text: streamOf(known) }
    : ending(over, 422, 'no answer');
};

type Trouble = { readonly status: number; readonly message: string };

/** What came back, and what kubectl-ai is told where it is no use to it. */
const read = ({ status, text }: Upstream, redact: (text: string) => string): readonly [Exchange, Trouble?] => {
  if (status !== 200) {
    const message = redact(text).slice(0, 1000);
    return [
      { kind: 'refused', status, text: message },
      { status: status >= 400 ? status : 502, message },
    ];
  }
  const answer = answerOf(text);
  if (!answer)
    return [
      { kind: 'malformed', text: redact(text).slice(-500) },
      { status: 422, message: 'the answer of the model cannot be read' },
    ];
  const known = { kind: 'answered', text: redact(answer.text), calls: answer.calls } as const;
  if (answer.calls.some(isUnknown)) return [known, { status: 422, message: 'the model called an unknown tool' }];
  return answer.text.trim() === '' && answer.calls.length === 0
    ? [known, { status: 422, message: 'the model answered nothing' }]
    : [known];
};

const ending = (over: () => void, status: number, message: string): Relayed => {
  over();
  return { status, type: 'application/json', text: JSON.stringify({ error: { message, type: 'relay' } }) };
};
