const names: Readonly<Record<string, string>> = {
  builtin: 'Built-in assistant (rules, no AI model)',
  openai: 'AI assistant (OpenAI model)',
};

const notices: Readonly<Record<string, string>> = {
  assistant_auth: 'the provider refused the API key',
  assistant_rate_limited: 'the provider is busy or the quota is used up',
  assistant_timeout: 'the provider took too long',
  assistant_unreachable: 'the provider cannot be reached',
  assistant_error: 'the provider reported an error',
};

/** What people call an assistant; one of an unknown kind keeps its own name. */
export function assistantName(kind: string): string {
  return names[kind] ?? kind;
}

/** The sentence that explains why the rules answered in the model's place. */
export function noticeText(code: string): string {
  return `The AI model did not answer (${notices[code] ?? code}), so the built-in rules did.`;
}
