import { expect, test } from 'vitest';
import { askedFor } from './config.ts';

test.each([
  [undefined, 'default', undefined],
  ['local', 'flag', 'asked for with --target'],
  ['local', 'shell', 'asked for with DEPLOY_TARGET of the shell'],
  ['minikube', '.env', 'asked for with DEPLOY_TARGET of .env'],
] as const)('the target %s, by %s, was %s', (target, origin, said) => {
  expect(askedFor({ ...(target ? { target } : {}), origins: { target: origin } })).toBe(said);
});
