import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from './running.ts';

/** How kagent's engine (700 MB) is installed once, beside the project: these versions fit each other, newer ones do not. */
export const howToGetKagent = [
  'Install the engine of kagent into a virtual environment, and put its kagent-adk on the PATH or into a folder that PEERS',
  "names: pip install kagent-adk==0.10.4 'a2a-sdk[http-server]==0.3.26' google-adk==1.39.1",
  'opentelemetry-instrumentation-fastapi==0.59b0 opentelemetry-instrumentation-httpx==0.59b0 (Python 3.13).',
].join(' ');

/** A running agent in kagent's own engine, or what stands before it. */
export type Engine = { readonly base: string; readonly close: () => Promise<void> };

/** The agent as kagent's controller hands it to the engine. */
const agentFile = `import json, pathlib
from kagent.adk import AgentConfig
config = json.loads((pathlib.Path(__file__).parent / "config.json").read_text())
root_agent = AgentConfig.model_validate(config).to_agent("doctor")
`;

/** Starts the engine with an agent that has no tools but the built-in ones; it takes half a minute to load. */
export const startEngine = async (program: string, model: string, instruction: string): Promise<Engine> => {
  const folder = mkdtempSync(join(tmpdir(), 'kagent-'));
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const card = {
    name: 'doctor',
    description: 'reads',
    url: `${base}/`,
    version: '1',
    capabilities: { streaming: false },
    defaultInputModes: ['text'],
    defaultOutputModes: ['text'],
    skills: [],
  };
  const config = {
    model: { type: 'openai', model: 'stub-model', base_url: model },
    description: 'reads',
    instruction,
    stream: false,
  };
  mkdirSync(join(folder, 'doctor'));
  writeFileSync(join(folder, 'doctor', '__init__.py'), '');
  writeFileSync(join(folder, 'doctor', 'agent.py'), agentFile);
  writeFileSync(join(folder, 'doctor', 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'doctor', 'agent-card.json'), JSON.stringify(card));
  const words = ['run', 'doctor', '--working-dir', folder, '--local', '--port', String(port)];
  const env = {
    HOME: folder,
    OPENAI_API_KEY: 'of-a-scripted-model',
    KAGENT_URL: base,
    KAGENT_NAME: 'doctor',
    KAGENT_NAMESPACE: 'kagent',
    NO_PROXY: '127.0.0.1',
  };
  const engine = start([program, ...words], { cwd: folder, env });
  let ended = false;
  void engine.ended.then(() => {
    ended = true;
  });
  const close = async () => {
    if (!ended) engine.kill('SIGKILL');
    await engine.ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 180 && !ended; tries += 1) {
    if (await answers(`${base}/health`)) return { base, close };
    await new Promise((wake) => setTimeout(wake, 1000));
  }
  await close();
  throw new Error(`kagent-adk does not serve: ${engine.err().slice(-2000)}`);
};

/** A controller of kagent before an engine: it tells its version, and leads to the agent by the address of our own. */
export const serveFront = async (engine: string): Promise<Engine> => {
  const server = createHttpServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const say = (status: number, text: string) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(text);
    };
    if (request.url === '/version') return say(200, '{"kagent_version":"0.10.4"}');
    if (request.url !== '/api/a2a/kagent/todo-doctor/') return say(404, '{}');
    const headers = { 'content-type': 'application/json' };
    const said = await fetch(`${engine}/`, { method: 'POST', headers, body: Buffer.concat(parts) });
    return say(said.status, await said.text());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
