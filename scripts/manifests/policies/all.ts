import type { Policy } from './policy.ts';
import { runningPolicies } from './running.ts';
import { securityPolicies } from './security.ts';
import { wiringPolicies } from './wiring.ts';

/** Every policy, in the order in which they are told. */
export const policies: readonly Policy[] = [...securityPolicies, ...runningPolicies, ...wiringPolicies];
