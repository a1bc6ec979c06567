/** Starts the lab and mounts the page; nothing else. */
import { createRoot } from 'react-dom/client'
import { App } from './ui/app'
import { boot } from './ui/boot'
import { createLab } from './ui/lab'
import { listenToKeys } from './ui/shell/keyboard'
import { loadPreferences } from './ui/state/preferences'
import { connectWorker } from './worker/client'
import './ui/base/style/tokens.css'
import './ui/base/style/base.css'
import './ui/base/style/layout.css'
import './ui/base/style/bar.css'
import './ui/base/style/form.css'
import './ui/base/style/strip.css'
import './ui/base/style/side.css'
import './ui/base/style/dialogs.css'

loadPreferences()
listenToKeys()
window.lab = createLab(boot(connectWorker))
createRoot(document.getElementById('root')!).render(<App />)
