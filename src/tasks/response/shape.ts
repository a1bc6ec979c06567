/** How many clips an experiment trains on, and how its recordings are cut. Pure. */
import { type Cut, clipCount } from '../../data/clips'
import { retinaShape } from '../../data/retina/schema'
import type { Counts } from '../../data/schema'
import type { ResponseSpec } from './schema'

/** With a state that is carried on, each row of a batch walks on through the recordings. */
export const cutOf = ({ data, encoder, state }: Pick<ResponseSpec, 'data' | 'encoder' | 'state'>): Cut => ({
  clip: data.clip,
  window: encoder.window,
  ...(state === 'carried' && { lanes: data.batch }),
})

export function countsOf(spec: Pick<ResponseSpec, 'data' | 'encoder' | 'state'>): Counts {
  const { shows } = retinaShape(spec.data)
  const { lanes: _, ...cut } = cutOf(spec)
  return {
    train: clipCount(shows.train.movies.length, shows.train.frames, cutOf(spec)),
    test: clipCount(1, shows.test.frames, cut),
  }
}
