import { spawnSync } from 'node:child_process';
import { kubectl } from './cluster-state.ts';

/** What a stream of requests has seen: how many were answered well, and each that was not. */
export type Seen = { readonly answered: number; readonly failed: readonly string[] };

/** A pod that asks addresses again and again, each time on a new connection, as long as it lives. */
export type Load = {
  readonly seen: () => Seen;
  readonly stop: () => void;
};

/** Two threads for each address; what they saw stands in a file, since a pod's log may be cut. */
const program = `
import json, os, threading, time, urllib.request
seen = {"answered": 0, "failed": []}
lock = threading.Lock()
def ask(url):
    while True:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                answer.read()
            why = None
        except Exception as error:
            why = f"{time.strftime('%H:%M:%S')} {url}: {error!r}"
        with lock:
            if why is None:
                seen["answered"] += 1
            else:
                seen["failed"].append(why)
        time.sleep(0.02)
for url in os.environ["URLS"].split() * 2:
    threading.Thread(target=ask, args=(url,), daemon=True).start()
while True:
    time.sleep(0.5)
    with lock:
        text = json.dumps(seen)
    with open("/tmp/seen.new", "w") as file:
        file.write(text)
    os.replace("/tmp/seen.new", "/tmp/seen")
`;

/** Starts the pod in a namespace and waits until the first answers are there. Throws when it cannot. */
export const startLoad = (namespace: string, urls: readonly string[]): Load => {
  const here = ['-n', namespace];
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'load' },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'load',
          image: 'python:3.11-slim',
          imagePullPolicy: 'IfNotPresent',
          command: ['python3', '-c', program],
          env: [{ name: 'URLS', value: urls.join(' ') }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: '50m', memory: '32Mi' }, limits: { cpu: '500m', memory: '128Mi' } },
        },
      ],
    },
  };
  const said = spawnSync('kubectl', ['--context', 'minikube', ...here, 'apply', '-f', '-'], {
    input: JSON.stringify(pod),
    encoding: 'utf8',
  });
  if (said.status !== 0) throw new Error(`The load cannot be started: ${said.stderr}`);
  kubectl(...here, 'wait', 'pod/load', '--for=condition=Ready', '--timeout=120s');
  const seen = (): Seen => {
    const text = kubectl(...here, 'exec', 'load', '--', 'cat', '/tmp/seen');
    return text.startsWith('{') ? JSON.parse(text) : { answered: 0, failed: [] };
  };
  const stop = () => void kubectl(...here, 'delete', 'pod', 'load', '--ignore-not-found', '--wait=false');
  for (let waited = 0; seen().answered === 0; waited += 1) {
    if (waited > 60) throw new Error('The load gets no answer.');
    spawnSync('sleep', ['1']);
  }
  return { seen, stop };
};
