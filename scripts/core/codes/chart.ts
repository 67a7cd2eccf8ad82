import type { CodeEntry } from './entry.ts';

/** Charts, and the documents that they render. */
export const chartCodes = {
  'chart/layout': {
    title: 'A chart lacks a file',
    remedy: 'Restore it: `git status` names what is gone, `git checkout -- FILE` brings it back.',
  },
  'chart/metadata': { title: 'Chart.yaml is incomplete', remedy: 'Add the field shown to Chart.yaml.' },
  'chart/dependency': {
    title: 'A dependency of a chart cannot be checked',
    remedy: 'Put the unpacked chart below charts/.',
  },
  'chart/schema': { title: 'values.schema.json cannot be used', remedy: 'Correct the schema at the place shown.' },
  'chart/readme': {
    title: 'The chart README differs from the schema',
    remedy: 'Write it anew from the schema: `npm run generate`.',
  },
  'chart/lint': { title: 'helm lint complains', remedy: 'Correct the chart where helm points.' },
  'chart/render': { title: 'The chart does not render', remedy: 'Correct the template where helm points.' },
  'manifest/invalid': {
    title: 'A rendered document is not valid Kubernetes',
    remedy: 'Correct the template of that document.',
  },
  'manifest/unlike': {
    title: 'A rendered document is not what the request fixed',
    remedy: 'Correct the template or its values.',
  },
} as const satisfies Record<string, CodeEntry>;
