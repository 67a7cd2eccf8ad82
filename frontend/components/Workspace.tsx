import { type Api, sessionEnded } from '../lib/api.ts';
import type { User } from '../lib/model.ts';
import { removedBy } from '../lib/toolCalls.ts';
import { useChat } from '../lib/useChat.ts';
import { useTasks } from '../lib/useTasks.ts';
import { Alert } from './Alert.tsx';
import { ChatPanel } from './ChatPanel.tsx';
import { TaskPanel } from './TaskPanel.tsx';

type Props = { readonly api: Api; readonly user: User; readonly onRestart: () => void };

/** Chat and task list of one user; each answer of the chat brings the list up to date. */
export function Workspace({ api, user, onRestart }: Props) {
  const tasks = useTasks(api, user.id);
  const chat = useChat(api, user.id, (answer) => {
    const removed = removedBy(answer.toolCalls);
    if (removed.length > 0) tasks.offerUndo(removed);
    void tasks.reload();
  });
  const { history, messages } = chat.state;
  const failures = [tasks.failure, messages.at(-1)?.failure, typeof history === 'object' ? history : undefined];
  const ended = failures.some((failure) => failure?.code === sessionEnded);

  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4">
      {ended && (
        <Alert
          message={
            user.guest
              ? 'Your session has ended. A guest’s list lasts as long as the session; you can begin a new one.'
              : 'Your session has ended.'
          }
          action="Begin a new session"
          onAction={onRestart}
        />
      )}
      <div className="grid min-h-0 flex-1 grid-cols-1 gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <ChatPanel chat={chat} />
        <TaskPanel tasks={tasks} />
      </div>
    </div>
  );
}
