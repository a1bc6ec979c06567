/**
 * The page's side of the service worker: starts it, says when a newer version of the lab waits, and goes over to it when a person wants to.
 * A built site has one; the development server has none. What it keeps: offline/cached-site.ts.
 */
import type { ToPage, ToServiceWorker } from '../../../offline/messages'
import { say } from '../session/notices'
import { worker } from '../session/worker-connection'
import { setLab, store } from '../store/store'

/** The version of which it was said that it cannot be kept: said once. */
const TOLD = 'membrane.notKept'
/** A page that stays open asks for a newer version when it is looked at again, so often at most. */
const ASK_MS = 60 * 60 * 1000

let registration: ServiceWorkerRegistration | undefined

/** Once the lab is open: what is kept for later visits takes nothing from this one. */
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

/** The first one to be kept is no newer version: it is this one. */
function lookForNewer({ active, waiting, installing }: ServiceWorkerRegistration): void {
  if (active && waiting) setLab({ newVersion: true })
  installing?.addEventListener('statechange', () => {
    if (installing.state === 'installed' && registration?.active) setLab({ newVersion: true })
  })
}

function reportNotSaved({ version, why }: ToPage): void {
  // What the server has not, or not yet, is looked for at the next visit.
  if (why !== 'full' || toldOf() === version) return
  tell(version)
  say('This browser has no room to keep the lab for use without a network. Nothing that it keeps was touched; all else works.', 'error')
}

/** Keeps what was learned, lets the newer version take over, and loads the page again. */
export async function reloadAsNew(): Promise<void> {
  const { progress } = store.getState()
  if (progress && progress.step > 0)
    await worker()
      .save()
      .catch(() => undefined)
  const waiting = registration?.waiting
  // Another tab may have gone over already.
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

function tell(version: string): void {
  try {
    localStorage.setItem(TOLD, version)
  } catch {
    // Then it is said again.
  }
}
