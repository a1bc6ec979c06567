/** The raster of a long sequence, counted once per sample. */

import { type RefObject, useRef } from 'react'
import type { MapShape, Order, RasterLayer } from '../../base/columns'
import { type CountedRaster, chosenIn, countedRaster, type RasterLook } from './raster-columns'

interface Counted extends CountedRaster {
  readonly key: readonly [RasterLayer, MapShape | null, number | null, Order]
}

interface RasterCount {
  readonly latest: RefObject<Counted | null>
  readonly countedOf: (of: RasterLayer) => Counted
  readonly chosenOf: (counted: Counted) => number
}

export function useRasterCount(look: RasterLook, by: Order): RasterCount {
  const { shape, channel } = look
  const latest = useRef<Counted | null>(null)
  return {
    latest,
    countedOf: (of) => {
      const key = [of, shape, channel, by] as const
      if (latest.current?.key.every((part, index) => part === key[index])) return latest.current
      latest.current = { ...countedRaster(of, look, by), key }
      return latest.current
    },
    chosenOf: (counted) => chosenIn(counted, look),
  }
}
