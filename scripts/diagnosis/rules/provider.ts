import { type ContainerRule, logEvidence, logsWords, Subject } from '../case.ts';
import { deploy, kubectl } from '../commands.ts';

/** An application that runs, and whose log tells that the provider of its model refuses it. */
export const providerRefuses: ContainerRule = (one) => {
  const log = one.logs.current ?? '';
  if (!one.status.ready) return undefined;
  const evidence = logEvidence({ ...one, logs: { current: lines(log) } });
  const common = { evidence, patience: 'timeout', level: 'warning', confidence: 0.9 } as const;
  if (/invalid_api_key|Incorrect API key|AuthenticationError[^\n]*401|assistant_auth\b/i.test(log))
    return {
      ...common,
      code: 'provider/key-rejected',
      action: { action: 'SetSecretKey', key: 'OPENAI_API_KEY' },
      message: `The provider does not know the key with which ${Subject(one).replace(/^C/, 'c')} asks it (401)`,
      remedy: `Copy the key anew into OPENAI_API_KEY of .env, without spaces or line breaks, and deploy again: ${deploy(one.snapshot)}.`,
    };
  if (/insufficient_quota|RateLimitError[^\n]*429|rate_limit_exceeded|assistant_rate_limited/i.test(log))
    return {
      ...common,
      code: 'provider/limited',
      message: `The provider takes no more requests for now from ${Subject(one).replace(/^C/, 'c')} (429)`,
      remedy: `Wait, or raise the limit of the account at the provider; what it said: ${kubectl(one.snapshot, logsWords(one))}.`,
    };
  return undefined;
};

/** The lines that speak of it, so that nothing else of the log goes into a report. */
const lines = (log: string): string =>
  log
    .split('\n')
    .filter((line) =>
      /api.?key|AuthenticationError|RateLimitError|insufficient_quota|rate_limit|assistant_auth/i.test(line),
    )
    .slice(-5)
    .join('\n');
