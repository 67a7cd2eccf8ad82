import type { Api } from './api.ts';
import type { Result } from './failure.ts';
import type { User } from './model.ts';

/** Who acts on this page; nobody yet when a new visitor has done nothing. */
export type Account = {
  readonly id: () => string | undefined;
  /** Makes a new visitor a guest, once; resolves to the user's id. */
  readonly enter: () => Promise<Result<string>>;
};

/** An account that begins as the given user; `onEnter` hears of the guest that a new visitor became. */
export function createAccount(api: Api, user: User | undefined, onEnter: (user: User) => void): Account {
  let id = user?.id;
  let entering: Promise<Result<string>> | undefined;

  const become = async (): Promise<Result<string>> => {
    const guest = await api.becomeGuest();
    entering = undefined;
    if (!guest.ok) return guest;
    id = guest.value.id;
    onEnter(guest.value);
    return { ok: true, value: id };
  };
  return {
    id: () => id,
    enter: async () => {
      if (id !== undefined) return { ok: true, value: id };
      entering ??= become();
      return entering;
    },
  };
}
