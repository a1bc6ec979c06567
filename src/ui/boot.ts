/** The start of a session: worker, device, the link in the address; and what goes on beside React while the page is open. */
import type { Client, MakeClient } from '../worker/client'
import type { Frame } from '../worker/protocol'
import { flush, setClient, worker } from './actions'
import { followAwake } from './awake'
import { shownLayer } from './charts/hooks'
import { receiveLive } from './frames'
import { workerLent } from './lend'
import { followAddress, openAddress } from './links'
import { followMotion, motion } from './motion'
import { attempt, say } from './notices'
import { lookForKept } from './resume'
import { type LabState, setLab, store } from './store'

let make: MakeClient | null = null
let current: Client | null = null

/** Opens the device and the experiment that the address names, paused. Resolves when it is open, or the reason why not is on screen. */
export async function boot(makeClient: MakeClient): Promise<void> {
  make = makeClient
  followAddress()
  const linked = openHash()
  await painted()
  // The run that is opened may be one that is kept: they are listed first, if that is soon done.
  const followed = Promise.race([import('./runs').then(({ followRuns }) => followRuns()).catch(reportError), soon()])
  await startWorker()
  await followed
  await linked
  setLab({ past: [] })
  await flush().catch(showFailure)
  window.addEventListener('hashchange', () => attempt(openHash()))
  document.addEventListener('visibilitychange', () => {
    watch()
    if (document.hidden) keepSoon()
  })
  window.addEventListener('pagehide', keepSoon)
  motion.subscribe(watch)
  followMotion()
  followAwake()
  store.subscribe((now, before) => {
    if (WATCHED.some((key) => now[key] !== before[key])) watch()
  })
  watch()
  void lookForKept().catch(reportError)
}

/** Resolves when there is something to see: the worker's script, a third of all, waits for it. At once where nothing is drawn. */
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
/** A database that does not answer holds up nothing. */
const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, LISTED_MS))
const LISTED_MS = 1500
/** Where a browser does not say when it paints. */
const PAINT_MS = 500

/** A fresh worker and device for the same experiment: after a lost device, or on request. */
export async function restart(): Promise<void> {
  await startWorker()
  if (store.getState().missing) return
  await flush()
  watch()
}

async function startWorker(): Promise<void> {
  if (!make) return
  current?.close()
  setClient(null)
  current = make(receive)
  const started = await current.start(new URL('data/', document.baseURI).href)
  if (!started.ok) {
    setLab({ missing: { reason: started.reason, message: started.message }, device: null })
    return
  }
  setClient(current)
  setLab({ device: started.device, shaders: started.shaders, missing: null })
}

let also: (frame: Frame) => void = () => {}
/** Who is told of every frame of what is open, drawn or not. */
export const onEveryFrame = (take: (frame: Frame) => void): void => {
  also = take
}

function receive(frame: Frame): void {
  if (workerLent()) return
  if (frame.kind === 'state') setLab({ run: frame.state, progress: frame.progress })
  if (frame.kind === 'kept') takeKept(frame)
  receiveLive(frame)
  also(frame)
}

/** What cannot be kept is said once, and stands with the elapsed time for as long as it is so. */
function takeKept({ id, step, at, error }: Extract<Frame, { kind: 'kept' }>): void {
  const { kept } = store.getState()
  setLab({ kept: { id, step, at, error } })
  if (error !== null && (kept?.error === null || kept?.error === undefined)) say(error, 'error')
}

/** The page may be about to end: what is learned by now is kept. */
function keepSoon(): void {
  const { progress, layers, run } = store.getState()
  if (workerLent() || layers.length === 0 || !progress || progress.step === 0 || run.kind === 'compiling') return
  void worker()
    .keep()
    .catch(() => {})
}

/** Tells the worker what is on screen. */
function watch(): void {
  const state = store.getState()
  const { missing, sample, layers } = state
  if (missing || layers.length === 0) return
  attempt(
    worker().watch({
      membrane: !motion.getState().paused,
      sample,
      layers: layersInSight(state),
      weights: weightsInSight(state),
      visible: !document.hidden,
      framesPerSecond: motion.getState().rate,
    }),
  )
}

/** What a change of it shows another part of the sample. */
const WATCHED = ['sample', 'layer', 'layers', 'counted', 'weights', 'dialog'] as const

/** The layer that the views show; all of them where the sample’s potentials are counted; what the network receives where that is drawn. */
function layersInSight({ open, layers, layer, counted, dialog }: LabState): string[] {
  const shown = shownLayer(layers, layer)
  const others = counted === 'sample' ? layers.filter(({ name, watchable }) => name !== shown && watchable.includes('potentials')) : []
  // What a simulated camera sends is no picture that is there already: the strip draws it, too.
  const drawn = dialog === 'maps' || dialog === 'events' || open.encoder.kind === 'camera'
  const input = layers.find(({ name, kind }) => kind === 'input' && (name === layer || drawn))
  return [...(shown ? [shown] : []), ...others.map(({ name }) => name), ...(input ? [input.name] : [])]
}

/** Of a selected layer without weights, those of the one that the views show. */
function weightsInSight({ layers, layer, weights }: LabState): string | null {
  const name = layers.find(({ name, parameters }) => name === layer && parameters > 0)?.name ?? shownLayer(layers, layer)
  const heard = weights === 'R' && layers.some((other) => other.name === name && other.recurrent)
  return heard ? `${name}.recurrent` : name
}

/** Opens what the hash says; without one, nothing changes. */
const openHash = async (): Promise<void> => {
  if (location.hash.length > 1) await openAddress(location.hash)
}

function showFailure(error: unknown): void {
  const needs = error instanceof Error && error.name === 'DataNotHere' && { needs: 'data' as const }
  setLab({ run: { kind: 'failed', step: 0, ...needs, error: error instanceof Error ? error.message : String(error), recoverable: false } })
}
