// Sets light or dark before the first paint. A file of its own, since the content security policy forbids inline scripts.
// src/theme.ts keeps the same key and class from then on.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('evenkeel.theme');
  } catch {
    // Storage can be forbidden; the system's setting then decides.
  }
  const dark =
    chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', dark);
})();
