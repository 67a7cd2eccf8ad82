import type { Document } from '../core/charts.ts';
import { at, list, map } from '../core/json.ts';
import { alertsOf } from './alerts.ts';
import type { Exposed } from './exposed.ts';
import { jobsIn } from './mistakes.ts';

/** What is wrong with a field of a ServiceMonitor. */
export type ScrapeFault = {
  readonly code: 'monitoring/target';
  readonly document: Document;
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly remedy: string;
};

/** What a ServiceMonitor selects is a Service of the release, with that port, a route of the application and the job that queries name. */
export const scrapeFaults = (documents: readonly Document[], exposed: Exposed): readonly ScrapeFault[] => {
  const alerts = documents.filter(({ kind }) => kind === 'PrometheusRule').flatMap(({ body }) => alertsOf(body));
  const jobs = [...new Set(alerts.flatMap(({ query }) => jobsIn(query)))];
  return documents
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .flatMap((document) => {
      const fault = (path: ScrapeFault['path'], message: string, remedy: string): ScrapeFault => ({
        code: 'monitoring/target',
        document,
        path,
        message: `ServiceMonitor ${document.name} ${message}`,
        remedy,
      });
      const wanted = Object.entries(map(at(document.body, 'spec', 'selector', 'matchLabels')));
      const service = documents.find(
        ({ kind, body }) =>
          kind === 'Service' && wanted.every(([key, value]) => at(body, 'metadata', 'labels', key) === value),
      );
      if (!service || wanted.length === 0)
        return [
          fault(['spec', 'selector'], 'selects no Service of the release', 'Select by the labels of the Service.'),
        ];
      const ports = list(at(service.body, 'spec', 'ports')).map((port) => at(port, 'name'));
      const label = at(document.body, 'spec', 'jobLabel');
      const job = label === undefined ? service.name : at(service.body, 'metadata', 'labels', String(label));
      return [
        ...list(at(document.body, 'spec', 'endpoints')).flatMap((endpoint, index) => {
          const [port, path] = [at(endpoint, 'port'), String(at(endpoint, 'path') ?? '/metrics')];
          const own = ['spec', 'endpoints', index];
          return [
            ...(ports.includes(port ?? null)
              ? []
              : [
                  fault(
                    [...own, 'port'],
                    `asks the port ${String(port)}, which ${service.name} does not have`,
                    `Write one of ${ports.join(', ')}.`,
                  ),
                ]),
            ...(exposed.values.route?.includes(path)
              ? []
              : [fault([...own, 'path'], `asks ${path}, which is no route of the application`, 'Write /metrics.')]),
          ];
        }),
        ...jobs
          .filter((one) => one !== job)
          .map((one) =>
            fault(
              ['spec', 'jobLabel'],
              `makes the job ${String(job)}, and the alerts ask for ${one}`,
              'Make jobLabel the label of the Service that holds the job.',
            ),
          ),
      ];
    });
};
