/** Thumbnails of test samples, requested one after the other and once each: events do not change with the weights. Draws nothing. */
import type { Scene } from '../../../tasks/detection/detail'
import { createSignal, type Signal } from '../../base/signal'
import { countsOf } from './events-image'

type Thumbnail = Pick<Scene, 'height' | 'width' | 'classes'> & {
  /** [pixels * 2], of all bins. */
  readonly counts: Float32Array
}

export interface Thumbnails {
  /** Null until it has arrived, or if the request failed. */
  readonly thumbnailOf: (sample: number) => Signal<Thumbnail | null>
  /** Requests a thumbnail that has not arrived yet. */
  readonly want: (sample: number) => void
}

export function createThumbnails(ask: (sample: number) => Promise<Scene>): Thumbnails {
  const pictures = new Map<number, Signal<Thumbnail | null>>()
  const wanted = new Set<number>()
  let asking = false
  const thumbnailOf = (sample: number) => {
    const known = pictures.get(sample) ?? createSignal<Thumbnail | null>(null)
    pictures.set(sample, known)
    return known
  }
  const next = async (): Promise<void> => {
    const [sample] = wanted
    asking = sample !== undefined
    if (sample === undefined) return
    try {
      const { height, width, classes, bins, events } = await ask(sample)
      thumbnailOf(sample).set({ height, width, classes, counts: countsOf({ bins, events }, null) })
    } catch {
      // It is requested again when it next becomes visible.
    }
    wanted.delete(sample)
    return next()
  }
  return {
    thumbnailOf,
    want(sample) {
      if (thumbnailOf(sample).get()) return
      wanted.add(sample)
      if (!asking) void next()
    },
  }
}
