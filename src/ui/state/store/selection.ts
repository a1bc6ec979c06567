/** Which layer, time step, sample and neuron the views show, and how. Independent of the run. */
import type { CustomSample } from '../../../readings/sample'

export interface SelectionSlice {
  /** The name of the selected layer; null: the first spiking layer. */
  readonly layer: string | null
  /** The time step shown by the views, counted from 0, or null for all. */
  readonly timeStep: number | null
  /** The pinned sample, counted from 0. */
  readonly sample: number
  /** A sample made by the user, shown instead of the pinned one. */
  readonly customSample: CustomSample | null
  /** How many samples are pinned; 0 before anything is open. */
  readonly pinned: number
  /** Whose potentials the views count: those of the newest training batch, or of the pinned sample. */
  readonly counted: 'batch' | 'sample'
  /** What of neurons with several states is shown; null, or one that a layer does not have: the potential. */
  readonly variable: string | null
  /** Which weights of a layer are shown: W, its feed-forward weights; R, its recurrent weights, or a learned parameter, where it has them. */
  readonly weights: 'W' | 'R' | `neuron.${string}`
  /** The channel of a feature map that the raster shows; null: all channels. */
  readonly channel: number | null
  /** The neuron whose trace is shown: its spatial position times the number of channels, plus its channel. */
  readonly neuron: number | null
  /** The scale of the counts of potentials. */
  readonly counts: 'linear' | 'log'
  /** What the raster shows: neurons by activity or by index, or the channels as images where there are any. */
  readonly raster: 'rate' | 'index' | 'maps'
}

export const selectionAtStart = (): SelectionSlice => ({
  layer: null,
  timeStep: null,
  sample: 0,
  customSample: null,
  pinned: 0,
  counted: 'batch',
  variable: null,
  weights: 'W',
  channel: null,
  neuron: null,
  counts: 'linear',
  raster: 'rate',
})
