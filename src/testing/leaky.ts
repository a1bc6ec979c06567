/** One forward and backward pass through the kernels of leaky neurons, and its float64 reference. */
import type { Gpu } from '../engine/device'
import { constant, padded, tensor, view } from '../engine/tensor'
import { inspect } from '../headless/readable-tensors'
import * as kernels from '../neurons/leaky/kernels'
import { type Drive, driveBackward, driveForward, type LeakyParams, lifBackward, resetOnSpike } from '../neurons/lif/reference'
import { RESETS } from '../neurons/lif/schema'
import { noisyFunction } from '../neurons/noisy-lif/reference'
import { RELU } from '../neurons/relu/reference'
import { SILU } from '../neurons/silu/reference'
import { surrogateKind } from '../neurons/surrogate/describe'
import { sigmoid, smoothFunction, stepFunction } from '../neurons/surrogate/reference'
import type { SlopeKind } from '../neurons/surrogate/schema'
import { noise } from './close'

export interface Setting {
  readonly params: LeakyParams
  readonly surrogate: SlopeKind
  /** One number, or one per step. */
  readonly scales: readonly number[]
  readonly size: readonly [steps: number, batch: number, neurons: number]
  readonly inputSteps?: number
  readonly masked?: boolean
  readonly affine?: boolean
  readonly membraneGrad?: boolean
  readonly smooth?: boolean
  /** Whether spikes are drawn, with the uniforms of the inputs. */
  readonly noisy?: boolean
  /** Also runs the two passes that serve a normalization. */
  readonly normalized?: boolean
  /** The decay is bound as its logit, so params.decay must be sigmoid(logit). */
  readonly logit?: number
  /** Potentials are kept in half precision, and `membrane` is what the backward pass reads. */
  readonly half?: boolean
}

/** A potential as it is kept in half precision: the distance from the threshold, rounded to 11 bits, ties to even. In float64. */
export function keptInHalf(u: number, threshold: number): number {
  const distance = Math.fround(u - threshold)
  const size = Math.abs(distance)
  const unit = 2 ** (Math.floor(Math.log2(size)) - 10)
  const units = Math.floor(size / unit)
  const rest = size / unit - units
  const up = rest > 0.5 || (rest === 0.5 && units % 2 === 1)
  const rounded = size === 0 ? 0 : (units + Number(up)) * unit
  return Math.fround(threshold + (distance < 0 ? -1 : 1) * Math.min(65504, Math.max(2 ** -14, rounded)))
}

/** The potentials in words of two steps each, the earlier one in the lower half. */
function fromHalves(words: Uint32Array, { params: { threshold }, size: [steps, batch, neurons] }: Setting): Float32Array<ArrayBuffer> {
  const width = batch * neurons
  return Float32Array.from({ length: steps * width }, (_, at) => {
    const t = Math.floor(at / width)
    const half = (words[Math.floor(t / 2) * width + (at % width)]! >>> (16 * (t % 2))) & 0xffff
    const exponent = (half >> 10) & 31
    const size = exponent === 31 ? Number.NaN : (1024 + (half & 1023)) * 2 ** (exponent - 25)
    return Math.fround(threshold) + (half >> 15 ? -size : size)
  })
}

/** Random inputs for a setting, in float32. */
export function drawInputs(s: Setting) {
  const [steps, batch, neurons] = s.size
  const random = noise(steps * 100 + neurons)
  const draw = (n: number, from: number, to: number) => Float32Array.from({ length: n }, () => from + (to - from) * random())
  return {
    product: draw((s.inputSteps ?? steps) * batch * neurons, -0.4, 1.4),
    spikesGrad: draw(steps * batch * neurons, -0.5, 0.5),
    membraneGrad: draw(steps * batch * neurons, -0.5, 0.5),
    mask: Float32Array.from({ length: batch * neurons }, () => (random() < 0.3 ? 0 : 1.25)),
    scale: draw(neurons, 0.5, 1.5),
    shift: draw(neurons, -0.2, 0.2),
    pivot: draw(neurons, 0.3, 0.7),
    variance: draw(neurons, 0.1, 1),
    gamma: draw(neurons, 0.5, 1.5),
    uniforms: draw(steps * batch * neurons, 0, 1),
  }
}
export type Inputs = ReturnType<typeof drawInputs>

/** Numbers of the normalization in front. */
export const NORM = { gain: 0.75, epsilon: 1e-3, copies: 3 } as const

const constantsOf = (s: Setting, workgroup: number) => ({
  WORKGROUP: workgroup,
  RESET: RESETS.indexOf(s.params.reset),
  SURROGATE: surrogateKind({ kind: s.surrogate }),
  SMOOTH: Number(s.smooth ?? false),
  LEARNED: Number(s.logit !== undefined),
  NOISY: Number(s.noisy ?? false),
  HALF: Number(s.half ?? false),
})

export async function runShaders(gpu: Gpu, s: Setting, x: Inputs, workgroup = 64) {
  const [steps, batch, neurons] = s.size
  const whole = (name: string) => tensor(name, 'f32', [steps, batch, neurons])
  const t = {
    product: tensor('product', 'f32', [s.inputSteps ?? steps, batch, neurons]),
    membrane: whole('membrane'),
    spikes: whole('spikes'),
    spikesGrad: whole('spikesGrad'),
    membraneGrad: whole('membraneGrad'),
    mask: tensor('mask', 'f32', [batch, neurons]),
    map: tensor('map', 'f32', [5, neurons]),
    productGrad: tensor('productGrad', 'f32', [s.inputSteps ?? steps, batch, neurons]),
    affineGrad: tensor('affineGrad', 'f32', [s.inputSteps ?? steps, batch, neurons]),
    sums: tensor('sums', 'f32', [3 * batch + 6, neurons]),
    grads: tensor('grads', 'f32', [2 * neurons + 1]),
    affineGradAgain: tensor('affineGradAgain', 'f32', [s.inputSteps ?? steps, batch, neurons]),
    sumsAgain: tensor('sumsAgain', 'f32', [3 * batch + 6, neurons]),
    gradsAgain: tensor('gradsAgain', 'f32', [2 * neurons + 1]),
    affineGradWhole: tensor('affineGradWhole', 'f32', [s.inputSteps ?? steps, batch, neurons]),
    gradsWhole: tensor('gradsWhole', 'f32', [2 * neurons + 1]),
    squares: tensor('squares', 'f32', [64, padded(steps)]),
    squaresAgain: tensor('squaresAgain', 'f32', [64, padded(steps)]),
    decayPartial: tensor('decayPartial', 'f32', [batch, neurons]),
    slope: whole('slope'),
    neuronPart: whole('neuronPart'),
  }
  const { threshold, inputGain, resetTo, initialMembrane = 0, detachReset } = s.params
  const decay = constant('decay', [s.logit ?? s.params.decay])
  const surrogateScale = constant('surrogateScale', s.scales)
  const shared = constantsOf(s, workgroup)
  // A step does not know its surrogate: one pipeline serves all six.
  const fire = s.smooth || s.noisy ? shared : { ...shared, SURROGATE: 0 }
  const masked = { MASKED: Number(s.masked ?? false) }
  const back = { ...shared, ...masked, DETACH_RESET: Number(detachReset) }
  const kept = s.half ? tensor('halves', 'f32', [Math.ceil(steps / 2), batch, neurons]) : t.membrane
  const common = { membrane: kept, spikesGrad: t.spikesGrad, surrogateScale, mask: t.mask, decay }
  const values = { threshold, inputGain, resetTo, initialMembrane }
  const nothingKept = tensor('nothing', 'f32', [1, 1, 4])
  const normalized = [false, true].flatMap((again) => {
    const recompute = again && !s.noisy && !s.half
    const inputs = { ...common, ...(recompute && { membrane: nothingKept }), product: t.product }
    const { decay: _, ...withoutDecay } = inputs
    const how = { ...back, RECOMPUTE: Number(recompute) }
    const { WORKGROUP: __, ...alike } = { ...how, COLUMNS: Math.min(4, neurons / 4), INVOCATIONS: Math.max(64, workgroup) }
    const sums = again ? t.sumsAgain : t.sums
    // Workgroups of few rows, so that several of them add the same sums.
    const numbers = { ...values, ...NORM, betaAt: neurons, decayAt: 2 * neurons, rows: steps * batch, decay: 0, rowsPerGroup: 2, width: 1 }
    const whole = { ...numbers, decay: s.params.decay, rowsPerGroup: batch }
    const written = again ? { grads: t.gradsAgain, productGrad: t.affineGradAgain } : { grads: t.grads, productGrad: t.affineGrad }
    return [
      kernels.lifBackwardSums({ ...inputs, map: t.map, sums }, { ...values, width: 1 }, how),
      kernels.lifBackwardAffine({ ...withoutDecay, sums, ...written }, numbers, alike),
      ...(again || s.logit !== undefined
        ? []
        : [
            kernels.lifBackwardAffine({ ...withoutDecay, sums: t.map, grads: t.gradsWhole, productGrad: t.affineGradWhole }, whole, {
              ...alike,
              WHOLE: 1,
            }),
          ]),
      kernels.lifGradientSquares({ ...inputs, map: view(t.map, [3, neurons]), squares: again ? t.squaresAgain : t.squares }, values, how),
    ]
  })
  using bench = await inspect(gpu, [
    kernels.lifForward(
      { product: t.product, map: view(t.map, [3, neurons]), mask: t.mask, decay, surrogateScale, membrane: kept, spikes: t.spikes },
      values,
      { ...fire, ...masked, AFFINE: Number(s.affine ?? false) },
    ),
    kernels.lifBackward({ ...common, membraneGrad: t.membraneGrad, productGrad: t.productGrad, decayPartial: t.decayPartial }, values, {
      ...back,
      MEMBRANE_GRAD: Number(s.membraneGrad ?? false),
    }),
    kernels.stepDerivatives(
      { membrane: kept, surrogateScale, decay, slope: t.slope, neuronPart: t.neuronPart },
      { threshold, resetTo },
      { ...shared, DETACH_RESET: Number(detachReset) },
    ),
    ...(s.normalized ? normalized : []),
  ])
  for (const name of ['product', 'spikesGrad', 'membraneGrad', 'mask'] as const) bench.write(t[name], x[name])
  const scaleAndShift = s.affine ? [...x.scale, ...x.shift] : Array.from({ length: 2 * neurons }, (_, i) => Number(i < neurons))
  bench.write(t.map, Float32Array.of(...scaleAndShift, ...x.pivot, ...x.variance, ...x.gamma))
  if (s.noisy) bench.write(t.spikes, x.uniforms)
  bench.run()
  const membrane = s.half ? fromHalves(await bench.u32(kept), s) : await bench.f32(t.membrane)
  const [spikes, productGrad, decayPartial, slope, neuronPart] = await Promise.all(
    [t.spikes, t.productGrad, t.decayPartial, t.slope, t.neuronPart].map(bench.f32),
  )
  const nothing = new Float32Array()
  const both = [t.affineGrad, t.grads, t.sums, t.squares, t.affineGradAgain, t.gradsAgain, t.sumsAgain, t.squaresAgain]
  const [affineGrad, grads, sums, squares, affineGradAgain, gradsAgain, sumsAgain, squaresAgain] = s.normalized
    ? await Promise.all(both.map(bench.f32))
    : both.map(() => nothing)
  const [affineGradWhole, gradsWhole] =
    s.normalized && s.logit === undefined ? await Promise.all([t.affineGradWhole, t.gradsWhole].map(bench.f32)) : [affineGrad, grads]
  return {
    membrane,
    spikes: spikes!,
    productGrad: productGrad!,
    affineGrad: affineGrad!,
    /** Gradients of gamma, beta and the decay. */
    grads: grads!,
    sums: sums!,
    /** The same in one pass, where the decay is fixed. */
    affineGradWhole: affineGradWhole!,
    gradsWhole: gradsWhole!,
    /** [64 threads, padded steps] */
    squares: squares!,
    /** The same with the potentials computed again, where they are not drawn. */
    affineGradAgain: affineGradAgain!,
    gradsAgain: gradsAgain!,
    sumsAgain: sumsAgain!,
    squaresAgain: squaresAgain!,
    decayPartial: decayPartial!,
    slope: slope!,
    neuronPart: neuronPart!,
  }
}
export type Results = Awaited<ReturnType<typeof runShaders>>

/** The series of one neuron of one sample from [steps, batch, neurons], and its inputs. */
export function neuronAt(s: Setting, x: Inputs, i: number) {
  const [steps, batch, neurons] = s.size
  const stride = batch * neurons
  const series = (data: ArrayLike<number>) => Array.from({ length: data.length / stride }, (_, t) => data[t * stride + i]!)
  const channel = i % neurons
  const drive: Drive = {
    ...(s.affine && { scale: x.scale[channel]!, shift: x.shift[channel]! }),
    ...(s.masked && { mask: x.mask[i]! }),
  }
  return { series, channel, drive, current: driveForward(series(x.product), steps, drive) }
}

/** @param uniforms of the neuron, by step, where it draws its spikes by them */
export function functionOf({ surrogate, scales, smooth, noisy }: Setting, uniforms: readonly number[] = []) {
  if (surrogate === 'relu') return RELU
  if (surrogate === 'silu') return SILU
  const parameter = scales.length > 1 ? scales : scales[0]!
  if (noisy) return noisyFunction(surrogate, parameter, uniforms)
  return (smooth ? smoothFunction : stepFunction)(surrogate, parameter)
}

/** The gradients of one neuron in float64, from the shader's own trajectory. */
export function referenceAt(s: Setting, x: Inputs, r: Results, i: number) {
  const { series, channel, drive } = neuronAt(s, x, i)
  const p = s.logit === undefined ? s.params : { ...s.params, decay: sigmoid(s.logit) }
  const trajectory = { membrane: series(r.membrane), spikes: series(r.spikes) }
  const { currentGrad, decayGrad } = lifBackward(
    trajectory,
    series(x.spikesGrad),
    p,
    functionOf(s),
    s.membraneGrad ? series(x.membraneGrad) : undefined,
  )
  const f = functionOf(s)
  const slope = trajectory.membrane.map((u, t) => f.slope(u - p.threshold, t))
  const neuronPart = trajectory.membrane.map((u, t) => {
    const kept = p.reset === 'zero' ? 1 - trajectory.spikes[t]! : 1
    return kept * p.decay + (p.detachReset ? 0 : slope[t]! * resetOnSpike(u, p.decay, 1, p))
  })
  const product = series(x.product)
  const plain = driveBackward(product, currentGrad, drive.mask === undefined ? {} : { mask: drive.mask })
  return { channel, product, currentGrad, decayGrad, slope, neuronPart, ...plain }
}
