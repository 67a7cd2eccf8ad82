import { type ContainerStatus, endOf, nameOf, type Pod, statusesOf } from './snapshot.ts';

/** The state of a container in a few words, as `kubectl get pods` would say it. */
export const described = (status: ContainerStatus): string => {
  const { waiting, terminated, running } = status.state ?? {};
  if (waiting) return [waiting.reason, waiting.message].filter(Boolean).join(': ');
  if (terminated) return `${terminated.reason ?? 'terminated'} (exit code ${terminated.exitCode ?? '?'})`;
  return running ? (status.ready ? 'running' : 'running, not ready') : 'not started';
};

/** A pod in some lines, as `kubectl describe` would say it: where it is, its containers, and what does not hold. */
export const describedPod = (pod: Pod): string => {
  const { phase, reason, message, conditions } = pod.status ?? {};
  const head = [nameOf(pod), phase, reason, pod.spec?.nodeName && `on ${pod.spec.nodeName}`].filter(Boolean).join('  ');
  const containers = statusesOf(pod).map((status) => {
    const end = status.state?.terminated ? undefined : endOf(status);
    const last = end ? `, ended before with ${end.reason ?? 'exit code'} (exit code ${end.exitCode ?? '?'})` : '';
    return `  ${status.name ?? '?'}: ${described(status)}, ${status.restartCount ?? 0} restarts${last}`;
  });
  const lacking = (conditions ?? [])
    .filter(({ status }) => status === 'False')
    .map((one) => `  ${one.type}=False ${[one.reason, one.message].filter(Boolean).join(': ')}`);
  return [head, ...(message ? [`  ${message}`] : []), ...containers, ...lacking].join('\n');
};
