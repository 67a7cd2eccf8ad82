import type { CodeEntry } from './entry.ts';

/** Alerts and panels, and whether they are about what the application exposes. */
export const monitoringCodes = {
  'monitoring/stale': {
    title: 'The list of metrics is not that of the application',
    means:
      'Alerts and panels are compared with docs/metrics.json, which the application itself writes. After a change of its metrics the list says what was, and an alert about it would never fire.',
    remedy:
      'Write it anew, in the folder backend with the requirements of requirements-dev.txt: `python -m tests.exposed`.',
  },
  'monitoring/expression': {
    title: 'A query is no PromQL',
    means:
      'Prometheus refuses the whole group of rules with it, or a panel stays empty. It is read here by the grammar of Prometheus.',
    remedy: 'Correct the expression.',
  },
  'monitoring/unknown-metric': {
    title: 'A query asks for a metric that the application does not expose',
    means: 'Prometheus takes it and finds nothing, so the alert never fires and the panel stays empty.',
    remedy: 'Use a metric of docs/metrics.json.',
  },
  'monitoring/unknown-label': {
    title: 'A query asks for a label that its metric does not have',
    means: 'Nothing matches such a label, and what is grouped by it falls into one group.',
    remedy: 'Use a label of the metric, see docs/metrics.json.',
  },
  'monitoring/unknown-value': {
    title: 'A query asks for a word that a label never has',
    means:
      'Routes, assistants and outcomes are those of the application. A selector that matches none of them selects nothing.',
    remedy: 'Use a word of docs/metrics.json.',
  },
  'monitoring/operand': {
    title: 'A function of a query is given what it can not take',
    means:
      'A rate is of a counter over a range, a quantile is of the buckets of a histogram by le. Otherwise Prometheus refuses it, or computes a number without meaning.',
    remedy: 'Correct what the function is given.',
  },
  'monitoring/unshown': {
    title: 'A metric of the application stands in no alert and in no panel',
    means: 'What is measured and never shown helps nobody, and is often a metric that got another name.',
    remedy: 'Give it a panel in docs/grafana-dashboard.json, or remove it from the application.',
  },
  'monitoring/alert': {
    title: 'An alert does not say what its reader needs',
    means:
      'Someone is woken by it: it needs a severity, a summary, a description, a command to type, and a paragraph of docs/monitoring.md.',
    remedy: 'Complete the alert.',
  },
  'monitoring/dashboard': {
    title: 'The dashboard is not whole',
    means:
      'Grafana shows a panel without unit, data source or place badly or not at all, and says little about why. It must work with any Prometheus data source.',
    remedy: 'Correct docs/grafana-dashboard.json.',
  },
  'monitoring/target': {
    title: 'Prometheus would not find the pods',
    means:
      'A ServiceMonitor selects Services by their labels, and a port of theirs by its name. What it selects must be the Service of this chart, at a route that there is.',
    remedy: 'Correct the ServiceMonitor.',
  },
  'monitoring/switch': {
    title: 'monitoring.enabled does not switch',
    means:
      'A cluster without the operator refuses its kinds, and with them the whole release. So they must be absent unless they are asked for, and there when they are.',
    remedy: 'Put the whole template between `{{- if .Values.monitoring.enabled }}` and `{{- end }}`.',
  },
  'monitoring/served': {
    title: 'The running application exposes something else',
    means: 'What /metrics answers is not what docs/metrics.json says, so another version runs than these files are of.',
    remedy: 'Deploy this version: `npx tsx scripts/deploy.ts`.',
  },
} as const satisfies Record<string, CodeEntry>;
