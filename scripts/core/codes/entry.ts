/** What a code means to a person, whatever the occasion. */
export type CodeEntry = { readonly title: string; readonly remedy: string };
