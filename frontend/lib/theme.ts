/** The colour schemes to choose from; `system` follows the device. */
export const themes = ['system', 'light', 'dark'] as const;

/** One of the colour schemes. */
export type Theme = (typeof themes)[number];

const key = 'theme';

/** A script for the top of the page, so that a chosen scheme is there before the first paint. */
export const applyStoredTheme = `try{var t=localStorage.getItem('${key}');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch(e){}`;

/** The scheme that the page shows now. */
export function currentTheme(): Theme {
  return themes.find((theme) => theme === document.documentElement.dataset.theme) ?? 'system';
}

/** Shows a scheme and remembers it, where the browser lets pages remember. */
export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // A browser that forbids storage still shows the scheme until the page is left.
  }
}
