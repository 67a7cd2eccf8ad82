import { spawnSync } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { cloneWithModules } from '../testing/clone.ts';
import { peer } from '../testing/peers.ts';
import { once, type Timed } from './measure.ts';

/** Somebody who deploys the application into a namespace of its own, from a clone of its own. */
export type Tool = {
  readonly name: string;
  /** Deploys what the clone holds. Throws when it fails. */
  readonly deploy: () => { readonly ms: number };
  /** Changes one file of the backend. */
  readonly change: (turn: number) => void;
  /** Takes away the deployment, its images and what builders remember. */
  readonly forget: () => void;
  readonly remove: () => void;
};

/** One that is also asked for what cannot become ready: the backend with such values. */
export type Failing = Tool & {
  readonly fail: (sets: readonly string[]) => { readonly ms: number; readonly code: number };
};

/** All of them, and the folder with what they need. */
export type Contest = {
  readonly ours: Failing;
  readonly bare: Failing;
  readonly others: readonly Tool[];
  readonly folder: string;
};

const password = 'benchmark';
const values: Readonly<Record<string, object>> = {
  database: { secrets: { POSTGRES_PASSWORD: password } },
  backend: {
    config: { DATABASE_URL: 'postgresql://todo@database-service:5432/todo' },
    secrets: { PGPASSWORD: password, AUTH_SECRET: 'benchmark-'.repeat(4) },
  },
  frontend: {},
};
const releases = ['database', 'backend', 'frontend'];
const images = ['backend', 'frontend'];

/** Prepares the tools that are there. Throws when there is no helm. */
export const contestants = (): Contest => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-deploy-'));
  for (const [name, one] of Object.entries(values)) writeFileSync(join(folder, `${name}.yaml`), stringify(one));
  // skaffold and helmfile look for a program of that name, and know Helm 3.
  const [helm3, helm4] = [peer('helm3'), peer('helm4')];
  const helm = helm3 ?? helm4;
  if (!helm) throw new Error('There is no helm3 or helm4 on the PATH, or in the folder that PEERS names.');
  mkdirSync(join(folder, 'bin'));
  symlinkSync(helm, join(folder, 'bin', 'helm'));
  // skaffold asks for --load, which a docker before 23 does not know: its build loads by itself.
  const docker = quietly('sh', '-c', 'command -v docker').stdout.trim();
  if (!quietly(docker, 'build', '--help').stdout.includes('--load'))
    writeFileSync(join(folder, 'bin', 'docker'), withoutLoad(docker), { mode: 0o755 });
  const ground: Ground = { folder, path: [join(folder, 'bin'), process.env.PATH].join(delimiter) };
  const skaffold = peer('skaffold');
  const helmfile = peer('helmfile');
  return {
    folder,
    ours: ours(),
    bare: bare(ground),
    others: [...(skaffold ? [skaffolded(ground, skaffold)] : []), ...(helmfile ? [helmfiled(ground, helmfile)] : [])],
  };
};

const withoutLoad = (docker: string): string => `#!/bin/sh
for word; do
  shift
  [ "$word" = --load ] || set -- "$@" "$word"
done
exec '${docker}' "$@"
`;

type Ground = { readonly folder: string; readonly path: string };

/** What all have in common: a clone, its change, and its end. */
const contender = (name: string) => {
  const clone = cloneWithModules();
  const namespace = `bench-${name}`;
  return {
    name,
    namespace,
    root: clone.root,
    change: (turn: number) => appendFileSync(join(clone.root, 'backend/app/main.py'), `\n# Change ${name} ${turn}.\n`),
    forget: () => {
      quietly('kubectl', '--context', 'minikube', 'delete', 'namespace', namespace, '--ignore-not-found', '--wait');
      const env = nodeEngine();
      const kept = quietlyIn(env, 'docker', 'images', '--format', '{{.Repository}}:{{.Tag}}').stdout.split('\n');
      const built = kept.filter((one) => /(?:^|\/)(?:bench-\w+-)?(?:backend|frontend):/.test(one));
      if (built.length > 0) quietlyIn(env, 'docker', 'rmi', '--force', ...built);
      for (const engine of [env, {}]) quietlyIn(engine, 'docker', 'builder', 'prune', '--all', '--force');
    },
    remove: () => {
      quietly(
        'kubectl',
        '--context',
        'minikube',
        'delete',
        'namespace',
        namespace,
        '--ignore-not-found',
        '--wait=false',
      );
      clone.remove();
    },
  };
};

const quietlyIn = (env: Readonly<Record<string, string>>, program: string, ...words: readonly string[]) =>
  spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, ...env } });
const quietly = (program: string, ...words: readonly string[]) => quietlyIn({}, program, ...words);

/** The variables that lead docker into the node. */
const nodeEngine = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...quietly('minikube', 'docker-env', '--shell', 'bash').stdout.matchAll(/^export (\w+)="([^"]*)"/gm)].map(
      (match) => [match[1] ?? '', match[2] ?? ''],
    ),
  );

const ours = (): Failing => {
  const one = contender('ours');
  const argv = ['npx', 'tsx', 'scripts/deploy.ts', '--target', 'minikube', '--namespace', one.namespace];
  const freeze = () => once({ name: 'freeze', argv: ['npm', 'run', '-s', 'freeze'], cwd: one.root });
  return {
    ...one,
    change: (turn) => {
      one.change(turn);
      freeze();
    },
    deploy: () => once({ name: 'ours', argv, cwd: one.root }),
    fail: (sets) =>
      once({
        name: 'ours',
        argv: [...argv, ...sets.flatMap((set) => ['--set', `backend.${set}`])],
        cwd: one.root,
        allowed: all,
      }),
  };
};

const all = Array.from({ length: 256 }, (_, code) => code);

/** What somebody types who has read the charts: build in the node, then one helm after the other. */
const bare = ({ folder, path }: Ground): Failing => {
  const one = contender('bare');
  let tag = 0;
  const helm = (release: string, sets: readonly string[], allowed?: readonly number[]): Timed => ({
    name: `helm upgrade ${release}`,
    argv: [
      'helm',
      ...['upgrade', '--install', release, `helm/${release}`, '--kube-context', 'minikube', '-n', one.namespace],
      ...['--create-namespace', '-f', join(folder, `${release}.yaml`), '--wait'],
      ...sets.flatMap((set) => ['--set', set]),
    ],
    cwd: one.root,
    env: { PATH: path },
    ...(allowed ? { allowed } : {}),
  });
  const imageSets = (release: string): readonly string[] =>
    images.includes(release) ? [`image.repository=bench-bare-${release}`, `image.tag=v${tag}`] : [];
  return {
    ...one,
    change: (turn) => {
      one.change(turn);
      tag += 1;
    },
    deploy: () =>
      timed(() => {
        build(one.root, (image) => `bench-bare-${image}:v${tag}`);
        for (const release of releases) once(helm(release, imageSets(release)));
      }),
    fail: (sets) => once(helm('backend', [...imageSets('backend'), ...sets], all)),
  };
};

const timed = (work: () => void): { readonly ms: number } => {
  const began = performance.now();
  work();
  return { ms: performance.now() - began };
};

const build = (root: string, nameOf: (image: string) => string): void => {
  const env = nodeEngine();
  for (const image of images)
    once({ name: `docker build ${image}`, argv: ['docker', 'build', '-t', nameOf(image), image], cwd: root, env });
};

/** The same charts through helmfile, images by docker as above. */
const helmfiled = ({ folder, path }: Ground, helmfile: string): Tool => {
  const one = contender('helmfile');
  let tag = 0;
  const write = () =>
    writeFileSync(
      join(one.root, 'helmfile.yaml'),
      stringify({
        helmDefaults: { kubeContext: 'minikube', wait: true, createNamespace: true },
        releases: releases.map((name) => ({
          name,
          namespace: one.namespace,
          chart: `./helm/${name}`,
          values: [
            join(folder, `${name}.yaml`),
            ...(images.includes(name) ? [{ image: { repository: `bench-helmfile-${name}`, tag: `v${tag}` } }] : []),
          ],
        })),
      }),
    );
  const deploy = () =>
    timed(() => {
      build(one.root, (image) => `bench-helmfile-${image}:v${tag}`);
      write();
      once({ name: 'helmfile', argv: [helmfile, 'sync', '--skip-deps'], cwd: one.root, env: { PATH: path } });
    });
  return {
    ...one,
    change: (turn) => {
      one.change(turn);
      tag += 1;
    },
    deploy,
  };
};

/** The same charts through skaffold, which builds in the node by itself. */
const skaffolded = ({ folder, path }: Ground, skaffold: string): Tool => {
  const one = contender('skaffold');
  for (const name of releases) copyFileSync(join(folder, `${name}.yaml`), join(one.root, `skaffold-${name}.yaml`));
  writeFileSync(
    join(one.root, 'skaffold.yaml'),
    stringify({
      apiVersion: 'skaffold/v4beta13',
      kind: 'Config',
      build: {
        local: { push: false, useBuildkit: true, concurrency: 1 },
        artifacts: images.map((image) => ({ image: `bench-skaffold-${image}`, context: image })),
      },
      deploy: {
        helm: {
          releases: releases.map((name) => ({
            name,
            namespace: one.namespace,
            createNamespace: true,
            chartPath: `helm/${name}`,
            valuesFiles: [`skaffold-${name}.yaml`],
            wait: true,
            ...(images.includes(name)
              ? {
                  setValueTemplates: {
                    'image.repository': `{{.IMAGE_REPO_bench_skaffold_${name}}}`,
                    'image.tag': `{{.IMAGE_TAG_bench_skaffold_${name}}}`,
                  },
                }
              : {}),
          })),
        },
      },
    }),
  );
  const argv = [
    skaffold,
    'run',
    '--kube-context',
    'minikube',
    '--update-check=false',
    '--interactive=false',
    '--detect-minikube',
  ];
  const deploy = () => once({ name: 'skaffold', argv, cwd: one.root, env: { PATH: path } });
  return { ...one, deploy };
};
