import type { JsonMap } from '../core/charts.ts';
import { parseFlags } from '../core/flags.ts';
import { at, list, map } from '../core/json.ts';
import type { Exposed } from './exposed.ts';
import { keptLabels, type Mistake, mistakesIn } from './mistakes.ts';

/** An alert of a PrometheusRule, and the path of it in the document. */
export type Alert = {
  readonly name: string;
  readonly query: string;
  readonly rule: JsonMap;
  readonly path: readonly (string | number)[];
};

/** What is wrong with an alert, at a field of its document. */
export type AlertFault = Pick<Mistake, 'code' | 'message' | 'remedy'> & {
  readonly path: readonly (string | number)[];
  /** The part of the field's text that is wrong. */
  readonly part?: string;
};

/** The alerts of a PrometheusRule, in their order. */
export const alertsOf = (body: JsonMap): readonly Alert[] =>
  list(at(body, 'spec', 'groups')).flatMap((group, one) =>
    list(at(group, 'rules')).flatMap((rule, other) =>
      at(rule, 'alert') === undefined
        ? []
        : [
            {
              name: String(at(rule, 'alert')),
              query: String(at(rule, 'expr') ?? ''),
              rule: map(rule),
              path: ['spec', 'groups', one, 'rules', other],
            },
          ],
    ),
  );

/** What is wrong with an alert: its query, and what its reader is told. */
export const alertFaults = ({ name, query, rule, path }: Alert, exposed: Exposed): readonly AlertFault[] => [
  ...mistakesIn(query, exposed).map(({ code, from, to, message, remedy }) => ({
    code,
    message: `${name}: ${message}`,
    remedy,
    path: [...path, 'expr'],
    part: query.slice(from, to),
  })),
  ...unsaid(rule).map(
    ([field, message, remedy]): AlertFault => ({
      code: 'monitoring/alert',
      message: `${name} ${message}`,
      remedy,
      path: [...path, ...field],
    }),
  ),
  ...lost(query, rule).map(
    ([field, label]): AlertFault => ({
      code: 'monitoring/alert',
      message: `${name} tells of $labels.${label}, which its expression does not keep`,
      remedy: `Write by (${label}) in the expression, or leave it out of the text.`,
      path: [...path, 'annotations', field],
      part: `$labels.${label}`,
    }),
  ),
];

const severities: readonly string[] = ['critical', 'warning', 'info'];

type Unsaid = readonly [field: readonly string[], message: string, remedy: string];

const unsaid = (rule: JsonMap): readonly Unsaid[] => {
  const severity = String(at(rule, 'labels', 'severity') ?? '');
  const missing = ['summary', 'description'].filter((field) => !at(rule, 'annotations', field));
  return [
    ...missing.map((field): Unsaid => [['annotations', field], `has no ${field}`, `Write annotations.${field}.`]),
    ...(severities.includes(severity)
      ? []
      : [[['labels', 'severity'], 'has no severity', `Write one of ${severities.join(', ')}.`] as const]),
    ...(isCommand(String(at(rule, 'annotations', 'runbook') ?? ''))
      ? []
      : [
          [
            ['annotations', 'runbook'],
            'has no runbook with a command of this product',
            'Write `npx tsx scripts/ai-devops-examples.ts diagnose --namespace NAME` as annotations.runbook.',
          ] as const,
        ]),
  ];
};

/** A command line that diagnoses, with flags that it takes. */
const isCommand = (line: string): boolean => {
  const [, words] = /^npx tsx scripts\/ai-devops-examples\.ts (.+)$/.exec(line) ?? [];
  if (words === undefined) return false;
  const read = parseFlags(words.split(' '), 'ai', ['diagnose']);
  return read.findings.length === 0 && read.words.includes('diagnose');
};

/** Labels that a text tells of and the outcome of the query does not have. */
const lost = (query: string, rule: JsonMap): readonly (readonly [field: string, label: string])[] => {
  const kept = keptLabels(query);
  if (!kept) return [];
  return Object.entries(map(rule.annotations)).flatMap(([field, text]) =>
    [...String(text).matchAll(/\$labels\.(\w+)/g)]
      .map(([, label = '']) => label)
      .filter((label) => !kept.includes(label))
      .map((label) => [field, label] as const),
  );
};
