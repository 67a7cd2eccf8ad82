import type { Document } from '../../core/charts.ts';
import type { Finding } from '../../core/finding.ts';
import { at, list, map } from '../../core/json.ts';
import { findingAt } from '../../manifests/blame.ts';
import type { FitRule, Release } from './whole.ts';

/** The frontend is given the address of the backend's Service, in its own namespace. */
export const apiAddress: FitRule = ({ releases, namespace }) => {
  const { frontend, backend } = releases;
  return frontend.documents
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((document) => {
      const text = map(document.body.data).NEXT_PUBLIC_API_URL;
      const wrong = text === undefined || isItself(String(text)) ? undefined : whyNot(String(text), backend, namespace);
      return wrong
        ? [fault(frontend, document, ['data', 'NEXT_PUBLIC_API_URL'], 'artifact/api-url', wrong.says, wrong.remedy)]
        : [];
    });
};

const whyNot = (text: string, backend: Release, namespace: string) => {
  const services = backend.documents.filter(({ kind }) => kind === 'Service');
  const address = services.map(({ name, body }) => `http://${name}:${String(at(body, 'spec', 'ports', 0, 'port'))}`)[0];
  const remedy = `Write ${address ?? "the address of the backend's Service"}.`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return { says: `NEXT_PUBLIC_API_URL is ${JSON.stringify(text)}, which is no URL`, remedy };
  const [name = '', where, ...rest] = url.hostname.split('.');
  const service = services.find((one) => one.name === name);
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  if (!service)
    return {
      says: `The frontend asks ${url.host}, and the backend's Service is ${services.map((one) => one.name).join(', ') || 'not rendered'}`,
      remedy,
    };
  if (where !== undefined && (where !== namespace || !['', 'svc', 'svc.cluster.local'].includes(rest.join('.'))))
    return { says: `The frontend asks ${url.host}, which is not in its own namespace ${namespace}`, remedy };
  return list(at(service.body, 'spec', 'ports')).some((one) => map(one).port === port)
    ? undefined
    : {
        says: `The frontend asks port ${port} of ${name}, which has ${list(at(service.body, 'spec', 'ports'))
          .map((one) => String(map(one).port))
          .join(', ')}`,
        remedy,
      };
};

/** Inside a pod `localhost` is the pod itself: what one pod tells another must be a Service. */
export const noLocalhost: FitRule = ({ releases }) =>
  Object.values(releases).flatMap((release) =>
    release.documents
      .filter(({ kind }) => kind === 'ConfigMap')
      .flatMap((document) =>
        Object.entries(map(document.body.data))
          .filter(([, value]) => isItself(String(value)))
          .map(([key, value]) =>
            fault(
              release,
              document,
              ['data', key],
              'artifact/localhost',
              `${key} is ${String(value).replace(/:\/\/.*@/, '://…@')}: in a pod that is the pod itself`,
              'Write the name of a Service.',
            ),
          ),
      ),
  );

const isItself = (text: string): boolean => /(?:\/\/|@)(?:localhost|127(?:\.\d+){3}|\[::1\])(?=[:/?#]|$)/.test(text);

/** Where the backend finds its development database: the Service of that release, when its host is one of ours. */
export const databaseAddress: FitRule = ({ releases: { backend, database } }) =>
  backend.documents
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((document) => {
      const text = String(map(document.body.data).DATABASE_URL ?? '');
      const url = URL.canParse(text) ? new URL(text) : undefined;
      if (!url || url.hostname.includes('.') || isItself(text)) return [];
      const service = database.documents.find(({ kind, name }) => kind === 'Service' && name === url.hostname);
      const ports = list(at(service?.body, 'spec', 'ports')).map((one) => Number(map(one).port));
      if (service && ports.includes(Number(url.port || 5432))) return [];
      return [
        fault(
          backend,
          document,
          ['data', 'DATABASE_URL'],
          'artifact/database-url',
          service
            ? `DATABASE_URL asks port ${url.port || 5432} of ${url.hostname}, which has ${ports.join(', ')}`
            : `DATABASE_URL asks ${url.hostname}, and no Service has that name`,
          'Leave config.DATABASE_URL empty: deploy fills it in, or name a host with its domain.',
        ),
      ];
    });

const fault = (
  { chart, values }: Release,
  document: Document,
  path: readonly string[],
  code: 'artifact/api-url' | 'artifact/localhost' | 'artifact/database-url',
  message: string,
  remedy: string,
): Finding => findingAt(chart, values, { code, document, path, message, remedy });
