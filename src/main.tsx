/** Starts the lab and mounts the page; nothing else. */
// The order of the cascade: what is global, what is shared, then what the components import themselves.
import './ui/base/style/tokens.css'
import './ui/base/style/elements.css'
import './ui/base/style/controls.module.css'
import './ui/base/style/parts.module.css'
import './ui/base/style/view.module.css'
import './ui/base/style/form.module.css'
import './ui/base/style/layout.module.css'
import './ui/base/style/modal.module.css'
import { createRoot } from 'react-dom/client'
import { readEmbed } from './share/embed'
import { App } from './ui/app'
import { boot } from './ui/boot'
import { createLab } from './ui/lab/lab'
import { listenToKeys } from './ui/shell/keyboard'
import { loadPreferences } from './ui/state/settings/preferences'
import { loadShownViews } from './ui/state/settings/shown-views'
import { setLab } from './ui/state/store/store'
import { connectWorker } from './worker/client'

loadPreferences()
const embed = readEmbed(location.hash)
setLab({ embed })
const first = location.hash.length <= 1 && loadShownViews()
// Within another page the keys are that page's.
if (!embed) listenToKeys()
window.lab = createLab(boot(connectWorker, first))
if (embed) void import('./ui/lab/around').then(({ listenAround }) => listenAround(window.lab))
createRoot(document.getElementById('root')!).render(<App />)
