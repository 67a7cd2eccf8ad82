import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import type { Api } from '../lib/api.ts';
import { type Failure, sessionEnded } from '../lib/failure.ts';
import type { User } from '../lib/model.ts';
import { Alert } from './Alert.tsx';
import { Button, buttonClass } from './Button.tsx';
import { Confirmation } from './Confirmation.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { KeyboardHelp } from './KeyboardHelp.tsx';
import { Modal } from './Modal.tsx';

type Props = {
  readonly api: Api;
  readonly user: User | undefined;
  readonly hasTasks: boolean;
  readonly onLeft: () => void;
};

/** Who is signed in, and the ways in and out. */
export function AccountMenu({ api, user, hasTasks, onLeft }: Props) {
  const [shown, setShown] = useState<'menu' | 'leaving' | 'keyboard'>();
  const [failure, setFailure] = useState<Failure>();
  const close = () => setShown(undefined);
  const temporary = !user || user.guest;

  const logOut = async () => {
    const left = await api.logOut();
    if (left.ok || left.failure.code === sessionEnded) return onLeft();
    setFailure(left.failure);
    setShown('menu');
  };

  return (
    <>
      {temporary && (
        <Link href="/register" className={buttonClass('ghost', 'max-sm:hidden')}>
          {user ? 'Save your list' : 'Create an account'}
        </Link>
      )}
      <Button
        look="icon"
        aria-label={`Account: ${nameOf(user)}`}
        title="Account"
        aria-haspopup="dialog"
        onClick={() => setShown('menu')}
      >
        <Avatar user={user} />
      </Button>
      <Modal
        open={shown === 'menu'}
        onClose={() => shown === 'menu' && close()}
        aria-label="Account"
        className="pop top-13 right-2 left-auto m-0 w-72 max-w-[calc(100vw-1rem)] rounded-2xl border border-line backdrop:bg-transparent sm:right-3"
      >
        <div className="p-2">
          <div className="px-3 pt-2 pb-3">
            <p className="truncate font-medium">{nameOf(user)}</p>
            <p className="text-sm wrap-anywhere text-muted">{aboutOf(user)}</p>
          </div>
          {failure && <Alert failure={failure} />}
          <ul className="border-t border-line pt-2">
            {temporary && (
              <>
                <Entry icon="person">
                  <Link href="/register" className={entry}>
                    Create an account
                  </Link>
                </Entry>
                <Entry icon="enter">
                  <Link href="/sign-in" className={entry}>
                    Log in
                  </Link>
                </Entry>
              </>
            )}
            <Entry icon="keyboard">
              <button type="button" className={entry} onClick={() => setShown('keyboard')}>
                Keyboard
              </button>
            </Entry>
            {user && (
              <Entry icon="leave">
                <button
                  type="button"
                  className={entry}
                  onClick={() => (user.guest && hasTasks ? setShown('leaving') : void logOut())}
                >
                  {user.guest ? 'Leave the guest session' : 'Log out'}
                </button>
              </Entry>
            )}
          </ul>
        </div>
      </Modal>
      <KeyboardHelp open={shown === 'keyboard'} onClose={() => shown === 'keyboard' && close()} />
      <Confirmation
        open={shown === 'leaving'}
        title="Leave the guest session?"
        action="Leave"
        onConfirm={() => void logOut()}
        onClose={() => shown === 'leaving' && close()}
      >
        Nobody can open a guest’s list again. To keep it, create an account first.
      </Confirmation>
    </>
  );
}

const entry =
  'flex min-h-11 w-full items-center rounded-xl pr-3 pl-10 text-left text-sm -outline-offset-2 hover:bg-raised';

function Entry({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <li className="relative">
      {children}
      <Icon name={icon} className="pointer-events-none absolute top-3.5 left-3 size-4 text-muted" />
    </li>
  );
}

function Avatar({ user }: { readonly user: User | undefined }) {
  if (!user || user.guest) return <Icon name="person" />;
  return (
    <span className="flex size-7 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-on-accent-soft uppercase">
      {Array.from(user.name || user.email || '?')[0]}
    </span>
  );
}

function nameOf(user: User | undefined): string {
  if (!user) return 'Not signed in';
  return user.guest ? 'Guest' : user.name || user.email || 'Signed in';
}

function aboutOf(user: User | undefined): string {
  if (!user) return 'Begin at once: the first thing you do makes you a guest.';
  if (user.guest) return 'An account keeps this list for good.';
  return user.email ?? '';
}
