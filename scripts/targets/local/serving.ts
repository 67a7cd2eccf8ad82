import type { JsonMap } from '../../core/charts.ts';
import { problem } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import type { Wanted } from '../../core/target.ts';
import { podSpec } from '../../manifests/find.ts';
import { environmentOf } from './environment.ts';
import { localEnvironment, type Ports, rebound } from './loopback.ts';
import type { Recipe } from './recipe.ts';

/** A program to run: words, environment, and the names in it whose values are secrets. */
export type Command = {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly secret: ReadonlySet<string>;
};

/** How a release is served on this machine: the charts' Deployment and Service, carried over to one process. */
export type Serving = {
  readonly service: string;
  readonly selector: Readonly<Record<string, string>>;
  /** The Service's port: where the process listens on loopback. */
  readonly port: number;
  /** Path of the readiness probe. */
  readonly probe: string;
  /** Init containers that run the release's own image, in order. */
  readonly init: readonly Command[];
  /** The process, listening on the port given; the Service's by default. */
  readonly main: (port?: number) => Command;
};

/** Reads from the rendered charts and the image's recipe how to serve a release; `database` is a SQLite URL. */
export const servingOf = (wanted: Wanted, recipe: Recipe, database: string): Serving => {
  const workload = wanted.documents.find((document) => document.kind === 'Deployment');
  const service = wanted.documents.find((document) => document.kind === 'Service');
  const container = map(list(podSpec(workload).containers)[0]);
  const port = Number(at(service?.body, 'spec', 'ports', 0, 'port'));
  const probe = at(container, 'readinessProbe', 'httpGet', 'path');
  if (!service || !Number.isInteger(port) || typeof probe !== 'string')
    throw problem(
      'manifest/unlike',
      `Chart ${wanted.release} renders no Service and Deployment with a readiness probe`,
      { final: true },
    );
  const containerPort = Number(at(container, 'ports', 0, 'containerPort') ?? port);
  const carry = (one: JsonMap, listening: number): Command => {
    const { values, secret } = environmentOf(one, wanted.documents);
    return {
      name: String(one.name),
      argv: argvOf(one, recipe, { containerPort, port: listening }),
      env: localEnvironment({ ...recipe.env, ...values }, { containerPort, port: listening }, database),
      secret,
    };
  };
  const inits = list(podSpec(workload).initContainers).map(map);
  return {
    service: service.name,
    selector: texts(map(at(service.body, 'spec', 'selector'))),
    port,
    probe,
    init: inits.filter((one) => one.image === container.image).map((one) => carry(one, port)),
    main: (listening = port) => carry(container, listening),
  };
};

/** `command` replaces the image's ENTRYPOINT and, unless there are `args`, its CMD: the rule of Kubernetes. */
const argvOf = (container: JsonMap, recipe: Recipe, ports: Ports): readonly string[] => {
  const command = container.command === undefined ? undefined : list(container.command).map(String);
  const args = container.args === undefined ? undefined : list(container.args).map(String);
  const words = [...(command ?? recipe.entrypoint), ...(args ?? (command ? [] : recipe.cmd))];
  return words.map((word) => rebound(word, ports));
};

const texts = (values: JsonMap): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
