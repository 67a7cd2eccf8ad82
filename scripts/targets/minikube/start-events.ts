import type { ProgressReader } from '../progress.ts';

/** What an event of `minikube start -o json` carries (kubernetes/minikube: pkg/minikube/out/register); all of it are texts. */
type Data = Readonly<
  Partial<
    Record<'message' | 'currentstep' | 'totalsteps' | 'artifact' | 'progress' | 'name' | 'exitcode' | 'advice', string>
  >
>;

type StartEvent = { readonly type: string; readonly data: Data };

/** Reads the events of a start: its steps, and downloads with their percentage. */
export const readStart = (): ProgressReader => (line) => {
  const event = eventIn(line);
  if (!event) return undefined;
  const { currentstep, totalsteps, message, artifact, progress } = event.data;
  const step = currentstep === undefined ? '' : `step ${currentstep}/${totalsteps}  `;
  if (event.type === 'step' && message) return `${step}${message.trim()}`;
  if (event.type === 'download' && artifact) return `${step}downloading ${artifact}`;
  if (event.type === 'download.progress' && artifact)
    return `${step}downloading ${artifact}, ${Math.round(Number(progress) * 100)} %`;
  return undefined;
};

/** What a start said last, events in the words that Minikube has for people, so that a failure reads as in a terminal. */
export const startText = (lines: readonly string[]): string => lines.flatMap(wordsOf).slice(-40).join('\n').trim();

const wordsOf = (line: string): readonly string[] => {
  const event = eventIn(line);
  if (!event) return [line];
  const { message = '', name, exitcode, advice } = event.data;
  if (event.type === 'error' && exitcode !== undefined)
    return [`Exiting due to ${name}: ${message}`, ...(advice ? [`Suggestion: ${advice}`] : [])];
  return ['step', 'error', 'warning'].includes(event.type) && message ? [message] : [];
};

const eventIn = (line: string): StartEvent | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const { type, data } = JSON.parse(line) as Partial<StartEvent>;
    return type?.startsWith(prefix) && data ? { type: type.slice(prefix.length), data } : undefined;
  } catch {
    return undefined;
  }
};

const prefix = 'io.k8s.sigs.minikube.';
