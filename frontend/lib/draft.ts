const key = 'draft';

/** The message that this tab has begun to write; a reload and a login leave it there. */
export function readDraft(): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

/** Keeps what is being written, where the browser lets pages remember; the empty text forgets it. */
export function keepDraft(text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // A browser that forbids storage keeps the text as long as the page.
  }
}
