/** What the trace of one neuron shows besides its potentials: the window, the reset, and some other neurons in gray. */
import { descriptionOf, thresholdOf } from '../../../neurons/descriptions'
import { isAnalog } from '../../../readings/shares'
import { readingOf } from '../../../readings/variables'
import type { MapShape, RasterLayer } from '../../base/columns'
import { evenly } from '../../base/scale'
import { selectedNeurons, selectedRange } from '../../state/selection/selection'
import { layerOf } from '../../state/session/frame-hooks'
import { shownMembrane } from '../../state/session/history'
import type { RasterLook } from './raster-columns'
import { afterSpike, type TraceView } from './trace'

/** The number of other neurons that are drawn with it. */
const OTHERS = 10

export function traceOf(
  layer: string | null,
  raster: RasterLayer,
  neuron: number,
  { shape, spec, variable }: Pick<RasterLook, 'shape' | 'spec' | 'variable'>,
): TraceView {
  const potential = layerOf(shownMembrane(), layer)
  const frame = potential && readingOf(potential, variable)
  const threshold = frame?.threshold ?? thresholdOf(spec)
  const { rule, outputs } = descriptionOf(spec)
  const analog = outputs === 'analog' || (frame !== undefined && isAnalog(frame))
  // In a feature map, neurons of the same channel.
  const channels = shape?.channels ?? 1
  const set = selectedNeurons(layer)?.neurons
  // The other selected neurons; without a selection, a sample of all.
  const others = set
    ? evenly(set.length, OTHERS).map((at) => set[at]!)
    : evenly(raster.neurons / channels, OTHERS).map((place) => place * channels + (neuron % channels))
  return {
    decay: frame?.decay ?? (analog ? 0 : rule.decay),
    threshold,
    // A delayed reset is part of the next step's potential.
    after: analog ? (u) => u : afterSpike({ ...rule, threshold }),
    resetTo: frame?.resetTo ?? null,
    window: frame && frame.windowLow.length === raster.steps ? { low: frame.windowLow, high: frame.windowHigh } : null,
    others: others.filter((other) => other !== neuron),
    step: null,
    range: selectedRange(),
  }
}

/** "channel 3, row 2, column 5", counted from 0 like indices; "neuron 243" for a layer without positions. */
export function neuronText(neuron: number, shape: MapShape | null): string {
  if (!shape) return `neuron ${neuron}`
  const place = Math.floor(neuron / shape.channels)
  return `channel ${neuron % shape.channels}, row ${Math.floor(place / shape.width)}, column ${place % shape.width}`
}

/** The same for the margin of the trace, line by line: channel, then row and column. */
export function neuronLines(neuron: number, shape: MapShape | null): string[] {
  if (!shape) return ['neuron', String(neuron)]
  const place = Math.floor(neuron / shape.channels)
  return [`ch ${neuron % shape.channels}`, `${Math.floor(place / shape.width)}, ${place % shape.width}`]
}
