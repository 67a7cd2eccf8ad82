import type { ToolCall } from '../lib/model.ts';
import { describeToolCall, iconOf } from '../lib/toolCalls.ts';
import { Icon } from './Icon.tsx';

/** What the assistant did for a message, one chip for each tool call. */
export function ToolChips({ calls }: { readonly calls: readonly ToolCall[] }) {
  if (calls.length === 0) return null;
  return (
    <ul aria-label="What was done" className="flex flex-wrap gap-1.5">
      {calls.map((call, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: calls are never reordered and have no id of their own.
        <Chip key={index} call={call} />
      ))}
    </ul>
  );
}

function Chip({ call }: { readonly call: ToolCall }) {
  const look = call.ok ? 'bg-accent-soft text-on-accent-soft' : 'bg-danger-soft text-danger';
  return (
    <li className={`flex max-w-full items-center gap-1.5 rounded-lg py-1 pr-2.5 pl-2 text-xs font-medium ${look}`}>
      <Icon name={call.ok ? iconOf(call) : 'warning'} className="size-3.5" />
      <span className="min-w-0 wrap-anywhere">{describeToolCall(call)}</span>
    </li>
  );
}
