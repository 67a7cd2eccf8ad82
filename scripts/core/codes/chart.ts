import type { CodeEntry } from './entry.ts';

/** Charts, and the documents that they render. */
export const chartCodes = {
  'chart/layout': {
    title: 'A chart lacks a file',
    means:
      'A chart has a schema, overlays, templates, notes and a README. Without one of them an installation would fail half-way, or go unexplained.',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'chart/metadata': {
    title: 'Chart.yaml is incomplete',
    means: 'Helm and people identify a chart by Chart.yaml; a field is absent or not of its form.',
    remedy: 'Add the field shown to Chart.yaml.',
  },
  'chart/dependency': {
    title: 'A dependency of a chart cannot be checked',
    means:
      'A chart below charts/ is packed, missing, or hands values up in a way that is not followed, so its values were not checked.',
    remedy: 'Put the unpacked chart below charts/.',
  },
  'chart/schema': {
    title: 'values.schema.json cannot be used',
    means:
      'The schema is no JSON, or no schema of draft-07 that means the same to Helm and to us. Without it values cannot be checked.',
    remedy: 'Correct the schema at the place shown.',
  },
  'chart/readme': {
    title: 'The chart README differs from the schema',
    means: 'The table of values is what people read before they set one. It must say what the schema says.',
    remedy: 'Write it anew from the schema: `npm run generate`.',
  },
  'chart/coalesce': {
    title: 'Helm leaves out a value while it merges layers',
    means:
      'One layer has a map where another has a single value. Helm keeps one of them, says so in passing, and goes on.',
    remedy: 'Give the key the same kind of value in every layer.',
  },
  'chart/lint': {
    title: 'helm lint complains',
    means: 'helm lint --strict has a complaint about the chart.',
    remedy: 'Correct the chart where helm points.',
  },
  'chart/render': {
    title: 'The chart does not render',
    means: 'helm template stops, or renders nothing. An installation would stop at the same place.',
    remedy: 'Correct the template where helm points.',
  },
  'manifest/invalid': {
    title: 'A rendered document is not valid Kubernetes',
    means:
      'The document has a field of the wrong type, lacks one, or is refused by the server, so Kubernetes would not take it.',
    remedy: 'Correct the template of that document.',
  },
  'manifest/unknown-field': {
    title: 'A field that Kubernetes does not have',
    means:
      'Depending on who applies it, the installation stops at such a field, or the server drops it: then a limit or a probe with a slip in its name is simply not there.',
    remedy: 'Correct its spelling, or remove it.',
  },
  'manifest/unknown-kind': {
    title: 'A document of a kind that is not known here',
    means:
      'Without a schema the document was not checked at all, and what was not checked must not pass. Mostly kind or apiVersion is misspelt, or the version is no stable one of Kubernetes.',
    remedy: 'Correct apiVersion and kind, or put its CustomResourceDefinition into crds/.',
  },
  'manifest/name': {
    title: 'A name that Kubernetes does not allow',
    means:
      'Names become parts of addresses, paths and queries for labels, so Kubernetes has a form for each of them. The server refuses the document, and the installation stops half-way.',
    remedy: 'Use lower-case letters, digits and hyphens.',
  },
  'manifest/quantity': {
    title: 'An amount, a port or an encoding that Kubernetes cannot read',
    means:
      'Amounts are numbers with a unit such as m, Mi or Gi, ports are whole numbers from 1 to 65535, and the data of a Secret is base64. The server refuses the document otherwise.',
    remedy: 'Write it in the form shown.',
  },
  'manifest/duplicate': {
    title: 'Two of what may be there once',
    means:
      'Kubernetes tells documents, containers and ports apart by their names, and mounts by their paths. Of two equal ones the server refuses the second, or it replaces the first.',
    remedy: 'Rename or remove one of them.',
  },
  'manifest/reference': {
    title: 'A document refers to a part of itself that it does not have',
    means:
      'A container mounts a volume by its name, and the pod must have a volume of that name. The server refuses the pod otherwise.',
    remedy: 'Add the part, or correct the name.',
  },
  'manifest/unlike': {
    title: 'A rendered document is not what the request fixed',
    means:
      'The document is valid, and it is not what was asked for: a name, port, probe, limit or restriction differs.',
    remedy: 'Correct the template or its values.',
  },
} as const satisfies Record<string, CodeEntry>;
