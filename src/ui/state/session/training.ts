/** The user's controls of a run: play, pause, step, test. Starting another run is in opening.ts. */
import type { HeldOut } from '../../../readings/metrics'
import type { Evaluation } from '../../../worker/protocol'
import { setLab, store } from '../store/store'
import { flush, ready } from './opening'
import { worker } from './worker-connection'

/** Training is shown: where the views show a saved run, they return to what is open. */
async function toOpen(): Promise<void> {
  await store.getState().viewedRun?.close()
  await ready()
}

export async function play(): Promise<void> {
  await toOpen()
  setLab({ linkNotes: null, resumable: null })
  await worker().play()
}

/** Resolves when the GPU has finished the submitted work, which takes seconds on a slow adapter. */
export async function pause(): Promise<void> {
  setLab({ pausing: true })
  try {
    await worker().pause()
  } finally {
    setLab({ pausing: false })
  }
}

/** @param every records a snapshot after this many batches; by default as often as time allows */
export async function step(count = 1, every?: number): Promise<void> {
  await toOpen()
  setLab({ linkNotes: null, resumable: null })
  await worker().train(count, every)
}

/** Evaluates the current weights on a part of the data, or on validation samples and test set; the views follow. */
export const evaluate = async (part?: HeldOut): Promise<Evaluation> => worker().evaluate(part)

export async function idle(): Promise<void> {
  await flush()
  await worker().idle()
}

export const running = (): boolean => store.getState().run.kind === 'running'
export const playOrPause = (): Promise<void> => (running() ? pause() : play())
