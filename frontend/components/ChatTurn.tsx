import type { Turn } from '../lib/chatState.ts';
import { withoutHalfForms } from '../lib/richText.ts';
import { Brand } from './Brand.tsx';
import { RichText } from './RichText.tsx';
import { ToolChips } from './ToolChips.tsx';

/** The answer that is being written. Screen readers hear it once it is finished. */
export function ChatTurn({ turn: { text, toolCalls } }: { readonly turn: Turn }) {
  return (
    <div aria-hidden="true" data-testid="turn" className="flex items-start gap-3">
      <Brand className="size-7 rounded-lg max-sm:hidden" />
      <div className="flex min-w-0 flex-1 flex-col gap-2.5 pt-0.5">
        <ToolChips calls={toolCalls} />
        {text === '' ? (
          <span className="flex h-6 items-center gap-1">
            {['0ms', '150ms', '300ms'].map((animationDelay) => (
              <span
                key={animationDelay}
                style={{ animationDelay }}
                className="size-1.5 animate-bounce rounded-full bg-muted"
              />
            ))}
          </span>
        ) : (
          <div className="streaming">
            <RichText source={withoutHalfForms(text)} />
          </div>
        )}
      </div>
    </div>
  );
}
