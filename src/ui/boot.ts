/** The start of a session: worker, device, the link in the address; and what goes on beside React while the page is open. */
import type { Client, MakeClient } from '../worker/client'
import type { Frame } from '../worker/protocol'
import { attempt, flush, openLink, setClient, worker } from './actions'
import { receiveFrame } from './frames'
import { setLab, store } from './store'

let make: MakeClient | null = null
let current: Client | null = null

/** Opens the device and the experiment that the address names, paused. Resolves when it is open, or the reason why not is on screen. */
export async function boot(makeClient: MakeClient): Promise<void> {
  make = makeClient
  const linked = openAddress()
  await startWorker()
  await linked
  setLab({ past: [] })
  await flush().catch(showFailure)
  window.addEventListener('hashchange', () => attempt(openAddress()))
  document.addEventListener('visibilitychange', watch)
  store.subscribe((now, before) => {
    if (now.sample !== before.sample || now.layer !== before.layer || now.layers !== before.layers) watch()
  })
  watch()
}

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
  setLab({ device: started.device, missing: null })
}

function receive(frame: Frame): void {
  if (frame.kind === 'state') setLab({ run: frame.state, progress: frame.progress })
  receiveFrame(frame)
}

/** Tells the worker what is on screen. */
function watch(): void {
  const { missing, sample, layers, layer } = store.getState()
  if (missing || layers.length === 0) return
  attempt(
    worker().watch({
      membrane: true,
      sample,
      weights: layer ?? layers.find(({ watchable }) => watchable.length > 0)?.name ?? null,
      visible: !document.hidden,
    }),
  )
}

/** Opens what the hash says; without one, nothing changes. */
async function openAddress(): Promise<void> {
  if (location.hash.length < 2) return
  const refused = await openLink(location.hash)
  if (refused) setLab({ linkNotes: { lines: [`This link could not be opened. ${refused.message}`], nearest: refused.nearest } })
}

function showFailure(error: unknown): void {
  setLab({ run: { kind: 'failed', step: 0, error: error instanceof Error ? error.message : String(error), recoverable: false } })
}
