/**
 * The page's side of the service worker: starts it, reports a newer version of the lab, and switches to it when the user asks for it.
 * The development server has none. What is cached: offline/cached-site.ts.
 */
import type { ToPage, ToServiceWorker } from '../../../offline/messages'
import { say } from '../session/notices'
import { worker } from '../session/worker-connection'
import { setLab, store } from '../store/store'

/** The storage key of the version and the reason that a message has reported, so that it appears once. */
const TOLD = 'membrane.notKept'
/** The minimum time between checks for a newer version, made when the page becomes visible. */
const ASK_MS = 60 * 60 * 1000

let registration: ServiceWorkerRegistration | undefined

/** Call when the lab is open, so that caching files for later visits does not slow down this one. */
export async function followOffline(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<ToPage | null>) => {
    if (data?.kind === 'not-kept') reportNotSaved(data)
  })
  // A private window, or a setting, may refuse.
  registration = await navigator.serviceWorker
    .register(new URL('sw.js', document.baseURI), { updateViaCache: 'none' })
    .catch(() => undefined)
  if (!registration) return
  registration.active?.postMessage({ kind: 'opened' } satisfies ToServiceWorker)
  lookForNewer(registration)
  registration.addEventListener('updatefound', () => lookForNewer(registration!))
  let asked = performance.now()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || performance.now() - asked < ASK_MS) return
    asked = performance.now()
    void registration?.update().catch(() => undefined)
  })
}

/** Reports a newer version; the first one to be cached is the current version. */
function lookForNewer({ active, waiting, installing }: ServiceWorkerRegistration): void {
  if (active && waiting) setLab({ newVersion: true })
  installing?.addEventListener('statechange', () => {
    if (installing.state === 'installed' && registration?.active) setLab({ newVersion: true })
  })
}

const WHY_NOT: Readonly<Record<ToPage['why'], (path: string) => string>> = {
  full: () =>
    'This browser has no room to save the lab for use without a network. What it had saved is unchanged, and everything else works.',
  changed: (path) =>
    `The lab is not saved for use without a network: the server sends another ${path} than this version has, or none. The next visit tries again, and everything else works.`,
  unreachable: (path) =>
    `The lab is not saved for use without a network: the connection ended at ${path}. The next visit tries again, and everything else works.`,
}

function reportNotSaved({ version, why, path = 'file' }: ToPage): void {
  const report = `${version} ${why}`
  if (!(why in WHY_NOT) || toldOf() === report) return
  tell(report)
  say(WHY_NOT[why](path), 'error')
}

/** Saves the run, lets the newer version take over, and reloads the page. */
export async function reloadAsNew(): Promise<void> {
  const { progress } = store.getState()
  if (progress && progress.step > 0)
    await worker()
      .save()
      .catch(() => undefined)
  const waiting = registration?.waiting
  // Another tab may have switched already.
  if (!waiting) return location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage({ kind: 'take-over' } satisfies ToServiceWorker)
}

function toldOf(): string | null {
  try {
    return localStorage.getItem(TOLD)
  } catch {
    return null
  }
}

function tell(report: string): void {
  try {
    localStorage.setItem(TOLD, report)
  } catch {
    // The message then appears again at the next visit.
  }
}
