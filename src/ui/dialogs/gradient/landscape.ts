/** The loss around the open network's weights: computed by the worker, shown in the dialog as far as it is known. */
import type { LossLandscape } from '../../../readings/loss-landscape'
import type { LandscapeAsked } from '../../../worker/protocol'
import { type FrameOf, newestFrame } from '../../base/frames'
import { createMeasurement } from '../../shared/measurement'
import { useFrames } from '../../state/session/frame-hooks'
import { worker } from '../../state/session/worker-connection'

/** Few enough for a software adapter, and for a look. */
export const LOOK: LandscapeAsked = { samples: 8, points: 9, reach: 0.5, seed: 1, towards: null }

/** The newest frame before the look began. */
let before: FrameOf<'landscape'> | undefined

export const lookingAround = createMeasurement<Partial<LandscapeAsked> | undefined, LossLandscape>((asked) => {
  before = newestFrame('landscape')
  return worker().lossLandscape({ ...LOOK, ...asked })
})

/** The landscape, while it is computed as far as the worker has posted it. */
export function useLandscape() {
  const { found, busy, stopped } = lookingAround.useFound()
  useFrames(['landscape'], 250)
  const frame = newestFrame('landscape')
  const partial = frame && frame !== before ? frame.landscape : null
  return { landscape: busy ? partial : found, busy, stopped }
}
