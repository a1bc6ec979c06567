/**
 * Delays in float64: a linear layer whose synapses take time.
 *   output[t, b, o] = sum over i and lags of weight[o, i] * k(lag; delay) * input[t - lag, b, i]
 * k is a Gaussian around the delay, normalized over lags (Hammouamri et al., ICLR 2024), or linear between its two whole lags.
 */
import { wholeDelay } from './describe'
import type { DelaysPer, Interpolation } from './schema'

type Numbers = ArrayLike<number>

/** Added to the sum of a Gaussian over all lags. */
export const EPSILON = 1e-7

export interface DelayShape {
  readonly steps: number
  readonly batch: number
  readonly inputs: number
  readonly outputs: number
  /** The longest delay, in steps. */
  readonly max: number
  readonly per: DelaysPer
  readonly interpolation: Interpolation | 'whole'
  /** The standard deviation of the Gaussian, in steps. */
  readonly sigma: number
}

/** The weight of each lag from 0 to `max`, and its derivative by the delay. */
export function lagWeights(delay: number, { max, interpolation, sigma }: Pick<DelayShape, 'max' | 'interpolation' | 'sigma'>) {
  const lags = Array.from({ length: max + 1 }, (_, lag) => lag)
  if (interpolation === 'whole') return { weights: lags.map((lag) => Number(lag === wholeDelay(delay))), slopes: lags.map(() => 0) }
  if (interpolation === 'linear')
    return {
      weights: lags.map((lag) => Math.max(0, 1 - Math.abs(lag - delay))),
      slopes: lags.map((lag) => (Math.abs(lag - delay) <= 1 ? Math.sign(lag - delay) : 0)),
    }
  const bumps = lags.map((lag) => Math.exp(-0.5 * ((lag - delay) / sigma) ** 2))
  const total = bumps.reduce((sum, e) => sum + e, 0) + EPSILON
  const weights = bumps.map((e) => e / total)
  const pulls = lags.map((lag) => (lag - delay) / sigma ** 2)
  const mean = weights.reduce((sum, k, lag) => sum + k * pulls[lag]!, 0)
  return { weights, slopes: weights.map((k, lag) => k * (pulls[lag]! - mean)) }
}

/** The delay of the synapse from input i to output o, by its index. */
const delayOf = ({ per, inputs }: DelayShape, o: number, i: number): number => ({ synapse: o * inputs + i, axon: i, neuron: o })[per]

/** @param visit receives indices of the output, of the input, of the synapse and of its delay, and the weight of the lag between them */
function eachArrival(
  shape: DelayShape,
  delays: Numbers,
  visit: (y: number, x: number, synapse: number, delay: number, k: number, slope: number) => void,
) {
  const { steps, batch, inputs, outputs, max } = shape
  for (let o = 0; o < outputs; o++)
    for (let i = 0; i < inputs; i++) {
      const delay = delayOf(shape, o, i)
      const { weights, slopes } = lagWeights(delays[delay]!, shape)
      for (let lag = 0; lag <= max; lag++)
        for (let row = lag * batch; row < steps * batch; row++)
          visit(row * outputs + o, (row - lag * batch) * inputs + i, o * inputs + i, delay, weights[lag]!, slopes[lag]!)
    }
}

/** @param input [steps, batch, inputs] @param weight [outputs, inputs] @returns [steps, batch, outputs] */
export function delayForward(input: Numbers, weight: Numbers, delays: Numbers, shape: DelayShape): number[] {
  const output = new Array<number>(shape.steps * shape.batch * shape.outputs).fill(0)
  eachArrival(shape, delays, (y, x, synapse, _, k) => {
    output[y]! += weight[synapse]! * k * input[x]!
  })
  return output
}

export function delayBackward(input: Numbers, weight: Numbers, delays: Numbers, outputGrad: Numbers, shape: DelayShape) {
  const zeros = ({ length }: Numbers) => new Array<number>(length).fill(0)
  const [inputGrad, weightGrad, delayGrad] = [zeros(input), zeros(weight), zeros(delays)]
  eachArrival(shape, delays, (y, x, synapse, delay, k, slope) => {
    const grad = outputGrad[y]!
    inputGrad[x]! += grad * weight[synapse]! * k
    weightGrad[synapse]! += grad * input[x]! * k
    delayGrad[delay]! += grad * input[x]! * weight[synapse]! * slope
  })
  return { inputGrad, weightGrad, delayGrad }
}

export interface ChannelShape extends Pick<DelayShape, 'max' | 'interpolation' | 'sigma'> {
  readonly steps: number
  readonly batch: number
  readonly positions: number
  readonly channels: number
}

/** @param visit receives indices of the output, of the input and of the channel, and the weight of the lag between them */
function eachLateChannel(
  { steps, batch, positions, channels, ...spread }: ChannelShape,
  delays: Numbers,
  visit: (y: number, x: number, channel: number, k: number, slope: number) => void,
) {
  const step = batch * positions * channels
  for (let channel = 0; channel < channels; channel++) {
    const { weights, slopes } = lagWeights(delays[channel]!, spread)
    for (let lag = 0; lag <= spread.max; lag++)
      for (let y = lag * step + channel; y < steps * step; y += channels) visit(y, y - lag * step, channel, weights[lag]!, slopes[lag]!)
  }
}

/** Each channel later by its delay, at all positions: output[t] = sum over lags of k(lag; delay) * input[t - lag]. @param input [steps, batch, positions, channels] */
export function delayChannels(input: Numbers, delays: Numbers, shape: ChannelShape): number[] {
  const output = new Array<number>(input.length).fill(0)
  eachLateChannel(shape, delays, (y, x, _, k) => {
    output[y]! += k * input[x]!
  })
  return output
}

export function delayChannelsBackward(input: Numbers, delays: Numbers, outputGrad: Numbers, shape: ChannelShape) {
  const [inputGrad, delayGrad] = [input, delays].map(({ length }) => new Array<number>(length).fill(0)) as [number[], number[]]
  eachLateChannel(shape, delays, (y, x, channel, k, slope) => {
    inputGrad[x]! += outputGrad[y]! * k
    delayGrad[channel]! += outputGrad[y]! * input[x]! * slope
  })
  return { inputGrad, delayGrad }
}
