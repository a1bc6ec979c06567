// The theme and the size before the first paint, so that nothing flashes; src/ui/state/settings/preferences.ts saves it.
try {
  const chosen = localStorage.getItem('membrane.theme')
  document.documentElement.dataset.theme = chosen || (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark')
  const scale = localStorage.getItem('membrane.scale')
  if (/^(125|150|200)$/.test(scale)) document.documentElement.style.fontSize = `${scale}%`
} catch {}
