import { type Finding, finding, type Place } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import { findingAt } from '../../manifests/blame.ts';
import { podsOf } from '../../manifests/pods.ts';
import { closest } from '../../values/suggest.ts';
import { applications, type FitRule, type Whole } from './whole.ts';

/** Every path that a probe asks is a route of the application's source. */
export const probeRoutes: FitRule = (whole) =>
  applications.flatMap((name) => {
    const routes = routesOf[name](whole.source);
    const release = whole.releases[name];
    return podsOf(release.documents).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((probe) => {
          const path = at(container.body, probe, 'httpGet', 'path');
          if (path === undefined || routes.includes(String(path).replace(/\?.*$/, ''))) return [];
          const meant = closest(String(path), routes);
          return [
            findingAt(release.chart, release.values, {
              code: 'artifact/probe-route',
              document: pod.document,
              path: [...container.path, probe, 'httpGet', 'path'],
              message: `${probe} of ${name} asks ${String(path)}, which the source of ${name} does not have`,
              remedy: meant
                ? `Write ${meant}.`
                : `Use one of its routes: ${routes.slice(0, 8).join(', ') || 'none was found'}.`,
            }),
          ];
        }),
      ),
    );
  });

const routesOf: Readonly<Record<(typeof applications)[number], (source: Whole['source']) => readonly string[]>> = {
  /** FastAPI: a decorator with the path; those with parameters are never asked by probes. */
  backend: (source) =>
    textsBelow(source, 'backend/app/', '.py').flatMap(([, text]) =>
      [...text.matchAll(/^@\w+\.get\(\s*["'](\/[^"'{}]*)["']/gm)].map((match) => match[1] ?? ''),
    ),
  /** Next: a folder with a route.ts, or with a page. */
  frontend: (source) =>
    textsBelow(source, 'frontend/app/', '.ts')
      .concat(textsBelow(source, 'frontend/app/', '.tsx'))
      .flatMap(([path, text]) => {
        const route = /^frontend\/app((?:\/[^[\]]+)?)\/(?:route\.ts|page\.tsx)$/.exec(path)?.[1];
        return route !== undefined &&
          (path.endsWith('page.tsx') || /export (?:const|(?:async )?function) GET\b/.test(text))
          ? [route || '/']
          : [];
      }),
};

const textsBelow = (source: Whole['source'], folder: string, ending: string) =>
  [...source].filter(([path]) => path.startsWith(folder) && path.endsWith(ending));

/** Variables that libraries of the backend read by themselves: libpq, and OpenAI's client for what we do not set. */
const readByLibraries = /^(?:PG[A-Z]+|OPENAI_[A-Z_]+|UVICORN_[A-Z_]+|PYTHON[A-Z]+)$/;

/** Every variable that the chart gives the backend is a setting that it reads, and every setting without a default is given. */
export const backendSettings: FitRule = ({ releases: { backend }, source }) => {
  const file = 'backend/app/settings.py';
  const fields = settingsIn(file, source.get(file) ?? '');
  const names = fields.map(({ name }) => name);
  const pods = podsOf(backend.documents).filter(({ document }) => document.kind === 'Deployment');
  const given = pods.flatMap((pod) => pod.containers.flatMap((container) => variablesOf(container.body)));
  const unread = pods.flatMap((pod) =>
    pod.containers
      .filter(({ name }) => name === 'backend')
      .flatMap((container) =>
        list(container.body.env).flatMap((one, index): readonly Finding[] => {
          const name = String(map(one).name);
          if (names.includes(name) || readByLibraries.test(name)) return [];
          const meant = closest(name, names);
          return [
            findingAt(backend.chart, backend.values, {
              code: 'artifact/setting',
              document: pod.document,
              path: [...container.path, 'env', index],
              message: `The chart gives the backend ${name}, which ${file} does not read`,
              remedy: meant ? `Write ${meant}.` : `Remove it, or read it in ${file}.`,
            }),
          ];
        }),
      ),
  );
  const missing = fields
    .filter(({ name, required }) => required && !given.includes(name))
    .map(({ name, place }) =>
      finding('artifact/setting', `The backend needs ${name}, and its chart does not give it`, {
        at: place,
        remedy: `Add ${name} below config or secrets of helm/backend/values.yaml, or give it a default.`,
      }),
    );
  return [...unread, ...missing];
};

type Field = { readonly name: string; readonly required: boolean; readonly place: Place };

/** Fields of pydantic settings: `name: type = Field(default, …)`; without a default they are required. */
const settingsIn = (file: string, text: string): readonly Field[] =>
  text.split('\n').flatMap((line, index): readonly Field[] => {
    const found = /^ {4}([a-z][a-z0-9_]*): [^=]+?(?:= (.*))?$/.exec(line);
    if (!found || found[1] === 'model_config') return [];
    const [, name = '', value] = found;
    const first = value?.startsWith('Field(')
      ? value.slice('Field('.length) || text.split('\n')[index + 1]?.trim()
      : value;
    const required = first === undefined || /^(?:\.\.\.|description=|[a-z_]+=)/.test(first);
    return [
      { name: name.toUpperCase(), required, place: { file, line: index + 1, column: 5, endColumn: 5 + name.length } },
    ];
  });

/** Names of a container's variables. */
const variablesOf = (container: Parameters<typeof map>[0]): readonly string[] =>
  list(map(container).env).map((one) => String(map(one).name));

/** A `NEXT_PUBLIC_…` that is set while the image is built is fixed in it for every environment. */
export const nothingBaked: FitRule = ({ dockerfiles: { frontend } }) =>
  frontend.stages.flatMap(({ args, env }) =>
    [...args, ...env]
      .filter(([name]) => name.startsWith('NEXT_PUBLIC_'))
      .map(([name, { at: place }]) =>
        finding(
          'artifact/baked-setting',
          `${name} is fixed while the image is built, so every environment gets the same`,
          {
            at: place,
            remedy: `Remove it from ${frontend.file}: the chart gives it when the pod starts.`,
          },
        ),
      ),
  );
