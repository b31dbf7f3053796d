import { useEffect, useState } from 'react';

/** `system` follows the computer's setting. public/theme.js applies the same before the first paint. */
export type Theme = 'system' | 'light' | 'dark';

const STORAGE_KEY = 'evenkeel.theme';
const DARK_CLASS = 'pf-v6-theme-dark';

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(readTheme);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const apply = () => {
      const dark = theme === 'dark' || (theme === 'system' && system.matches);
      document.documentElement.classList.toggle(DARK_CLASS, dark);
    };
    apply();
    system.addEventListener('change', apply);
    return () => system.removeEventListener('change', apply);
  }, [theme]);
  const choose = (next: Theme) => {
    if (next === 'system') localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, next);
    setTheme(next);
  };
  return [theme, choose];
}

function readTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
