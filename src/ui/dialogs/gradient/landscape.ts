/** The loss around the open network's weights: computed by the worker, shown in the dialog as far as it is known. It stays until another experiment is open. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Experiment } from '../../../experiments/schema'
import type { LossLandscape } from '../../../readings/loss-landscape'
import type { LandscapeAsked } from '../../../worker/protocol'
import { type FrameOf, newestFrame } from '../../base/frames'
import { useFrames } from '../../state/session/frame-hooks'
import { ready } from '../../state/session/opening'
import { worker } from '../../state/session/worker-connection'
import { store, useLab } from '../../state/store/store'

interface LandscapeState {
  readonly found: { readonly landscape: LossLandscape; readonly of: Experiment } | null
  readonly busy: boolean
  readonly stopped: boolean
  /** The newest frame before the look began. */
  readonly before: FrameOf<'landscape'> | undefined
}
const state = createStore<LandscapeState>(() => ({ found: null, busy: false, stopped: false, before: undefined }))

/** The landscape, while it is computed as far as the worker has posted it. */
export function useLandscape() {
  const open = useLab((lab) => lab.open)
  const { found, busy, stopped, before } = useStore(state)
  useFrames(['landscape'], 250)
  const frame = newestFrame('landscape')
  const partial = frame && frame !== before ? frame.landscape : null
  return { landscape: busy ? partial : found?.of === open ? found.landscape : null, busy, stopped }
}

/** Few enough for a software adapter, and for a look. */
export const LOOK: LandscapeAsked = { samples: 8, points: 9, reach: 0.5, seed: 1, towards: null }

/** Looks at the loss around the weights; null where it was stopped. */
export async function lookAround(asked: Partial<LandscapeAsked> = {}): Promise<LossLandscape | null> {
  await ready()
  const { open } = store.getState()
  state.setState({ busy: true, stopped: false, before: newestFrame('landscape') })
  try {
    const landscape = await worker().lossLandscape({ ...LOOK, ...asked })
    state.setState(landscape ? { found: { landscape, of: open } } : { stopped: true })
    return landscape
  } finally {
    state.setState({ busy: false })
  }
}
