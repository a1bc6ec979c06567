/** The state that both plots of the spike raster read, and how one of their columns is chosen: by a click or by keys. */

import type { KeyboardEvent } from 'react'
import { neuronOfLayer } from '../../../networks/neurons'
import type { LayerNeuron } from '../../../neurons/schema'
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
import { pickedShort } from '../../shared/select-bar'
import { selectChannel, selectNeuron } from '../../state/selection/select'
import { useVariable } from '../../state/selection/variable'
import { useMapShape } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { useSelectedChannel } from './maps-state'

export interface RasterLook {
  readonly shape: MapShape | null
  readonly neuron: number | null
  /** The selected channel; null if each channel has a column. */
  readonly channel: number | null
  readonly step: number | null
  readonly spec: LayerNeuron
  /** What of neurons with several states is shown; null: the potential. */
  readonly variable: string | null
}

/** The neuron of a layer of the open network. */
export const useLayerNeuron = (layer: string | null): LayerNeuron =>
  useLab(({ layers, open }) =>
    neuronOfLayer(
      layers.find(({ name }) => name === layer),
      open,
    ),
  )

export function useRasterLook(layer: string | null): RasterLook {
  const shape = useMapShape(layer)
  const neuron = useLab((state) => state.neuron)
  const channel = useSelectedChannel(shape)
  const step = useLab((state) => state.timeStep)
  const spec = useLayerNeuron(layer)
  const variable = useVariable(layer)
  return { shape, neuron, channel, step, spec, variable }
}

export interface CountedRaster {
  readonly raster: Raster
  /** The neuron whose trace is shown if none is selected. */
  readonly lively: number
}

export function countedRaster(of: RasterLayer, { shape, channel }: RasterLook, by: Order): CountedRaster {
  const columns = columnsOf(of, shape, channel)
  const fired = firedIn(of, columns)
  return { raster: { layer: of, columns, fired, order: orderOf(fired, columns.count, by) }, lively: livelyNeuron(of, columns) }
}

/** The neuron whose trace is shown: the selected one, or a lively one if that is not in the raster. */
export const chosenIn = ({ raster: { layer, columns }, lively }: CountedRaster, { neuron }: RasterLook): number =>
  neuron !== null && neuron < layer.neurons && columnOf(columns, neuron) >= 0 ? neuron : lively

/** The text next to the raster: the selection, otherwise the order of the neurons. */
export const noteOf = (layer: string | null, channel: number | null, by: Order): string =>
  pickedShort(layer) ?? (channel !== null ? '' : by === 'rate' ? 'most active first' : 'by index')

/** Chooses a column: one of a single neuron shows its trace; one of a channel opens the channel. */
export function takeColumn(raster: Raster, shape: MapShape | null, column: number): void {
  const { columns, layer } = raster
  if (columns.size === 1) selectNeuron(neuronOf(raster, column))
  else selectChannel(column, livelyNeuron(layer, columnsOf(layer, shape, column)))
}

/** The neuron of a column that has no other. */
export const neuronOf = ({ columns }: Raster, column: number): number => columns.start + column * columns.across

/** The position of a neuron's column in the order of the raster. */
export const placeOf = ({ order, columns }: Raster, neuron: number): number => order.indexOf(columnOf(columns, neuron))

/**
 * The keys that select a column, Enter to choose it, Escape to return to all channels.
 * @param keys maps each key to its target, given the current position and the number of columns.
 */
export function walkColumns(
  event: KeyboardEvent,
  raster: Raster,
  chosen: number,
  { shape, channel }: RasterLook,
  keys: (at: number, count: number) => Readonly<Record<string, number>>,
): void {
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
  const { columns, order, layer } = raster
  const at = placeOf(raster, chosen)
  const next = keys(at, columns.count)[event.key]
  if (next === undefined && event.key !== 'Enter' && event.key !== 'Escape') return
  if (event.key === 'Escape' && channel === null) return
  event.preventDefault()
  event.stopPropagation()
  if (event.key === 'Escape') {
    selectChannel(null, chosen)
    return
  }
  const column = order[Math.min(columns.count - 1, Math.max(0, next ?? at))]!
  if (columns.size === 1 || event.key === 'Enter') takeColumn(raster, shape, column)
  else selectNeuron(livelyNeuron(layer, columnsOf(layer, shape, column)))
}
