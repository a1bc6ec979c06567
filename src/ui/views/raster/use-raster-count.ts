/** The raster of a long sequence, counted once per sample. */

import { type RefObject, useRef } from 'react'
import {
  columnOf,
  columnsOf,
  firedIn,
  livelyNeuron,
  type MapShape,
  type Order,
  orderOf,
  type Raster,
  type RasterLayer,
} from '../../base/columns'
import type { RasterLook } from './raster-columns'

interface Counted {
  readonly raster: Raster
  readonly lively: number
  readonly key: readonly [RasterLayer, MapShape | null, number | null, Order]
}

interface RasterCount {
  readonly latest: RefObject<Counted | null>
  readonly countedOf: (of: RasterLayer) => Counted
  /** The neuron whose trace is shown: the selected one, or a lively one if that is not in the raster. */
  readonly chosenOf: (counted: Counted) => number
}

export function useRasterCount({ shape, channel, neuron }: RasterLook, by: Order): RasterCount {
  const latest = useRef<Counted | null>(null)
  return {
    latest,
    countedOf: (of) => {
      const key = [of, shape, channel, by] as const
      if (latest.current?.key.every((part, index) => part === key[index])) return latest.current
      const columns = columnsOf(of, shape, channel)
      const fired = firedIn(of, columns)
      const raster = { layer: of, columns, fired, order: orderOf(fired, columns.count, by) }
      latest.current = { raster, lively: livelyNeuron(of, columns), key }
      return latest.current
    },
    chosenOf: ({ raster: { layer: of, columns }, lively }) =>
      neuron !== null && neuron < of.neurons && columnOf(columns, neuron) >= 0 ? neuron : lively,
  }
}
