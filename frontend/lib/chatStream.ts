import { decodeId, decodeToolCall, listOf, membersOf, textOf } from './decode.ts';
import { failed, type Result, stopped } from './failure.ts';
import type { Answer, ToolCall } from './model.ts';
import { exchange, type Fetch, type Send, strange } from './request.ts';
import { readEvents, type ServerEvent } from './sse.ts';

/** What happens before an answer is complete. */
export type ChatStep =
  | { readonly type: 'opened'; readonly conversationId: number }
  | { readonly type: 'tool'; readonly call: ToolCall }
  | { readonly type: 'delta'; readonly text: string };

/** Sends a message and tells each step as it arrives; resolves to the complete answer and never throws. */
export async function streamChat(
  fetch: Fetch,
  path: string,
  send: Send,
  onStep: (step: ChatStep) => void,
): Promise<Result<Answer>> {
  const answer = await exchange(fetch, path, send);
  if (!answer.ok) return answer;
  const { body, headers } = answer.value;
  if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) return strange;
  let conversationId: number | undefined;
  let notice: string | undefined;
  try {
    for await (const event of readEvents(body)) {
      const data = dataOf(event);
      notice = textOf(data.notice) || notice;
      switch (event.name) {
        case 'meta':
          conversationId = decodeId(data.conversation_id);
          if (conversationId !== undefined) onStep({ type: 'opened', conversationId });
          break;
        case 'tool': {
          const call = decodeToolCall(data);
          if (call) onStep({ type: 'tool', call });
          break;
        }
        case 'delta':
          onStep({ type: 'delta', text: textOf(data.text) });
          break;
        case 'done': {
          if (conversationId === undefined || typeof data.response !== 'string') return strange;
          const toolCalls = listOf(decodeToolCall)(data.tool_calls) ?? [];
          const messageId = decodeId(data.message_id);
          return { ok: true, value: { conversationId, messageId, response: data.response, toolCalls, notice } };
        }
        case 'error':
          return failed(textOf(data.code) || 'assistant_error', textOf(data.detail) || 'The assistant did not answer.');
      }
    }
  } catch {
    // A broken connection is told below, like a stream that ended early.
  }
  if (send.signal?.aborted) return failed(stopped, 'You stopped this answer.');
  return failed('interrupted', 'The connection broke before the answer was complete.');
}

function dataOf({ data }: ServerEvent): Readonly<Record<string, unknown>> {
  try {
    return membersOf(JSON.parse(data)) ?? {};
  } catch {
    return {};
  }
}
