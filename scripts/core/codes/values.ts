import type { CodeEntry } from './entry.ts';

/** Values files and --set, read and validated before any helm process starts. */
export const valuesCodes = {
  'values/unreadable': {
    title: 'A values file cannot be read as YAML',
    means:
      'Helm could not read this file either, or would read it in a way that is easily missed, as with a key that stands twice. Nothing else can be said of its values until it can be read.',
    remedy: 'Correct the YAML at the place shown.',
  },
  'values/unknown-key': {
    title: 'A key the chart does not know',
    means:
      'The schema of the chart lists every key that its templates read, so another one would have no effect. Most often it is a spelling mistake, or a key on the wrong level.',
    remedy: 'Remove the key, or correct its spelling.',
  },
  'values/required': {
    title: 'A required key is missing',
    means:
      'The templates need this key, and after all layers no value is left for it. A null in a higher layer deletes a key of the chart.',
    remedy: 'Add the key.',
  },
  'values/type': {
    title: 'A value has the wrong type',
    means:
      'The template expects another type. The usual cause is YAML itself: 1.10 is a number and loses its zero, yes is a boolean, 0755 is octal. Quotes make it a text.',
    remedy: 'Write a value of the type shown.',
  },
  'values/enum': {
    title: 'A value is not one of the allowed ones',
    means: 'Only the listed values have a meaning here; upper and lower case count.',
    remedy: 'Use one of the values shown.',
  },
  'values/range': {
    title: 'A number is out of range',
    means: 'Kubernetes or the application takes only numbers within these limits.',
    remedy: 'Use a number within the range shown.',
  },
  'values/pattern': {
    title: 'A value does not match its pattern',
    means:
      'The schema gives a form for this text, for example that of an image tag, a quantity, or a URL without a password.',
    remedy: 'Write it in the form the schema describes.',
  },
  'values/invalid': {
    title: 'A value breaks a rule of the schema',
    means:
      'A rule of the schema other than type, form or range does not hold, or a layer does something that Helm does silently.',
    remedy: 'Read the rule in values.schema.json.',
  },
  'values/kind': {
    title: 'A layer replaces a map by a value, or a value by a map',
    means:
      'Helm puts the one in place of the other, silently or with a note in passing, and all that the map held is gone. The templates then read keys that are not there.',
    remedy: 'Set the keys below it instead.',
  },
  'values/boolean-word': {
    title: 'A word that is a boolean to Helm only',
    means:
      'Helm reads YAML 1.1, in which yes, no, on, off, y and n are booleans; many editors and tools read YAML 1.2, in which they are texts. So the country code NO becomes false.',
    remedy: 'Write true or false, or put the word in quotes.',
  },
  'values/exponent': {
    title: 'A number that templates print with an exponent',
    means:
      'Numbers of values files reach templates as floating-point numbers, and Go prints those from a million on like 1e+06. Where a whole number is expected, that is refused or misread.',
    remedy: 'Convert it in the template with int64, or make it a string.',
  },
  'values/rounded': {
    title: 'A number with more digits than Helm keeps',
    means:
      'Helm makes a floating-point number of every number of a values file, and that keeps about 16 digits. A longer one, an id for example, becomes another number without a word.',
    remedy: 'Put it in quotes and ask for a string.',
  },
  'values/null-default': {
    title: 'A null in values.yaml counts as a value',
    means:
      'In a layer above values.yaml a null deletes a key. In values.yaml itself there is nothing to delete: the null stays, satisfies "required" in the schema, and the template finds nothing.',
    remedy: 'Write the value that is meant.',
  },
  'values/set-syntax': {
    title: 'A --set argument cannot be read',
    means:
      'The argument does not follow the grammar of helm --set: dots between keys, indexes in brackets, lists in braces, a backslash before a comma.',
    remedy: 'Write --set CHART.KEY=VALUE, for example --set backend.replicaCount=2.',
  },
  'values/unknown-chart': {
    title: 'A key names no chart',
    means: 'Values are given per chart, as in an umbrella chart. The first key is the name of a chart.',
    remedy: 'Start the key with backend, frontend or database.',
  },
  'values/gate-closed': {
    title: 'Helm was not started because the values are wrong',
    means:
      'While values are wrong, helm is not started at all, not even for its version: what it rendered would be something that nobody meant.',
    remedy: 'Correct the values shown above; nothing was touched.',
  },
  'values/helm-first': {
    title: 'helm was started before the values had passed',
    means:
      'Values are judged by their schemas before any helm process, so that a slip is told at its line and nothing is half done.',
    remedy: 'Read the log of its commands: `cat .deploy/runs/*/commands.log`.',
  },
} as const satisfies Record<string, CodeEntry>;
