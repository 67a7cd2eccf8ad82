'use client';

import { useLayoutEffect, useState } from 'react';
import { chooseTheme, currentTheme, type Theme, themes } from '../lib/theme.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** Steps through the colour schemes: the device's, light, dark. */
export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>('system');
  useLayoutEffect(() => setTheme(currentTheme()), []);

  const step = () => {
    const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
    chooseTheme(next);
    setTheme(next);
  };

  return (
    <Button look="icon" onClick={step} aria-label={`Colours: ${theme}`} title={`Colours: ${theme}`}>
      <Icon name={theme} />
    </Button>
  );
}
