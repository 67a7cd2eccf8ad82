import type { ChatMessage } from './chatState.ts';
import type { Conversation } from './model.ts';

/** What a conversation is called: its title, else what it began with, else when it was used last. */
export function conversationName({ id, title, usedAt }: Conversation, firstMessage?: string, now = new Date()): string {
  if (title ?? firstMessage) return oneLine(title ?? firstMessage ?? '');
  const used = new Date(usedAt);
  if (Number.isNaN(used.getTime())) return `Conversation ${id}`;
  const time = used.toLocaleTimeString('en', { hour: 'numeric', minute: '2-digit' });
  const days = Math.round((startOfDay(now) - startOfDay(used)) / 86_400_000);
  if (days === 0) return `Today, ${time}`;
  if (days === 1) return `Yesterday, ${time}`;
  return `${used.toLocaleDateString('en', { day: 'numeric', month: 'short' })}, ${time}`;
}

/** The heading of the conversation that is shown. */
export function conversationTitle(messages: readonly ChatMessage[]): string {
  const first = messages.find((message) => message.role === 'user');
  return first ? oneLine(first.content) : 'New conversation';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function startOfDay(moment: Date): number {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
