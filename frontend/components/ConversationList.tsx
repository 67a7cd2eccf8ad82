import { addressOf } from '../lib/address.ts';
import { conversationName } from '../lib/conversationName.ts';
import { sessionEnded } from '../lib/failure.ts';
import type { Conversations } from '../lib/useConversations.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

type Props = {
  readonly conversations: Conversations;
  readonly current: number | undefined;
  /** What the conversation that is shown began with. */
  readonly firstMessage: string | undefined;
  readonly onOpen: (conversationId: number) => void;
  readonly onBegin: () => void;
};

/** The user's conversations, newest first, and the way to a new one. */
export function ConversationList({ conversations, current, firstMessage, onOpen, onBegin }: Props) {
  const { list, failure, reload, loadOlder } = conversations;
  return (
    <div className="flex min-h-0 w-full flex-col gap-1">
      <div className="p-3 pb-1">
        <Button look="quiet" className="w-full justify-start" onClick={onBegin}>
          <Icon name="compose" className="size-4 text-accent" />
          New conversation
        </Button>
      </div>
      {failure && failure.code !== sessionEnded && (
        <div className="px-3 py-1">
          <Alert failure={failure} action="Reload" onAction={() => void reload()} />
        </div>
      )}
      {list?.length === 0 && <p className="px-4 py-3 text-sm text-muted">Your conversations will be kept here.</p>}
      {list && list.length > 0 && (
        <ul aria-label="Conversations" className="min-h-0 flex-1 space-y-0.5 overflow-y-auto p-3 pt-1">
          {list.map((conversation) => (
            <li key={conversation.id}>
              <a
                href={addressOf(conversation.id)}
                aria-current={conversation.id === current ? 'page' : undefined}
                onClick={(event) => {
                  // A click with a modifier opens a tab, as on any link.
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                  event.preventDefault();
                  onOpen(conversation.id);
                }}
                className="flex min-h-11 items-center rounded-xl px-3 py-1.5 text-sm text-muted -outline-offset-2 transition-colors hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-ink"
              >
                <span className="truncate">
                  {conversationName(conversation, conversation.id === current ? firstMessage : undefined)}
                </span>
              </a>
            </li>
          ))}
          {loadOlder && (
            <li>
              <Button look="ghost" className="w-full" onClick={() => void loadOlder()}>
                Show older ones
              </Button>
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
