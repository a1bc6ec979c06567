/**
 * Threshold-dependent batch normalization in float64, over rows (steps, samples and places alike) of channels. For tests.
 *   output = gamma * alpha * threshold * (input - mean) / sqrt(variance + epsilon) + beta
 * In training the statistics are the batch's (biased variance); the running variance moves towards the unbiased one.
 */

export interface TdBatchNormParams {
  readonly alpha: number
  readonly threshold: number
  readonly epsilon: number
  readonly momentum: number
  readonly training: boolean
  /** How many equal copies of the rows the statistics count: the number of steps where the input is the same at each. */
  readonly copies?: number
}

type Numbers = ArrayLike<number>

export interface TdBatchNormInputs {
  /** [rows, channels] */
  readonly input: Numbers
  readonly gamma: Numbers
  readonly beta: Numbers
  readonly runningMean: Numbers
  readonly runningVar: Numbers
}

export interface TdBatchNormOutputs {
  readonly output: Float64Array
  /** The affine map that `output` is of `input`, by channel. */
  readonly scale: Float64Array
  readonly shift: Float64Array
  readonly mean: Float64Array
  readonly variance: Float64Array
  readonly runningMean: Float64Array
  readonly runningVar: Float64Array
}

export function tdBatchNormForward(x: TdBatchNormInputs, p: TdBatchNormParams): TdBatchNormOutputs {
  const channels = x.gamma.length
  const rows = x.input.length / channels
  const count = rows * (p.copies ?? 1)
  const mean = new Float64Array(channels)
  const variance = new Float64Array(channels)
  for (let i = 0; i < x.input.length; i++) mean[i % channels]! += x.input[i]! / rows
  for (let i = 0; i < x.input.length; i++) variance[i % channels]! += (x.input[i]! - mean[i % channels]!) ** 2 / rows
  const runningMean = Float64Array.from(x.runningMean)
  const runningVar = Float64Array.from(x.runningVar)
  if (p.training)
    for (let c = 0; c < channels; c++) {
      const unbiased = count > 1 ? (variance[c]! * count) / (count - 1) : variance[c]!
      runningMean[c]! += p.momentum * (mean[c]! - runningMean[c]!)
      runningVar[c]! += p.momentum * (unbiased - runningVar[c]!)
    }
  const [m, v] = p.training ? [mean, variance] : [runningMean, runningVar]
  const scale = Float64Array.from(v, (value, c) => (x.gamma[c]! * p.alpha * p.threshold) / Math.sqrt(value + p.epsilon))
  const shift = Float64Array.from(m, (value, c) => x.beta[c]! - value * scale[c]!)
  const output = Float64Array.from(x.input, (value, i) => scale[i % channels]! * value + shift[i % channels]!)
  return { output, scale, shift, mean: m, variance: v, runningMean, runningVar }
}

export interface TdBatchNormGradients {
  readonly inputGrad: Float64Array
  readonly gammaGrad: Float64Array
  readonly betaGrad: Float64Array
}

/** In training the statistics depend on the input, which the gradient includes; in evaluation they are constants. */
export function tdBatchNormBackward(x: TdBatchNormInputs, outputGrad: Numbers, p: TdBatchNormParams): TdBatchNormGradients {
  const channels = x.gamma.length
  const rows = x.input.length / channels
  const { scale, mean, variance } = tdBatchNormForward(x, p)
  const normalized = Float64Array.from(
    x.input,
    (value, i) => (value - mean[i % channels]!) / Math.sqrt(variance[i % channels]! + p.epsilon),
  )
  const betaGrad = new Float64Array(channels)
  const alongInput = new Float64Array(channels)
  for (let i = 0; i < x.input.length; i++) {
    betaGrad[i % channels]! += outputGrad[i]!
    alongInput[i % channels]! += outputGrad[i]! * normalized[i]!
  }
  const inputGrad = Float64Array.from(x.input, (_, i) => {
    const c = i % channels
    const centered = p.training ? outputGrad[i]! - betaGrad[c]! / rows - (normalized[i]! * alongInput[c]!) / rows : outputGrad[i]!
    return scale[c]! * centered
  })
  return { inputGrad, gammaGrad: alongInput.map((sum) => p.alpha * p.threshold * sum), betaGrad }
}
