import type { CodeEntry } from './entry.ts';

/** Values files and --set, read and validated before any helm process starts. */
export const valuesCodes = {
  'values/unreadable': {
    title: 'A values file cannot be read as YAML',
    remedy: 'Correct the YAML at the place shown.',
  },
  'values/unknown-key': { title: 'A key the chart does not know', remedy: 'Remove the key, or correct its spelling.' },
  'values/required': { title: 'A required key is missing', remedy: 'Add the key.' },
  'values/type': { title: 'A value has the wrong type', remedy: 'Write a value of the type shown.' },
  'values/enum': { title: 'A value is not one of the allowed ones', remedy: 'Use one of the values shown.' },
  'values/range': { title: 'A number is out of range', remedy: 'Use a number within the range shown.' },
  'values/pattern': {
    title: 'A value does not match its pattern',
    remedy: 'Write it in the form the schema describes.',
  },
  'values/invalid': { title: 'A value breaks a rule of the schema', remedy: 'Read the rule in values.schema.json.' },
  'values/kind': {
    title: 'A layer replaces a map by a value, or a value by a map',
    remedy: 'Set the keys below it instead.',
  },
  'values/boolean-word': {
    title: 'A word that is a boolean to Helm only',
    remedy: 'Write true or false, or put the word in quotes.',
  },
  'values/exponent': {
    title: 'A number that templates print with an exponent',
    remedy: 'Convert it in the template with int64, or make it a string.',
  },
  'values/rounded': {
    title: 'A number with more digits than Helm keeps',
    remedy: 'Put it in quotes and ask for a string.',
  },
  'values/null-default': {
    title: 'A null in values.yaml counts as a value',
    remedy: 'Write the value that is meant.',
  },
  'values/set-syntax': {
    title: 'A --set argument cannot be read',
    remedy: 'Write --set CHART.KEY=VALUE, for example --set backend.replicaCount=2.',
  },
  'values/unknown-chart': {
    title: 'A key names no chart',
    remedy: 'Start the key with backend, frontend or database.',
  },
  'values/gate-closed': {
    title: 'Helm was not started because the values are wrong',
    remedy: 'Correct the values shown above; nothing was touched.',
  },
} as const satisfies Record<string, CodeEntry>;
