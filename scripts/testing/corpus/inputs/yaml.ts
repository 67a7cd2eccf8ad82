import { above, type BrokenInput, below, error, replace, write } from '../broken.ts';
import { backend } from '../paths.ts';

const { values } = backend;

const bomb = ['podAnnotations:', '  a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  .concat(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
      (n) =>
        `  a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
    ),
  )
  .join('\n');

/** Values files that are no YAML, or that Helm reads otherwise than it looks. */
export const yamlInputs: readonly BrokenInput[] = [
  {
    name: 'a line of values.yaml is indented by a tab',
    edits: [replace(values, '  repository: backend', '\trepository: backend')],
    found: [error('values/unreadable', values, '▸\trepository: backend')],
    like: 'YAML 1.2.2, 6.1: tabs are not indentation',
  },
  {
    name: 'a key stands twice in values.yaml',
    edits: [below(values, 'replicaCount: 1', 'replicaCount: 3')],
    found: [error('values/unreadable', values, '▸replicaCount: 3')],
    like: 'yamllint key-duplicates',
  },
  {
    name: 'a quote is not closed',
    edits: [replace(values, 'tag: latest', 'tag: "latest')],
    found: [error('values/unreadable', values, '▸"latest')],
  },
  {
    name: 'a text holds a colon and a space',
    edits: [replace(values, 'tag: latest', 'tag: release: latest')],
    found: [error('values/unreadable', values, 'tag: ▸release: latest')],
  },
  {
    name: 'a key has no space behind its colon',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount:1')],
    found: [error('values/unreadable', values, '▸replicaCount:1')],
  },
  {
    name: 'a key is indented less than its neighbours',
    edits: [replace(values, '  tag: latest', ' tag: latest')],
    found: [error('values/unreadable', values, '▸ tag: latest')],
  },
  {
    name: 'a value of values.yaml is written as a template',
    edits: [replace(values, 'tag: latest', 'tag: {{ .Chart.AppVersion }}')],
    found: [error('values/unreadable', values, 'tag: ▸{{ .Chart')],
  },
  {
    name: 'an alias has no anchor',
    edits: [replace(values, 'podLabels: {}', 'podLabels: *labels')],
    found: [error('values/unreadable', values, '▸*labels')],
  },
  {
    name: 'an anchor contains itself',
    edits: [replace(values, 'podLabels: {}', 'podLabels: &labels\n  team: *labels')],
    found: [error('values/unreadable', values, '▸*labels')],
  },
  {
    name: 'aliases stand for a milliard of values',
    edits: [replace(values, 'podAnnotations: {}', bomb)],
    found: [error('values/unreadable', values, 'a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, ▸*a2')],
    like: 'CVE-2019-11253',
  },
  {
    name: 'lists are nested ten thousand levels deep',
    edits: [replace(values, 'podAnnotations: {}', `podAnnotations: ${'['.repeat(10_000)}${']'.repeat(10_000)}`)],
    found: [error('values/unreadable', values, `podAnnotations: ${'['.repeat(99)}▸[`)],
    like: 'CVE-2022-28948',
  },
  {
    name: 'a merge key takes what is no map',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  <<: team')],
    found: [error('values/unreadable', values, '<<: ▸team')],
  },
  {
    name: 'a key is a list',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  ? [team]\n  : todo')],
    found: [error('values/unreadable', values, '? ▸[team]')],
  },
  {
    name: 'a key is null',
    edits: [replace(values, 'podLabels: {}', 'podLabels:\n  ~: todo')],
    found: [error('values/unreadable', values, '▸~: todo')],
  },
  {
    name: 'a number is infinite',
    edits: [replace(values, 'replicaCount: 1', 'replicaCount: .inf')],
    found: [error('values/unreadable', values, '▸.inf')],
  },
  {
    name: 'a tag asks for bytes',
    edits: [replace(values, 'tag: latest', 'tag: !!binary bGF0ZXN0')],
    found: [error('values/unreadable', values, '▸!!binary')],
  },
  {
    name: 'the top of values.yaml is a list',
    edits: [write(values, '- replicaCount: 1\n')],
    found: [error('values/unreadable', values)],
  },
  {
    name: 'the file says that it is YAML 1.2',
    edits: [above(values, '# yaml-language-server: $schema=values.schema.json', '%YAML 1.2\n---')],
    found: [error('values/unreadable', values)],
  },
  {
    name: 'values.yaml holds two documents',
    edits: [replace(values, 'nodeSelector: {}', '---\nnodeSelector: {}')],
    found: [error('values/unreadable', values, '▸---')],
  },
  {
    name: 'values.yaml is empty',
    edits: [write(values, '')],
    found: [error('values/required', values)],
  },
  {
    name: 'a control character stands in a comment',
    edits: [below(values, 'replicaCount: 1', '# rings \u0007 here')],
    found: [error('values/unreadable', values, '# rings ▸\u0007')],
  },
  {
    name: 'a picture lies where values.yaml was',
    edits: [write(values, Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]))],
    found: [error('values/unreadable', values)],
  },
  {
    name: 'values.yaml is written in UTF-16',
    edits: [write(values, Buffer.from('\ufeffreplicaCount: 1\n', 'utf16le'))],
    found: [error('values/unreadable', values)],
  },
  {
    name: 'a comment of values.yaml is written in Latin-1',
    edits: [write(values, Buffer.from('# Gr\u00f6\u00dfe\nreplicaCount: 1\n', 'latin1'))],
    found: [error('values/unreadable', values, '# Gr▸\ufffd')],
  },
  {
    name: 'values.yaml has twenty megabytes',
    edits: [below(values, 'replicaCount: 1', `# ${'all work and no play '.repeat(1_000_000)}`)],
    found: [error('values/unreadable', values)],
  },
];
