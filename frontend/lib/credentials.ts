/** What is wrong with an e-mail or a password before the server is asked. */
export type CredentialProblems = { readonly email?: string | undefined; readonly password?: string | undefined };

/** The shortest password that the backend takes, in characters. */
const shortest = 8;

/** Looks at what was typed; only a new password has a length to keep. */
export function problemsOf(
  wish: 'log-in' | 'register',
  { email, password }: { readonly email: string; readonly password: string },
): CredentialProblems {
  return {
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? undefined : 'Enter an e-mail address, like ada@example.org.',
    password: passwordProblem(wish, password),
  };
}

function passwordProblem(wish: 'log-in' | 'register', password: string): string | undefined {
  if (password === '') return 'Enter your password.';
  if (wish === 'register' && password.length < shortest) return `Use ${shortest} characters or more.`;
  return undefined;
}
