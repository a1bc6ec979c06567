/**
 * An embedded lab and the page around it: messages from that page, and from no other window, are answered to its origin, and it is told
 * when the lab listens and how the run goes on. What can be asked: requests.ts.
 */
import { store } from '../state/store/store'
import type { Lab } from './lab'
import { answering, VERSION } from './requests'

/** The page is told so often at most. */
const TOLD_MS = 250
/** Of a page in a sandbox. Nobody can be addressed by it: an answer then goes to whatever the frame around holds. */
const OPAQUE = 'null'

/** Listens until the page ends; without a page around there is nobody to listen to. */
export function listenAround(lab: Lab): void {
  const around = window.parent
  if (around === window) return
  let origin = originAround()
  const post = (message: object, transfer: Transferable[] = []) =>
    around.postMessage(message, { targetOrigin: origin === undefined || origin === OPAQUE ? '*' : origin, transfer })
  const take = answering(lab, post)
  window.addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== around) return
    // Where the browser does not say who is around, it is who asks first.
    origin ??= from
    if (from === origin) void take(data)
  })
  // Of what has happened nothing is said to one that is not known.
  followRun(() => origin !== undefined && void lab.state().then((value) => post({ membrane: VERSION, event: 'state', value }), ignore))
  post({ membrane: VERSION, event: 'ready', value: { version: VERSION } })
}

const ignore = (): void => {}

function originAround(): string | undefined {
  const [nearest] = location.ancestorOrigins ?? []
  if (nearest !== undefined) return nearest
  return document.referrer === '' ? undefined : new URL(document.referrer).origin
}

function followRun(tell: () => void): void {
  let waits = false
  store.subscribe((now, before) => {
    if (waits || (now.run === before.run && now.progress === before.progress)) return
    waits = true
    setTimeout(() => {
      waits = false
      tell()
    }, TOLD_MS)
  })
}
