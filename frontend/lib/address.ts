const parameter = 'chat';

/** The conversation that the page's address names. */
export function addressedConversation(): number | undefined {
  const id = Number(new URLSearchParams(window.location.search).get(parameter));
  return Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** The address of a conversation; without one, of whichever is newest. */
export function addressOf(conversationId: number | undefined): string {
  return conversationId === undefined ? '/' : `/?${parameter}=${conversationId}`;
}
