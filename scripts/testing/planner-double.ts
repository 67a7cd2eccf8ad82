import type { Outside, Relayed, Send } from '../core/outside.ts';
import type { Said, Stream } from '../core/world.ts';
import { type ModelAnswer, streamOf } from '../planner/exchange.ts';

/** An answer of the endpoint that is none of the model. */
type Refusal = { readonly status: number; readonly text: string };

/** An answer that begins, and does not end in time. */
export const tooSlow = 'too slow';

/** What a planner in memory does: the answers of its model in order, and the commands that its guard let through. */
export type PlannerSays = {
  readonly answers: readonly (ModelAnswer | Refusal | typeof tooSlow)[];
  readonly ran?: readonly string[];
  /** What it says to `version`. */
  readonly version?: string;
};

/** A planner's outside in memory, and the prompts that it was started with. */
export type PlannerDouble = { readonly planner: Outside; readonly prompts: readonly string[] };

/** A call of the tool kubectl, as a model writes it. */
export const proposing = (...commands: readonly string[]): ModelAnswer['calls'] =>
  commands.map((command, index) => ({
    id: `call_${index}`,
    name: 'kubectl',
    arguments: JSON.stringify({ command, modifies_resource: 'yes' }),
  }));

/** A planner that asks its model as often as there are answers, which may go by the prompt, and then ends. */
export const plannerDouble = (given: PlannerSays | ((prompt: string) => PlannerSays)): PlannerDouble => {
  let says: PlannerSays = typeof given === 'function' ? { answers: [] } : given;
  const prompts: string[] = [];
  let answer: ((body: string, send: Send) => Promise<Relayed>) | undefined;
  const version = (): Said => ({
    code: 0,
    stdout: says.version ?? 'version: v0.0.28\ncommit: 1\ndate: 1\n',
    stderr: '',
  });
  const ask = async (prompt: string): Promise<Said> => {
    prompts.push(prompt);
    if (typeof given === 'function') says = given(prompt);
    const body = JSON.stringify({ model: 'stub', messages: [{ role: 'user', content: prompt }] });
    for (const one of says.answers)
      if (one === tooSlow) void answer?.(body, begunOnly);
      else await answer?.(body, async () => ('status' in one ? one : { status: 200, text: streamOf(one) }));
    const last = says.answers.at(-1);
    const waits = typeof last === 'object' && 'calls' in last && last.calls.length > 0;
    return { code: 0, stdout: '', stderr: waits ? 'RunOnce mode cannot handle permission requests.\n' : '' };
  };
  const stream = (_: TemplateStringsArray, ...values: readonly unknown[]): Stream => {
    const ended = ask(String([values[1]].flat().at(-1)));
    return { lines: none(), ended, stop: () => ended };
  };
  const door = {
    read: async () => version(),
    write: async () => {
      throw new Error('a planner wrote');
    },
    stream,
  };
  const calls = () =>
    (says.ran ?? []).map((line) => JSON.stringify({ name: 'bash', words: ['-c', line], allowed: true }));
  return {
    prompts,
    planner: {
      sh: { ...door, with: () => door, refuse: () => {} },
      find: async (program) => `/bin/${program}`,
      folder: async (files, use) => {
        files('/private');
        return use({ path: '/private', read: async (name) => (name === 'calls' ? calls().join('\n') : undefined) });
      },
      guard: () => '',
      relay: async (_, given) => {
        answer = given;
        return { endpoint: 'http://127.0.0.1:1/v1', key: 'throw-away', close: async () => {} };
      },
      redact: (text) => text.replaceAll('canary', '***'),
      marker: () => 'data-marker',
    },
  };
};

const begunOnly: Send = (_, begun) => {
  begun();
  return new Promise(() => {});
};

async function* none(): AsyncGenerator<string> {}
