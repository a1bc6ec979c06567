/** Starts the lab and mounts the page; nothing else. */
// The order of the cascade: what is global, what is shared, then what the components import themselves.
import './ui/base/style/tokens.css'
import './ui/base/style/elements.css'
import './ui/base/style/controls.module.css'
import './ui/base/parts.module.css'
import './ui/base/style/view.module.css'
import './ui/base/style/form.module.css'
import './ui/base/style/layout.module.css'
import './ui/base/style/modal.module.css'
import { createRoot } from 'react-dom/client'
import { App } from './ui/app'
import { boot } from './ui/boot'
import { createLab } from './ui/lab/lab'
import { listenToKeys } from './ui/shell/keyboard'
import { loadPreferences } from './ui/state/preferences'
import { connectWorker } from './worker/client'

loadPreferences()
listenToKeys()
window.lab = createLab(boot(connectWorker))
createRoot(document.getElementById('root')!).render(<App />)
