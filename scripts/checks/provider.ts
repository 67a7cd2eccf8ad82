import type { Check } from '../core/task.ts';

/** A provider key is configured; without one the built-in assistant serves, and the run says so. */
export const providerConfigured: Check = async ({ config }) =>
  config.openaiApiKey ? [] : { skip: 'no OPENAI_API_KEY: the built-in assistant (rules, no AI model) serves' };
