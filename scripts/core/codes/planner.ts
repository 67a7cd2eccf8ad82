import type { CodeEntry } from './entry.ts';

/** kubectl-ai as planner: what it may read, what it proposed, and what became of the model behind it. */
export const plannerCodes = {
  'ai/planner-missing': {
    title: 'kubectl-ai is not installed',
    means: 'Second opinions and plans in plain language come from kubectl-ai. The rules of diagnosis do without it.',
    remedy: 'Install it: `kubectl krew install ai`, or a release of GoogleCloudPlatform/kubectl-ai.',
  },
  'ai/planner-foreign': {
    title: 'Another program has the name kubectl-ai',
    means:
      'There are two programs of this name. Only that of GoogleCloudPlatform can be held to reading; sozercan/kubectl-ai applies what a model writes.',
    remedy: 'Put kubectl-ai of GoogleCloudPlatform first on the PATH: `kubectl krew install ai`.',
  },
  'ai/planner-failed': {
    title: 'kubectl-ai ended without an answer',
    means: 'It ended, and neither an answer nor a plan nor a known failure of the model is there.',
    remedy: 'Read what it said in the evidence; the rules of diagnosis do without it.',
  },
  'ai/planner-timeout': {
    title: 'kubectl-ai did not end in time',
    means: 'It was ended with all that it had started. What it proposed until then is shown and nothing was changed.',
    remedy: 'Ask again, or ask something smaller.',
  },
  'ai/planner-iterations': {
    title: 'The model went on asking and came to no answer',
    means:
      'A model may look at the cluster a few times and then has to answer. kubectl-ai counts this as success; it is none.',
    remedy: 'Ask a narrower question, or use a stronger model.',
  },
  'ai/planner-unknown-tool': {
    title: 'The model called a tool that it was not offered',
    means: 'Weak models invent tools. Such a call is never executed, and kubectl-ai gives up.',
    remedy: 'Use a model that is made for calling tools.',
  },
  'ai/command-refused': {
    title: 'A command of the model was not executed',
    means:
      'kubectl-ai wanted to run a command that is not on the list of reads. The list stands before kubectl, and behind it an account that can only read.',
    remedy: 'Nothing is to be done: it was not executed.',
  },
  'ai/endpoint-refused': {
    title: 'The address of the model is not one that may be asked',
    means: 'Logs and findings go to this machine or to the host that you named, and to nobody else.',
    remedy: 'Correct OPENAI_BASE_URL in .env: an address that ends with /v1, by https where it is not this machine.',
  },
  'ai/model-unauthorized': {
    title: 'The model refuses the key',
    means: 'The endpoint answers 401 or 403, so the key is wrong, or not for this model.',
    remedy: 'Copy the key anew into OPENAI_API_KEY of .env.',
  },
  'ai/model-failed': {
    title: 'The model cannot be asked',
    means: 'Nobody answers at the address of the model, or it answers with an error.',
    remedy: 'Check OPENAI_BASE_URL and OPENAI_MODEL of .env with what the provider says in the evidence.',
  },
  'ai/model-empty': {
    title: 'The model answered nothing',
    means: 'The answer has neither a word nor a call. kubectl-ai would wait for ever.',
    remedy: 'Ask again, or use another model.',
  },
  'ai/model-malformed': {
    title: 'The answer of the model cannot be read',
    means: 'The stream is not that of chat completions, or breaks off before its end.',
    remedy: 'Check that OPENAI_BASE_URL leads to an interface for chat completions.',
  },
  'ai/model-slow': {
    title: 'The model answers too slowly',
    means: 'The answer had begun and was not complete when the time was over.',
    remedy: 'Ask again, or use a faster model.',
  },
  'ai/account-wide': {
    title: 'The account of the planner may do more than read',
    means:
      'The account is the boundary behind all lists. A rule of the cluster that gives it a write, or Secrets, takes the boundary away.',
    remedy:
      'See which binding gives it: `kubectl get rolebindings,clusterrolebindings -A -o wide`, and remove that one.',
  },
  'ai/account-unknown': {
    title: 'What the account of the planner may do cannot be told',
    means: 'Without the list of its rights nobody knows whether it only reads, so it is not used.',
    remedy: 'Run the task again; the evidence says what kubectl answered.',
  },
} as const satisfies Record<string, CodeEntry>;
