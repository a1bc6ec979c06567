/**
 * An embedded lab and the page around it. Messages from that page, and from no other window, are answered to its origin. The lab
 * reports to it when it is ready and how the run progresses. The requests it can make are in requests.ts.
 */
import { store } from '../state/store/store'
import type { Lab } from './lab'
import { answering, VERSION } from './requests'

/** The shortest interval between two reports to the page, in milliseconds. */
const REPORT_MS = 250
/** The origin of a sandboxed page. It cannot be addressed, so answers go to whichever page holds the frame. */
const OPAQUE = 'null'

/** Listens until the page ends; does nothing if the lab is not embedded. */
export function listenAround(lab: Lab): void {
  const around = window.parent
  if (around === window) return
  let origin = originAround()
  const post = (message: object, transfer: Transferable[] = []) =>
    around.postMessage(message, { targetOrigin: origin === undefined || origin === OPAQUE ? '*' : origin, transfer })
  const take = answering(lab, post)
  window.addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== around) return
    // If the browser does not report the origin of the page around, the first sender's origin is used.
    origin ??= from
    if (from === origin) void take(data)
  })
  // Nothing is reported while the origin is unknown.
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
    }, REPORT_MS)
  })
}
