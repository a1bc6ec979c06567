/** Starts the lab and mounts the page; nothing else. */
import { createRoot } from 'react-dom/client'
import { App } from './ui/app'
import { boot } from './ui/boot'
import { listenToKeys } from './ui/keyboard'
import { createLab } from './ui/lab'
import { loadPreferences } from './ui/preferences'
import { connectWorker, type MakeClient } from './worker/client'
import './ui/style/tokens.css'
import './ui/style/base.css'
import './ui/style/layout.css'
import './ui/style/bar.css'
import './ui/style/form.css'
import './ui/style/strip.css'
import './ui/style/side.css'
import './ui/style/dialogs.css'

async function client(): Promise<MakeClient> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('fake')) return (await import('./ui/dev/fake')).connectFake
  return connectWorker
}

loadPreferences()
listenToKeys()
window.lab = createLab(client().then(boot))
createRoot(document.getElementById('root')!).render(<App />)
