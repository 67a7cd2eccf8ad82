import Link from 'next/link';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import type { Api } from '../lib/api.ts';
import { type CredentialProblems, problemsOf } from '../lib/credentials.ts';
import type { Failure, Result } from '../lib/failure.ts';
import type { User } from '../lib/model.ts';
import { useCountdown } from '../lib/useCountdown.ts';
import { Alert } from './Alert.tsx';
import { Brand } from './Brand.tsx';
import { Button, buttonClass } from './Button.tsx';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';

/** What a person has come for. */
export type Wish = 'log-in' | 'register';

type Props = {
  readonly api: Api;
  readonly wish: Wish;
  /** Who is signed in at the moment. */
  readonly user: User | undefined;
  /** Why nobody is signed in any more. */
  readonly reason?: 'ended' | 'left';
  readonly onDone: () => void;
};

const words = {
  'log-in': {
    heading: 'Log in',
    submit: 'Log in',
    busy: 'Logging in…',
    other: 'New here?',
    otherLink: 'Create an account',
    otherPath: '/register',
    password: 'current-password',
  },
  register: {
    heading: 'Create an account',
    submit: 'Create account',
    busy: 'Creating your account…',
    other: 'Have an account?',
    otherLink: 'Log in',
    otherPath: '/sign-in',
    password: 'new-password',
  },
} as const;

/** Enters an account, makes one (a guest's tasks come along), or goes on as a guest. */
export function SignIn({ api, wish, user, reason, onDone }: Props) {
  const [problems, setProblems] = useState<CredentialProblems>({});
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // What had the focus went away with the list.
    if (reason) heading.current?.focus();
  }, [reason]);
  const seconds = useCountdown(failure?.retryAt);
  const word = words[wish];

  const enter = async (ask: () => Promise<Result<User>>) => {
    if (busy || seconds > 0) return;
    setBusy(true);
    setFailure(undefined);
    const entered = await ask();
    setBusy(false);
    if (entered.ok) onDone();
    else setFailure(entered.failure);
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const text = (name: string) => String(values.get(name) ?? '');
    const email = text('email').trim();
    const password = text('password');
    const name = text('name').trim();
    const found = problemsOf(wish, { email, password });
    setProblems(found);
    if (found.email || found.password) {
      form.current?.querySelector<HTMLInputElement>(found.email ? '[name=email]' : '[name=password]')?.focus();
      return;
    }
    const credentials = { email, password, ...(name && wish === 'register' ? { name } : {}) };
    void enter(() => (wish === 'register' ? api.register(credentials) : api.logIn(credentials)));
  };

  return (
    <div className="m-auto flex w-full max-w-104 flex-col gap-6 px-4 py-8">
      <div className="flex flex-col items-center gap-3 text-center">
        <Brand className="size-12 rounded-2xl" />
        <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
          {word.heading}
        </h1>
        <Introduction wish={wish} user={user} reason={reason} />
      </div>
      <div className="card flex flex-col gap-4 p-5 sm:p-6">
        {failure && <Alert failure={failure} />}
        {/* POST, so that a form that is sent before its script has come never puts a password into an address. */}
        <form ref={form} method="post" noValidate className="flex flex-col gap-4" onSubmit={onSubmit}>
          {wish === 'register' && <Field name="name" label="Name (optional)" autoComplete="name" maxLength={100} />}
          <Field name="email" label="E-mail" type="email" autoComplete="username" problem={problems.email} />
          <Field
            name="password"
            label="Password"
            type="password"
            autoComplete={word.password}
            maxLength={128}
            hint={wish === 'register' ? '8 characters or more' : undefined}
            problem={problems.password}
          />
          <Button type="submit" className="mt-1 w-full tabular-nums" aria-disabled={busy || seconds > 0}>
            {busy ? word.busy : seconds > 0 ? `Try again in ${seconds} s` : word.submit}
          </Button>
        </form>
        {!user && (
          <>
            <Divider />
            <Button
              look="quiet"
              className="w-full"
              aria-disabled={busy || seconds > 0}
              onClick={() => void enter(api.becomeGuest)}
            >
              <Icon name="person" className="size-4" />
              Continue as a guest
            </Button>
          </>
        )}
      </div>
      <p className="text-center text-sm text-muted">
        {word.other}{' '}
        <Link href={word.otherPath} className={buttonClass('link', 'px-1')}>
          {word.otherLink}
        </Link>
      </p>
    </div>
  );
}

type IntroductionProps = Pick<Props, 'wish' | 'user'> & { readonly reason: Props['reason'] | undefined };

function Introduction({ wish, user, reason }: IntroductionProps) {
  if (reason === 'left') return <Say role="status">You are logged out.</Say>;
  if (reason === 'ended') {
    return <Say role="status">Your session has ended. Log in to go on; a guest’s list ends with its session.</Say>;
  }
  if (user && !user.guest) {
    return (
      <Say>
        You are logged in as {user.email ?? user.name}.{' '}
        <Link href="/" className="underline underline-offset-4">
          Go to your list
        </Link>
      </Say>
    );
  }
  if (user) {
    return wish === 'register' ? (
      <Say>Your guest list becomes yours: all its tasks and conversations stay.</Say>
    ) : (
      <Say>
        This opens your account’s own list and leaves your guest list behind. To keep the guest list, create an account.
      </Say>
    );
  }
  return <Say>{wish === 'register' ? 'Your list, on every device.' : 'Welcome back.'}</Say>;
}

function Say({ children, role }: { readonly children: ReactNode; readonly role?: 'status' }) {
  return (
    <p role={role} className="text-sm text-balance text-muted">
      {children}
    </p>
  );
}

function Divider() {
  return (
    <p className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      or
    </p>
  );
}
