/** The probes of one spiking layer for a watched batch. Types only, shared by the engine's side, the worker, runs and the page. */

/** The arrays are indexed by time step. */
export interface MembraneReading {
  readonly layer: string
  /** The index in the network's list of layers, where the layer has a neuron of its own there. */
  readonly item?: number
  readonly low: number
  readonly high: number
  readonly bins: number
  /** [steps, bins + 3]: the bins of [low, high), then under, over, NaN. */
  readonly counts: Uint32Array
  /** The number of potentials in one step: samples times neurons. */
  readonly total: number
  readonly samples: number
  readonly neurons: number
  readonly threshold: number
  readonly resetTo: number | null
  /** The window in use: low and high edge of each step. For a ReLU it is from 0 to infinity, and there is no fixed window to compare. */
  readonly windowLow: Float32Array
  readonly windowHigh: Float32Array
  /** How many potentials lie in the window in use, and in a fixed one of width 1, on the same potentials. */
  readonly available: Uint32Array
  readonly availableFixed: Uint32Array
  readonly fired: Uint32Array
  /** Neurons that fired at no step of any sample, and those that fired at nearly every step of every sample. */
  readonly silent: number
  readonly saturated: number
  /** Channels of a feature map, and how many of them have no position that fired; where there is no map, a neuron is its channel. */
  readonly channels: number
  readonly silentChannels: number
  readonly mean: Float64Array
  readonly standardDeviation: Float64Array
  /**
   * The normal distribution that theory predicts before the reset, where a tdBN is in front of leaky neurons. From step 1 on its standard deviation is
   * that of step 0 times 1 + β where the input is the same at every step, and times √(1 + β²) otherwise; β is the decay.
   */
  readonly predicted: { readonly mean: Float64Array; readonly standardDeviation: Float64Array; readonly constantInput: boolean } | null
  /** L2 norm of dL/du over batch and neurons. */
  readonly gradientNorm: Float64Array
  /** Whether the normalization's mean scale is 0.001 or less. */
  readonly windowClosed: boolean
  readonly gammaMean: number | null
  /** 1 for neurons as equations, which have no decay of this kind. */
  readonly decay: number
  /** With adaptive recurrence: the softmax over the skip lengths 1 to K, the most probable one, and the temperature. */
  readonly spans: SpanReading | null
  /** Of neurons with several states: the distributions of those that are not the potential. */
  readonly states?: readonly StateReading[]
  /** Of neurons as equations: their learned parameters; absent where there are none. */
  readonly learned?: readonly LearnedReading[]
}

/** The distribution of one state, counted as the potentials are, on a range of its own. */
export interface StateReading extends Pick<MembraneReading, 'low' | 'high' | 'counts' | 'mean' | 'standardDeviation'> {
  readonly name: string
  /** Of one sample: its values, [steps, neurons]. */
  readonly potentials?: Float32Array
}

/** The values of a learned parameter, all of a layer. */
export interface LearnedReading {
  readonly name: string
  readonly mean: number
  readonly min: number
  readonly max: number
}

export interface SpanReading {
  /** [K]: the weight of each skip length, from 1. */
  readonly probabilities: Float32Array
  /** The skip length that evaluation uses. */
  readonly span: number
  readonly temperature: number
}
