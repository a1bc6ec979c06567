/**
 * The true gradient of an expected loss, next to the surrogate one: of networks whose spikes are drawn, from draws. With the spikes given,
 * the potentials of a layer depend on its weights alone, through leak and current, and
 *   grad E[L] = E[(L - b) grad log P(spikes)],   d log P / d p[t] = s[t] / p[t] - (1 - s[t]) / (1 - p[t])
 * for any b that does not depend on these spikes: here, the mean loss of the sample's other draws (leave one out). Potentials, spikes,
 * losses and products are those of the kernels.
 */
import type { Op } from '../engine/kernel'
import type { Tensor } from '../engine/tensor'
import { type SurrogateKind, smoothSpike } from '../neurons/surrogate/reference'
import type { Estimate, TrueCosine } from '../readings/compared-gradients'
import { positionsOf, type SpikingLayer } from './graph'
import { dot, type Gradients, type LossPass, type OpenPass, type Weights, withPass } from './loss-pass'

/** Independent estimates of both gradients, from whose products the cosine comes. */
const BATCHES = 16

/** The minimum number of draws: two per sample and estimate. */
export const MIN_DRAWS = 2 * BATCHES

/** The derivative of the log probability of a spike train by the probability of one of its spikes. */
export const score = (spike: number, p: number): number => {
  const drawn = spike ? p : p - 1
  return drawn === 0 ? 0 : 1 / drawn
}

/** Why there is no true gradient to compare with, in a sentence; null where there is. */
export function whyNoTruth({ spiking }: LossPass['graph']): string | null {
  if (!spiking.every(({ options }) => options.noise))
    return 'The true gradient is that of an expected loss, over spikes that are drawn: all neurons have to be noisy LIF.'
  if (spiking.some(({ recurrence }) => recurrence)) return 'The true gradient is not computed where neurons receive their own spikes.'
  return null
}

/**
 * The true gradient on these samples compared with those of surrogates: for each, by layer, and last of all layers.
 * @param detached of neurons through whose reset no gradient passes. @param rows those that `rowsOf` gives
 */
export async function trueCosines(
  weights: Weights,
  detached: LossPass,
  surrogates: readonly LossPass[],
  rows: readonly number[],
  done: (batches: number, of: number) => void = () => undefined,
): Promise<TrueCosine[][]> {
  let count = 0
  const estimates = (of: LossPass, estimate: (open: OpenPass) => Promise<Gradients>, further: Record<string, Op[]> = {}) =>
    withPass(
      weights,
      of,
      rows,
      async (open) => {
        const found: Gradients[] = []
        for (let batch = 0; batch < BATCHES; batch++) {
          open.compiled.write(of.draw, Uint32Array.of(batch))
          open.clearGradients()
          found.push(await estimate(open))
          done(++count, (1 + surrogates.length) * BATCHES)
        }
        return found
      },
      { further },
    )
  const apart = layersApart(detached)
  const truth = await estimates(detached, (open) => likelihoodRatio(open, detached, apart, rows), apart.programs)
  const found: TrueCosine[][] = []
  for (const pass of surrogates) {
    const surrogate = await estimates(pass, ({ run, gradients }) => {
      run('forward', 'backward')
      return gradients()
    })
    found.push(compared(truth, surrogate))
  }
  return found
}

/** The sample of each row: every sample as often as it is drawn in one of the estimates. */
export const rowsOf = (samples: readonly number[], draws: number): number[] =>
  samples.flatMap((sample) => Array.from({ length: Math.max(2, Math.round(draws / BATCHES)) }, () => sample))

/** How many draws of each sample there are. */
export const drawsOf = (draws: number): number => rowsOf([0], draws).length * BATCHES

interface Apart {
  /** The backward ops from a layer of neurons down to the next one, by the layer's name. */
  readonly programs: Record<string, Op[]>
  /** The layers of neurons, the one next to the output first. */
  readonly layers: readonly { readonly s: SpikingLayer; readonly spikesGrad: Tensor<'f32'> }[]
}

/** The backward pass, cut in front of every layer of neurons, whose spikes are given a gradient of their own. */
function layersApart({ graph: { layers, spiking } }: LossPass): Apart {
  const programs: Record<string, Op[]> = {}
  const found: { s: SpikingLayer; spikesGrad: Tensor<'f32'> }[] = []
  for (const { name, outputs, backwardInput, backwardParameters } of [...layers].reverse()) {
    const s = spiking.find((one) => one.name === name)
    if (s) {
      found.push({ s, spikesGrad: outputs[0]!.grad! })
      programs[name] = []
    }
    // Layers after the last neurons have the same gradient in both estimates.
    programs[found.at(-1)?.s.name ?? '']?.push(...backwardInput, ...backwardParameters)
  }
  return { programs, layers: found }
}

async function likelihoodRatio(
  { compiled, run, gradients }: OpenPass,
  { losses }: LossPass,
  { layers }: Apart,
  rows: readonly number[],
): Promise<Gradients> {
  run('forward')
  const read = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const factors = leaveOneOut(await read(losses), rows)
  for (const { s, spikesGrad } of layers) {
    const [membrane, spikes] = await Promise.all([read(s.membrane), read(s.spikes)])
    const [scale] = s.options.surrogateScale.initial as Float32Array
    const [, places, width] = s.membrane.shape as readonly [number, number, number]
    const grad = membrane.map((u, i) => {
      if (i % width >= s.features) return 0
      const p = smoothSpike(s.options.surrogate as SurrogateKind, scale!, u - s.spec.threshold)
      return factors[Math.floor((Math.floor(i / width) % places) / positionsOf(s))]! * score(spikes[i]!, p)
    })
    compiled.write(spikesGrad, grad)
    run(s.name)
  }
  return gradients()
}

/** Each row's loss minus the mean of the sample's other rows, over the number of rows. */
function leaveOneOut(losses: Float32Array, rows: readonly number[]): number[] {
  const sums = new Map<number, number>()
  for (const [row, sample] of rows.entries()) sums.set(sample, (sums.get(sample) ?? 0) + losses[row]!)
  const each = rows.length / sums.size
  return rows.map((sample, row) => (losses[row]! - (sums.get(sample)! - losses[row]!) / (each - 1)) / rows.length)
}

// ---- cosines without the noise of the estimates

/**
 * Cosine and ratio from products of different estimates alone, since the noise of an estimate would enter the square of its norm; standard
 * errors by the jackknife over the estimates.
 */
function compared(truth: readonly Gradients[], surrogate: readonly Gradients[]): TrueCosine[] {
  const layers = truth[0]!.map((_, layer) => {
    const products = (a: readonly Gradients[], b: readonly Gradients[]) => a.map((one) => b.map((other) => dot(one[layer]!, other[layer]!)))
    return [products(truth, surrogate), products(truth, truth), products(surrogate, surrogate)] as const
  })
  const sum = (which: 0 | 1 | 2) =>
    truth.map((_, i) => truth.map((_, j) => layers.reduce((total, products) => total + products[which][i]![j]!, 0)))
  return [...layers, [sum(0), sum(1), sum(2)] as const].map(([ts, tt, ss]) => {
    const found = (without?: number) => [ts, tt, ss].map((products) => meanOfDifferent(products, without)) as [number, number, number]
    const told = (which: 1 | 2) => isTold(jackknife(truth.length, (without) => found(without)[which]))
    return {
      cosine: told(1) && told(2) ? jackknife(truth.length, (without) => cosineOf(found(without))) : null,
      ratio: told(1) ? jackknife(truth.length, (without) => ratioOf(found(without))) : null,
    }
  })
}

/** Whether the square of a norm is distinguishable from 0: by two standard errors. */
const isTold = (squared: Estimate | null): boolean => squared !== null && squared.value > 2 * squared.error

const cosineOf = ([ts, tt, ss]: readonly [number, number, number]) => ts / Math.sqrt(tt * ss)
const ratioOf = ([, tt, ss]: readonly [number, number, number]) => Math.sqrt(ss / tt)

/** The mean of the products of two different estimates. */
function meanOfDifferent(products: readonly (readonly number[])[], without = -1): number {
  let [sum, count] = [0, 0]
  for (const [i, row] of products.entries())
    for (const [j, product] of row.entries()) {
      if (i === j || i === without || j === without) continue
      sum += product
      count++
    }
  return sum / count
}

function jackknife(count: number, of: (without?: number) => number): Estimate | null {
  const value = of()
  const others = Array.from({ length: count }, (_, i) => of(i))
  const mean = others.reduce((a, b) => a + b, 0) / count
  const error = Math.sqrt(((count - 1) / count) * others.reduce((sum, other) => sum + (other - mean) ** 2, 0))
  return Number.isFinite(value) && Number.isFinite(error) ? { value, error } : null
}
