/** Small pictures of test samples, asked for one after the other, each once: events do not change with the weights. Draws nothing. */
import type { Scene } from '../../../tasks/detection/detail'
import { createSignal, type Signal } from '../../base/signal'
import { countsOf } from './events-picture'

type SmallPicture = Pick<Scene, 'height' | 'width' | 'classes'> & {
  /** [pixels * 2], of all bins. */
  readonly counts: Float32Array
}

export interface SmallPictures {
  /** Null before it has come, or where it could not be had. */
  readonly of: (sample: number) => Signal<SmallPicture | null>
  /** Asks for it, where it is not here yet. */
  readonly want: (sample: number) => void
}

export function createSmallPictures(ask: (sample: number) => Promise<Scene>): SmallPictures {
  const pictures = new Map<number, Signal<SmallPicture | null>>()
  const wanted = new Set<number>()
  let asking = false
  const of = (sample: number) => {
    const known = pictures.get(sample) ?? createSignal<SmallPicture | null>(null)
    pictures.set(sample, known)
    return known
  }
  const next = async (): Promise<void> => {
    const [sample] = wanted
    asking = sample !== undefined
    if (sample === undefined) return
    try {
      const { height, width, classes, bins, events } = await ask(sample)
      of(sample).set({ height, width, classes, counts: countsOf({ bins, events }, null) })
    } catch {
      // It is asked for again when it comes in sight again.
    }
    wanted.delete(sample)
    return next()
  }
  return {
    of,
    want(sample) {
      if (of(sample).get()) return
      wanted.add(sample)
      if (!asking) void next()
    },
  }
}
