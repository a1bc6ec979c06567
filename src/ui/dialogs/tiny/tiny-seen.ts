/**
 * The tiny network's results for the test points in the form that the lab's views read: counted potentials, one point's spikes, predictions.
 * Pure.
 */
import {
  activityOf,
  HIDDEN,
  neuronOf,
  type Points,
  predictionsOf,
  STEPS,
  spikesOf,
  TEST,
  type Tiny,
  type TinySettings,
} from '../../../networks/tiny/tiny'
import type { MembraneReading } from '../../../readings/membrane'
import type { RasterLayer } from '../../base/columns'
import { frameOfSample } from '../../state/session/sample-counts'

/** The test point whose spikes are shown. */
export const POINT = 3
/** The grid over the plane for which predictions are computed. */
export const [REACH, CELLS] = [1.6, 25]
const middleOf = (cell: number) => ((2 * cell + 1) / CELLS - 1) * REACH
const GRID: Points = {
  count: CELLS ** 2,
  at: Float64Array.from({ length: 2 * CELLS ** 2 }, (_, i) => middleOf(i % 2 ? Math.floor(i / 2 / CELLS) : (i / 2) % CELLS)),
  labels: new Uint8Array(CELLS ** 2),
}

export interface TinySeen {
  /** The predictions for the test points; `everywhere` holds those for the grid. */
  readonly predictions: readonly number[]
  readonly everywhere: readonly number[]
  /** The potentials of all test points. */
  readonly frame: MembraneReading
  /** The spikes of the test point `POINT`. */
  readonly layer: RasterLayer
}

const none = () => new Uint32Array(STEPS)
const UNSEEN = {
  layer: 'hidden',
  low: -5,
  high: 5,
  bins: 100,
  counts: none(),
  total: 0,
  samples: 0,
  neurons: 0,
  channels: HIDDEN,
  decay: 0,
  available: none(),
  availableFixed: none(),
  fired: none(),
  silent: 0,
  saturated: 0,
  silentChannels: 0,
  resetTo: 0,
  mean: new Float64Array(),
  standardDeviation: new Float64Array(),
  gradientNorm: new Float64Array(),
  predicted: null,
  windowClosed: false,
  gammaMean: null,
  spans: null,
}

export function seenOf({ weights }: Tiny, settings: TinySettings): TinySeen {
  const [p, f] = [neuronOf(settings), spikesOf(settings)]
  const activity = activityOf(weights.value, TEST, p, f)
  const neurons = TEST.count * HIDDEN
  const [membrane, spikes] = [Float32Array.from(activity.membrane), Uint8Array.from(activity.spikes)]
  const edge = (side: number) => new Float32Array(STEPS).fill(p.threshold + (side * settings.width) / 2)
  const unseen: MembraneReading = { ...UNSEEN, threshold: p.threshold, windowLow: edge(-1), windowHigh: edge(1) }
  const ofPoint = Array.from({ length: STEPS * HIDDEN }, (_, k) => Math.floor(k / HIDDEN) * neurons + POINT * HIDDEN + (k % HIDDEN))
  return {
    predictions: predictionsOf(activity, TEST),
    everywhere: predictionsOf(activityOf(weights.value, GRID, p, f), GRID),
    frame: frameOfSample(unseen, { layer: 'hidden', steps: STEPS, neurons, membrane, spikes }),
    layer: {
      steps: STEPS,
      neurons: HIDDEN,
      membrane: Float32Array.from(ofPoint, (at) => membrane[at]!),
      spikes: Uint8Array.from(ofPoint, (at) => spikes[at]!),
    },
  }
}
