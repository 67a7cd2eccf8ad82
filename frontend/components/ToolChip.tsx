import type { ToolCall } from '../lib/model.ts';
import { describeToolCall } from '../lib/toolCalls.ts';
import { Icon } from './Icon.tsx';

/** What one tool call did, in a list of them. */
export function ToolChip({ call }: { readonly call: ToolCall }) {
  const look = call.ok ? 'border-line text-muted' : 'border-transparent bg-danger-soft text-danger';
  return (
    <li className={`flex max-w-full items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-xs ${look}`}>
      <Icon name={call.ok ? 'check' : 'warning'} className="size-3.5" />
      <span className="min-w-0 wrap-anywhere">{describeToolCall(call)}</span>
    </li>
  );
}
