/**
 * One command of a page, and what the page claims of it. `says` are words of the page; `prints` is how they show, written as
 * Expect of tasks.md is; `holds` is a command that succeeds when it is true in another way.
 */
export type Claim = { readonly command: string } & (
  | {
      readonly says?: string;
      readonly prints: string;
      /** The exit code; 0 where it is left out. */
      readonly code?: number;
      /** Put behind the command, where a test may not do all that it does. */
      readonly with?: string;
      /** Commands that come before it, so that there is something to see. */
      readonly before?: string;
      readonly holds?: string;
      /** What a model answers to it. */
      readonly model?: string;
    }
  | { readonly leftOut: string }
);

/** Lines of the shell code of a page as they are typed, without comments. */
export const shellLines = (text: string): readonly string[] =>
  [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block
      .replaceAll(/ *\\\n */g, ' ')
      .split('\n')
      .map((line) => line.replace(/(?<=^[^"']*(?:(?:"[^"]*"|'[^']*')[^"']*)*)\s+# .*$/, '').trim())
      .filter((line) => line !== ''),
  );

const notHere = 'it belongs to a machine that is set up otherwise';
const cloned = 'the clone is there, with its packages: scripts/bench/quickstart.ts and T112 type it';
const suite = 'it is a suite of tests beside this one';
const settings = 'it is a line of .env, and no command';

const helmSays = 'STATUS: deployed';
const secretsFile = 'touch secrets.local.yaml && chmod 600 secrets.local.yaml';
/** What the page lets a person write into that file. */
const written = (...lines: readonly string[]): string =>
  `test "$(stat -c %a secrets.local.yaml)" = 600 && printf 'secrets:\\n${lines.map((line) => `  ${line}: %s\\n`).join('')}' ${lines.map(() => '"$PASSWORD"').join(' ')} > secrets.local.yaml`;
/** An image that the nodes have, under the name that the charts give it. */
const named = (image: string): string =>
  `minikube image tag "$(minikube image ls | grep -m 1 -o '${image}:[0-9a-f]\\{8,\\}')" ${image}:latest`;

/** In the database, which docs/backup.md calls by these names. */
const sql = (statement: string): string =>
  `kubectl --context "$CONTEXT" -n "$NAMESPACE" exec -q database-0 -- psql -U todo -d todo -qtAc "${statement}"`;

/** Written from recordings of these commands: `scripts/ai-operations.e2e.test.ts` runs each scenario. */
export const recorded: readonly string[] = ['docs/scenarios.md'];

/** What the pages claim, in the order in which they are read. */
export const claims: Readonly<Record<string, readonly Claim[]>> = {
  'docs/quickstart.md': [
    { command: 'git clone https://github.com/OWNER/todo-chatbot.git', leftOut: cloned },
    { command: 'cd todo-chatbot', leftOut: cloned },
    { command: 'npm ci', leftOut: cloned },
    {
      command: 'npx tsx scripts/deploy.ts',
      says: 'Its first line says where it deploys, and why there.',
      prints: 'deploy on minikube…',
    },
    {
      command: 'npm run open',
      says: 'The last one prints the address of the chat.',
      prints: '…Chat:…http://127.0.0.1:…API:…http://127.0.0.1:…Forwarding until Ctrl-C.…',
    },
    {
      command: 'npx tsx scripts/cleanup.ts',
      says: 'The data of the database stays',
      prints: '…Kept…',
      holds: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" get persistentvolumeclaim/data-database-0',
    },
  ],
  'README.md': [
    { command: 'git clone https://github.com/OWNER/todo-chatbot.git && cd todo-chatbot', leftOut: cloned },
    { command: 'npm ci', leftOut: cloned },
    { command: 'npx tsx scripts/deploy.ts', prints: '…deploy ok:…Open it: npm run open' },
    {
      command: 'npm run open',
      says: 'The fourth command prints the address of the chat',
      prints: '…http://127.0.0.1:…',
    },
    { command: 'npx tsx scripts/cleanup.ts', leftOut: 'it is typed for docs/quickstart.md' },
    {
      command: 'npx tsx scripts/ai-devops-examples.ts ask "Why does the backend not answer?"',
      model: 'It answers: all is well.',
      prints: '…It answers: all is well.…',
    },
    {
      command: 'npx tsx scripts/ai-devops-examples.ts ask "kubectl scale deployment/backend --replicas=2"',
      says: 'the repair is judged, tried by the server, shown as a diff of your values',
      prints: '…Scale backend to 2 replicas…+replicaCount: 2…',
      holds: 'test -z "$(git status --porcelain helm)"',
    },
    { command: 'npx tsx scripts/ai-devops-examples.ts agent', prints: '…kagent: not reachable…' },
    {
      command: 'npx tsx scripts/ai-devops-examples.ts chaos database-host',
      says: '`chaos` breaks a copy in a namespace of its own',
      prints: '…the live releases are not touched…It would run…',
    },
    { command: 'npx tsx scripts/ai-devops-examples.ts restore', prints: '…Nothing found in the namespace…-chaos.…' },
    { command: 'npm run -s validate -- --static --format json | jq .counts', prints: '{…"held":…}' },
    {
      command: 'npm run -s validate -- --static --format sarif --output findings.sarif',
      prints: '…',
      holds: 'jq -e \'.version == "2.1.0"\' findings.sarif && rm findings.sarif',
    },
    {
      command: `npm run -s deploy -- --format ndjson | jq -r 'select(.event == "progress") | .text'`,
      prints: '…deploy ok:…',
    },
    {
      command: `npm run -s deploy -- --dry-run --format json | jq '.outcomes[] | select(.plan) | {task, reason, plan}'`,
      says: 'With `--dry-run` each task that would be applied carries why (`reason`) and what would be done (`plan`)',
      before: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" scale deployment/frontend --replicas=0',
      prints: '{…"task":…"reason":…"plan":…}',
      holds: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" scale deployment/frontend --replicas=1',
    },
    { command: 'npm run check', leftOut: suite },
    { command: 'npm test', leftOut: suite },
    { command: 'npm run test:corpus', leftOut: suite },
    { command: 'npm run test:browser', leftOut: suite },
    { command: 'npm run test:e2e', leftOut: suite },
    { command: 'npm run bench:app', leftOut: 'it measures, for minutes' },
  ],
  'docs/ai-operations.md': [
    ...[
      'Show the pods of the todo app that are not ready and why.',
      'Show the last 50 log lines of the crashed backend container.',
      'Scale the backend to 3 replicas.',
      'Give the backend a memory limit of 512Mi and a CPU request of 250m.',
      'Which events of the last 10 minutes are warnings?',
    ].map((question) => ({
      command: `npx tsx scripts/ai-devops-examples.ts ask "${question}"`,
      model: 'There is nothing of that kind.',
      prints: '…There is nothing of that kind.…',
    })),
    { command: 'npx tsx scripts/ai-devops-examples.ts chaos readiness-path --yes', prints: '…[pod/probe-path]…' },
    {
      command: 'npx tsx scripts/ai-devops-examples.ts diagnose --namespace todo-chatbot-chaos',
      prints: '…[pod/probe-path]…',
      code: 60,
    },
    {
      command:
        'npx tsx scripts/ai-devops-examples.ts ask "Why does the new backend pod not become ready?" --namespace todo-chatbot-chaos',
      model: 'Its readiness probe asks for a path that does not exist.',
      prints: '…Its readiness probe asks for a path that does not exist.…',
    },
    { command: 'npx tsx scripts/ai-devops-examples.ts restore', prints: '…Removed…' },
  ],
  'docs/backup.md': [
    { command: 'export CONTEXT=minikube NAMESPACE=todo-chatbot', leftOut: 'the test has a namespace of its own' },
    {
      command:
        'kubectl --context "$CONTEXT" -n "$NAMESPACE" exec database-0 -- pg_dump -U todo -d todo -Fc > todo.dump',
      says: 'the file holds one moment',
      before: sql('create table moments as select 1 as moment'),
      prints: '…',
      holds: 'test "$(head -c 5 todo.dump)" = PGDMP',
    },
    {
      command: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" scale deployment/backend --replicas=0',
      before: sql('update moments set moment = 2'),
      prints: 'deployment.apps/backend scaled',
    },
    {
      command: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" wait --for=delete pod -l app=backend --timeout=60s',
      prints: '…',
    },
    {
      command:
        'kubectl --context "$CONTEXT" -n "$NAMESPACE" exec -i database-0 -- pg_restore -U todo -d todo --clean --if-exists --single-transaction < todo.dump',
      says: 'What the database holds now is replaced.',
      prints: '',
      holds: `test "$(${sql('select moment from moments')})" = 1 && ${sql('drop table moments')} && rm todo.dump`,
    },
    {
      command: 'npx tsx scripts/deploy.ts',
      says: 'The deploy at the end starts the backend again',
      prints: '…',
      holds: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" rollout status deployment/backend --timeout=1s',
    },
    { command: 'npx tsx scripts/cleanup.ts --target local', leftOut: notHere },
    { command: 'cp .local/data/todo.db todo-backup.db', leftOut: notHere },
  ],
  'docs/openai-key.md': [
    { command: 'OPENAI_API_KEY=your-key', leftOut: settings },
    {
      command: 'kubectl -n todo-chatbot describe secret backend-secret',
      says: 'ask for the names of the keys, not for their values',
      prints: '…AUTH_SECRET:…bytes…',
    },
  ],
  'docs/interruption.md': [
    {
      command: 'kubectl get lease todo-chatbot-lock -n todo-chatbot',
      says: 'first takes a lock, and gives it back at its end',
      prints: '…NotFound…',
      code: 1,
    },
    { command: 'npm run test:stress -- kill', leftOut: suite },
    { command: 'SLICE=2/10 npm run test:stress -- kill', leftOut: suite },
    { command: 'POINTS=deploy:3:SIGKILL:700 npm run test:stress -- kill', leftOut: suite },
    { command: 'KILL_NAMESPACE=mine POINTS=deploy,cleanup npm run test:stress -- kill', leftOut: suite },
  ],
  'docs/monitoring.md': [
    {
      command:
        'npx tsx scripts/deploy.ts --set backend.monitoring.enabled=true --set backend.monitoring.labels.release=monitoring',
      says: 'deploy says `release/kind-unknown`',
      prints: '…[release/kind-unknown]…',
      code: 60,
    },
    { command: 'kubectl --namespace todo-chatbot get servicemonitors,prometheusrules', leftOut: notHere },
    {
      command:
        'kubectl --namespace todo-chatbot create configmap todo-dashboard --from-file=docs/grafana-dashboard.json',
      prints: 'configmap/todo-dashboard created',
    },
    {
      command: 'kubectl --namespace todo-chatbot label configmap todo-dashboard grafana_dashboard=1',
      prints: 'configmap/todo-dashboard labeled',
      holds: 'kubectl --context "$CONTEXT" -n "$NAMESPACE" delete configmap -l grafana_dashboard=1',
    },
    { command: 'npx tsx scripts/ai-devops-examples.ts diagnose', prints: '…ai ok:…' },
    { command: 'python -m tests.exposed', leftOut: 'a test of the backend compares the file that it writes' },
  ],
  'docs/values.md': [
    {
      command: 'npx tsx scripts/deploy.ts --values mine.yaml',
      before: "sed -n '/^# mine.yaml/,/^```/p' docs/values.md | sed '$d' > mine.yaml",
      prints: '…changed T052…',
      holds: `test "$(kubectl --context "$CONTEXT" -n "$NAMESPACE" get deployment/frontend -o jsonpath='{.spec.template.spec.containers[0].resources.limits.memory}')" = 384Mi`,
    },
    {
      command: 'npx tsx scripts/deploy.ts --set backend.replicaCount=2',
      says: 'Single values are named the same way',
      prints: '…deploy ok:…',
      holds: `test "$(kubectl --context "$CONTEXT" -n "$NAMESPACE" get deployment/backend -o jsonpath='{.status.readyReplicas}')" = 2`,
    },
    {
      command: 'npm run validate -- --static --values mine.yaml',
      says: 'To see what is wrong with values without a cluster',
      prints: '…validate ok:…',
      holds: 'rm mine.yaml',
    },
  ],
  'helm/database/README.md': [
    { command: secretsFile, prints: '', holds: written('POSTGRES_PASSWORD') },
    {
      command:
        'helm upgrade --install database helm/database --namespace todo-chatbot --create-namespace --values secrets.local.yaml --wait',
      prints: `…${helmSays}…`,
    },
  ],
  'helm/backend/README.md': [
    { command: secretsFile, prints: '', holds: written('AUTH_SECRET', 'PGPASSWORD') },
    {
      command:
        'helm upgrade --install backend helm/backend --namespace todo-chatbot --create-namespace --values helm/backend/values-dev.yaml --values secrets.local.yaml --set config.DATABASE_URL=postgresql://todo@database-service:5432/todo --wait',
      before: named('backend'),
      prints: `…${helmSays}…`,
      holds: 'rm secrets.local.yaml',
    },
    { command: 'helm test backend --namespace todo-chatbot', prints: '…Phase:…Succeeded…' },
  ],
  'helm/frontend/README.md': [
    {
      command:
        'helm upgrade --install frontend helm/frontend --namespace todo-chatbot --create-namespace --values helm/frontend/values-dev.yaml --wait',
      before: named('frontend'),
      prints: `…${helmSays}…`,
    },
    { command: 'helm test frontend --namespace todo-chatbot', prints: '…Phase:…Succeeded…' },
    {
      command: 'kubectl --namespace todo-chatbot port-forward service/frontend-service 3000:3000',
      prints: '…Forwarding from 127.0.0.1:3000…',
    },
  ],
  'docs/database.md': [
    { command: 'DATABASE_URL=postgresql://user:password@host.example/todo?sslmode=require', leftOut: settings },
    {
      command:
        "npx tsx scripts/deploy.ts --set 'backend.config.MIGRATION_DATABASE_URL=postgresql://user@direct.example/todo?sslmode=require'",
      with: ' --dry-run',
      prints: '…MIGRATION_DATABASE_URL…',
    },
  ],
  'docs/network.md': [
    { command: 'export NO_PROXY=localhost,127.0.0.1,192.168.49.0/24,10.96.0.0/12', leftOut: notHere },
    { command: 'mkdir -p ~/.minikube/certs && cp company-ca.pem ~/.minikube/certs/', leftOut: notHere },
    { command: 'npx tsx scripts/cleanup.ts --cluster', leftOut: notHere },
    { command: 'npx tsx scripts/deploy.ts', leftOut: notHere },
    { command: 'eval "$(minikube docker-env)"', leftOut: notHere },
    { command: 'docker build -t python:3.11-slim .', leftOut: notHere },
  ],
  'CONTRIBUTING.md': [{ command: 'npm run lockfiles', leftOut: 'it writes what a check compares' }],
};
