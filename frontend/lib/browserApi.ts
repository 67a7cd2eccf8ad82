import { createApi } from './api.ts';

/** The Api of the page's own origin. */
export const browserApi = createApi((path, init) => fetch(path, init));
