/** Starts the lab and mounts the page; nothing else. */
import { createRoot } from 'react-dom/client'
import { App } from './ui/app'
import { boot } from './ui/boot'
import { listenToKeys } from './ui/keyboard'
import { createLab } from './ui/lab'
import { loadPreferences } from './ui/preferences'
import { connectWorker } from './worker/client'
import './ui/style/tokens.css'
import './ui/style/base.css'
import './ui/style/layout.css'
import './ui/style/bar.css'
import './ui/style/form.css'
import './ui/style/strip.css'
import './ui/style/side.css'
import './ui/style/dialogs.css'

loadPreferences()
listenToKeys()
window.lab = createLab(boot(connectWorker))
createRoot(document.getElementById('root')!).render(<App />)
