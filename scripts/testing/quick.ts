/** Flags with which a deployment fits beside what else a node runs, and its pods come and go quickly: for tests that deploy often. */
export const quick: readonly string[] = [
  ...['backend', 'frontend', 'database'].flatMap((chart) => [
    `${chart}.resources.requests.cpu=50m`,
    `${chart}.resources.limits.cpu=2000m`,
    `${chart}.probes.startup.periodSeconds=1`,
    `${chart}.probes.startup.failureThreshold=300`,
    `${chart}.probes.readiness.periodSeconds=1`,
  ]),
  'backend.preStopSleepSeconds=1',
  'frontend.preStopSleepSeconds=1',
].flatMap((setting) => ['--set', setting]);

/** Flags that ask for a backend whose image no node has, and none may pull. */
export const withoutImage: readonly string[] = [
  ...['--set', 'backend.image.tag=no-such-tag'],
  ...['--set', 'backend.image.pullPolicy=Never'],
];
