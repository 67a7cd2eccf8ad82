import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { filesBelow, ownVariables } from './clone.ts';

/** Whether an output is what is expected: its literal texts in their order, `…` for anything, blanks at both ends aside. */
export const isExpected = (expected: string, output: string): boolean => {
  const texts = expected.split('…').map((text) => text.trim());
  const said = output.trim();
  const [first = ''] = texts;
  const last = texts.at(-1) ?? '';
  if (texts.length === 1) return said === first;
  if (!said.startsWith(first)) return false;
  let from = first.length;
  for (const text of texts.slice(1, -1)) {
    const at = said.indexOf(text, from);
    if (at < 0) return false;
    from = at + text.length;
  }
  return said.length - last.length >= from && said.endsWith(last);
};

/** Where commands are typed. */
export type Place = {
  /** A clone with a repository of its own. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** As a person has it who works in a clone: its `.bin`, what the machine has, and the tools that the scripts fetched. */
export const placeIn = (root: string, namespace: string, more: Place['env'] = {}): Place => {
  const fetched = '.local/cache/tools';
  const tools = (existsSync(join(root, fetched)) ? filesBelow(root, fetched) : [])
    .filter((path) => /\/(helm|kubectl)$/.test(path))
    .map((path) => dirname(join(root, path)));
  const own = ownVariables();
  const path = [join(root, '.bin'), own.PATH, ...new Set(tools)].join(delimiter);
  const context = process.env.CONTEXT ?? 'minikube';
  return { root, env: { ...own, PATH: path, NAMESPACE: namespace, CONTEXT: context, ...more } };
};

/** What a command printed: its standard output, and both of its outputs as a terminal shows them. */
export type Printed = { readonly code: number; readonly out: string; readonly all: string };

/** Milliseconds that a command may take: the longest makes a copy of the deployment. */
const longest = 400_000;

/** True for a command that ends when it is told to. */
export const isEndless = (command: string): boolean => /^npm run (?:open|logs|dev)\b|\bport-forward\b/.test(command);

/** Types a command into a shell; one that goes on until Ctrl-C gets it as soon as it has said what is expected of it. */
export const typed = (command: string, { root, env }: Place, expected?: string): Promise<Printed> =>
  new Promise((done) => {
    const child = spawn('bash', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const timer = setTimeout(() => signal(child, 'SIGKILL'), longest);
    let [out, all] = ['', ''];
    const hear = (chunk: Buffer) => {
      all += chunk;
      if (expected !== undefined && isEndless(command) && isExpected(expected, all)) signal(child, 'SIGINT');
    };
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
      hear(chunk);
    });
    child.stderr.on('data', hear);
    child.once('close', (code) => {
      clearTimeout(timer);
      done({ code: code ?? -1, out, all });
    });
  });

/** To the whole process group; one that has ended already has nothing to hear. */
const signal = (child: ChildProcess, name: NodeJS.Signals): void => {
  try {
    process.kill(-(child.pid ?? 0), name);
  } catch {}
};
