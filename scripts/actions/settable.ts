import type { ChartName } from '../core/charts.ts';

/** Values of every chart: how long pods are waited for. `*` is any key. */
const patience = [
  'probes.*.periodSeconds',
  'probes.*.timeoutSeconds',
  'probes.*.failureThreshold',
  'terminationGracePeriodSeconds',
];

/** The values that a repair may set: no setting of identity, of addresses, of images or of a container's rights is among them. */
const settable: Readonly<Record<ChartName, readonly string[]>> = {
  database: patience,
  backend: [
    ...patience,
    'probes.*.path',
    'preStopSleepSeconds',
    'config.LOG_LEVEL',
    'config.READINESS_DB',
    'config.ASSISTANT',
    'config.OPENAI_MODEL',
    'config.OPENAI_API',
    'config.LIMIT_CHAT',
    'config.LIMIT_TASKS',
  ],
  frontend: [...patience, 'probes.*.path', 'preStopSleepSeconds'],
};

/** True for a value that a repair may set. */
export const isSettable = (release: ChartName, path: readonly string[]): boolean =>
  settable[release].some((one) => {
    const steps = one.split('.');
    return steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]);
  });

/** The values that a repair may set, for a remedy. */
export const settableText = (release: ChartName): string => settable[release].join(', ');
