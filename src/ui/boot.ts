/** The start of a session: worker, device, the link in the address; and what runs outside React while the page is open. */
import { messageOf } from '../problem'
import type { MakeClient } from '../worker/client'
import { glossary } from './base/glossary'
import { later, loadLater } from './base/later'
import { lendCamera } from './state/imports/camera-feed'
import { followAddress, openAddress } from './state/links/links'
import { findResumable } from './state/runs/resume'
import { connect } from './state/session/connection'
import { workerLent } from './state/session/lend'
import { followMotion } from './state/session/motion'
import { attempt } from './state/session/notices'
import { flush } from './state/session/opening'
import { followWatched } from './state/session/watching'
import { worker } from './state/session/worker-connection'
import { followAwake } from './state/settings/awake'
import { showAllViews } from './state/settings/shown-views'
import { isFirstVisit, tour } from './state/settings/tour'
import { setLab, store } from './state/store/store'
import { VIEWS } from './views/registry'

void later(async () => glossary.set((await import('./state/labels/glossary')).GLOSSARY))

/**
 * Opens the device and the experiment in the address, paused. Resolves when it is open, or when the page shows why not.
 * @param first as far as the settings in the browser show, this is the first visit. Saved runs show that it is not.
 */
export async function boot(makeClient: MakeClient, first: boolean): Promise<void> {
  // The tour starts only without a link: a visitor with a link came for what it opens.
  const toured = location.hash.length <= 1 && isFirstVisit()
  lendCamera(async () => (await import('./dialogs/events/camera')).feed)
  followAddress()
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const linked = openHash(navigation?.type === 'reload')
  // Also while the page starts: what is opened then is the draft that the worker opens first.
  window.addEventListener('hashchange', () => attempt(openHash()))
  await painted()
  const parts = loadLater()
  // The experiment to open may be a saved run, so the list of runs loads first, up to a time limit.
  const followed = Promise.race([listSavedRuns(first).catch(reportError), soon()])
  await connect(makeClient)
  await Promise.all([followed, linked, parts])
  setLab({ past: [] })
  await flush().catch(showFailure)
  followWatched(VIEWS.flatMap(({ watches }) => watches ?? []))
  document.addEventListener('visibilitychange', () => document.hidden && keepSoon())
  window.addEventListener('pagehide', keepSoon)
  followMotion()
  followAwake()
  // An embedded lab makes no offers of its own and does not store the site for offline use.
  if (store.getState().embed) return
  void findResumable().catch(reportError)
  if (toured && !store.getState().missing) tour.set(0)
  void import('./state/settings/offline').then(({ followOffline }) => followOffline()).catch(reportError)
}

async function listSavedRuns(first: boolean): Promise<void> {
  const { followRuns, runsState } = await import('./state/runs/runs')
  await followRuns()
  if (first && (runsState.getState().list ?? []).length > 0) showAllViews()
}

/** Resolves at the first paint, which the download of the worker's script would delay; immediately if the page is hidden. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) return resolve()
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName('first-contentful-paint').length === 0) return
      observer.disconnect()
      resolve()
    }).observe({ type: 'paint', buffered: true })
    setTimeout(resolve, PAINT_MS)
  })
}
/** A database that does not answer must not block the start. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LISTED_MS))
const LISTED_MS = 1500
/** The time limit for browsers that do not report their first paint. */
const PAINT_MS = 2000

/** Saves the run when the page may be about to end. */
function keepSoon(): void {
  const { progress, layers, run } = store.getState()
  if (workerLent() || layers.length === 0 || !progress || progress.step === 0 || run.kind === 'compiling') return
  void worker()
    .save()
    .catch(() => {})
}

/** Opens the experiment in the hash; does nothing without one. */
const openHash = async (again = false): Promise<void> => {
  if (location.hash.length > 1) await openAddress(location.hash, again)
}

function showFailure(error: unknown): void {
  const needs = error instanceof Error && error.name === 'DataNotHere' && { needs: 'data' as const }
  setLab({ run: { kind: 'failed', step: 0, ...needs, error: messageOf(error), recoverable: false } })
}
