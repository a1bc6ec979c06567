/**
 * The service worker: caches the files of its version and answers requests with them, so that the page opens without a network. It
 * replaces an older one only when the user agrees. Cache and answers: cached-site.ts.
 */
import { cacheSite, fileAsked, forgetOthers, NotCached, type Platform, respond, type Site } from './cached-site'
import type { ToPage, ToServiceWorker } from './messages'

/** Written here by the build. */
declare const __SITE__: Site

const scope = globalThis as unknown as ServiceWorkerGlobalScope
const site = __SITE__
const platform: Platform = {
  caches: scope.caches,
  fetch: (...asked) => scope.fetch(...asked),
  base: new URL('./', scope.location.href).href,
}

scope.addEventListener('install', (event) => {
  event.waitUntil(
    cacheSite(site, platform).catch(async (error: unknown) => {
      if (error instanceof NotCached) await postToPages({ kind: 'not-kept', version: site.version, why: error.why, path: error.path })
      throw error
    }),
  )
})

scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()))

scope.addEventListener('fetch', (event) => {
  const path = fileAsked(event.request, site, platform.base)
  if (path !== undefined) event.respondWith(respond(path, event.request, site, platform))
})

scope.addEventListener('message', (event) => {
  const { kind } = (event.data ?? {}) as Partial<ToServiceWorker>
  if (kind === 'take-over') event.waitUntil(scope.skipWaiting())
  if (kind === 'opened') event.waitUntil(tidy())
})

/** Removes older versions' caches once the page that has just opened is the only one. */
async function tidy(): Promise<void> {
  const { installing, waiting } = scope.registration
  // A newer version's cache must not be removed.
  if (installing || waiting) return
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length <= 1) await forgetOthers(site, scope.caches)
}

async function postToPages(message: ToPage): Promise<void> {
  for (const page of await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })) page.postMessage(message)
}
