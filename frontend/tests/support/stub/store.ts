/** A user of the stub; a guest has neither e-mail nor password. */
export type StubUser = {
  readonly id: string;
  name: string;
  email: string | null;
  password: string | null;
  guest: boolean;
};

/** A task as the wire shows it, and whether it is deleted. */
export type StubTask = {
  readonly id: number;
  readonly user_id: string;
  title: string;
  description: string | null;
  completed: boolean;
  deleted: boolean;
};

/** A tool call as the wire shows it. */
export type StubCall = {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  readonly ok: boolean;
};

/** A stored message as the wire shows it; `at` is milliseconds since 1970. */
export type StubMessage = {
  readonly id: number;
  readonly conversation_id: number;
  readonly user_id: string;
  readonly role: 'user' | 'assistant';
  readonly content: string;
  readonly tool_calls: readonly StubCall[] | null;
  readonly at: number;
};

/** A conversation as the wire shows it. */
export type StubConversation = { readonly id: number; readonly user_id: string; updated: number };

/** Everything a stub backend remembers. */
export type Store = {
  readonly users: Map<string, StubUser>;
  /** Session tokens and whose they are. */
  readonly sessions: Map<string, string>;
  readonly tasks: Map<number, StubTask>;
  readonly conversations: Map<number, StubConversation>;
  readonly messages: StubMessage[];
  /** Grows with everything that is stored, so that nothing is stored at the same time as something else. */
  clock: number;
};

/** An empty memory. */
export function createStore(): Store {
  return {
    users: new Map(),
    sessions: new Map(),
    tasks: new Map(),
    conversations: new Map(),
    messages: [],
    clock: Date.now(),
  };
}

/** A new user, who is a guest until registered. */
export function addUser(store: Store): StubUser {
  const user = { id: `u${store.users.size + 1}`, name: 'Guest', email: null, password: null, guest: true };
  store.users.set(user.id, user);
  return user;
}

/** A new task at the end of a user's list. */
export function addTask(store: Store, userId: string, title: string, description = '', completed = false): StubTask {
  const task = { id: store.tasks.size + 1, user_id: userId, title, description, completed, deleted: false };
  store.tasks.set(task.id, task);
  return task;
}

/** The tasks of a user that are not deleted, oldest first. */
export function tasksOf(store: Store, userId: string): readonly StubTask[] {
  return [...store.tasks.values()].filter((task) => task.user_id === userId && !task.deleted);
}

/** The conversation of that number, or a new one. */
export function openConversation(store: Store, userId: string, id?: number): StubConversation {
  const known = id === undefined ? undefined : store.conversations.get(id);
  if (known) return known;
  const conversation = { id: store.conversations.size + 1, user_id: userId, updated: tick(store) };
  store.conversations.set(conversation.id, conversation);
  return conversation;
}

/** Stores a message at the end of a conversation. */
export function addMessage(
  store: Store,
  conversation: StubConversation,
  message: Pick<StubMessage, 'role' | 'content' | 'tool_calls'>,
): StubMessage {
  const stored = {
    ...message,
    id: store.messages.length + 1,
    conversation_id: conversation.id,
    user_id: conversation.user_id,
    at: tick(store),
  };
  store.messages.push(stored);
  conversation.updated = stored.at;
  return stored;
}

function tick(store: Store): number {
  store.clock = Math.max(Date.now(), store.clock + 1);
  return store.clock;
}
