import type { CodeEntry } from './entry.ts';

/** Second opinions beside the rules: what keeps one from being had, and how it stands to what the rules found. */
export const opinionCodes = {
  'ai/opinion-same': {
    title: 'A second opinion names the same cause',
    means:
      'Another diagnosis of the same namespace comes to the cause that the rules name. Two ways lead to one place.',
    remedy: 'Follow the remedy of the rule.',
  },
  'ai/opinion-other': {
    title: 'A second opinion names another cause',
    means:
      'Both are shown and the rules count, for each of their findings comes with what it was read from. An opinion may see what no rule knows.',
    remedy: 'Follow the remedy of the rule first; where it does not help, read the opinion in the evidence.',
  },
  'ai/opinion-unnamed': {
    title: 'A second opinion names none of our causes',
    means:
      'A cause is named by a line of a set form, and nothing is guessed from prose. What was said is shown as it came.',
    remedy: 'Read what was said in the evidence.',
  },
  'ai/kagent-unreachable': {
    title: 'No kagent can be reached',
    means: 'kagent is asked for a second opinion where it runs. The rules of diagnosis do without it.',
    remedy:
      'Nothing is to be done; to ask kagent, install it, and bring our agent: `npx tsx scripts/ai-devops-examples.ts agent`.',
  },
  'ai/kagent-silent': {
    title: 'kagent did not answer a question in time',
    means: 'It could be reached, and the question was given up at its deadline or because the connection broke.',
    remedy: 'See what the agent does: `kubectl logs deployment/todo-doctor -n kagent`.',
  },
  'ai/kagent-form': {
    title: 'The answer of kagent cannot be read',
    means: 'It is no task of the protocol A2A: another program answers there, or a version that speaks otherwise.',
    remedy:
      'Check that the address leads to the controller of kagent: `kubectl get service kagent-controller -n kagent`.',
  },
  'ai/kagent-refused': {
    title: 'kagent refuses the question',
    means: 'The controller answers with an error of HTTP or of JSON-RPC, so no task was begun.',
    remedy:
      'See whether the agent is there and ready: `kubectl get agent todo-doctor -n kagent`; bring it: `npx tsx scripts/ai-devops-examples.ts agent`.',
  },
  'ai/kagent-failed': {
    title: 'The agent of kagent failed',
    means: 'A task was begun and ended without an answer. Most often the model behind the agent cannot be asked.',
    remedy: 'See what it lacks: `kubectl describe modelconfig todo-model -n kagent`.',
  },
  'ai/kagent-unfinished': {
    title: 'The agent of kagent came to no answer',
    means:
      'It waits for something that it does not get here: a login, or an approval that it asks for again and again.',
    remedy: 'Ask again, or use a stronger model in `kubectl edit modelconfig todo-model -n kagent`.',
  },
  'ai/kagent-approval': {
    title: 'The agent of kagent asked for an approval and got none',
    means: 'It wanted to run a tool, or to ask a person. An opinion needs neither, so the only answer is no.',
    remedy: 'Nothing is to be done: it was not run.',
  },
  'ai/kagent-manifest': {
    title: 'A manifest for kagent is not one that may be applied',
    means:
      'kagent grows fast, and a field that nobody looked at may give an agent more than reading. Only the fields that are used pass, with values that serve in a pod.',
    remedy: 'Correct the field that is named, or take it out.',
  },
  'ai/kagent-tool': {
    title: 'An agent would get a tool that does more than read',
    means:
      'The agent gets four tools, which read. Any other could change the cluster, and kagent would not ask before.',
    remedy: 'Take it out of `toolNames`.',
  },
  'ai/k8sgpt-missing': {
    title: 'k8sgpt is not installed',
    means: 'k8sgpt has rules of its own, shown beside ours where it is installed. Nothing depends on it.',
    remedy: 'Nothing is to be done; to see its opinion, install it: https://docs.k8sgpt.ai.',
  },
  'ai/k8sgpt-failed': {
    title: 'k8sgpt did not look at the namespace',
    means:
      'It ended with an error, too late, or with something that is no report. It says so with exit code 0 as well.',
    remedy: 'Read what it said in the evidence; the rules of diagnosis do without it.',
  },
  'ai/k8sgpt-gap': {
    title: 'A part of k8sgpt could not look',
    means: 'One of its analyzers got no answer. Its report says OK all the same, which is then no sign of health.',
    remedy: 'Read why in the evidence; the rules of diagnosis do without it.',
  },
  'ai/k8sgpt-opinion': {
    title: 'k8sgpt finds something',
    means: 'What k8sgpt says about an object, beside what the rules say about the same one. The rules count.',
    remedy: 'Follow the remedy of the rule; where no rule speaks, look at the object with `kubectl describe`.',
  },
} as const satisfies Record<string, CodeEntry>;
