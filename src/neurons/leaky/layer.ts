/**
 * Leaky integrate-and-fire over all steps, with a fixed decay (LIF) or a learned one (PLIF), with spikes that are drawn (noisy LIF),
 * and analog neurons (ReLU, SiLU), which have neither leak nor reset and whose outputs are not spikes: tensors and ops.
 * The neuron applies the affine of a normalization and the mask of a dropout itself, so that neither stores a copy.
 */
import { invocationsFor, type Profile } from '../../engine/device'
import { type Activation, activation, type Context, type Layer, layer } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import type { Reset } from '../lif/schema'
import { RESETS } from '../lif/schema'
import { surrogateKind } from '../surrogate/describe'
import type { SlopeKind } from '../surrogate/schema'
import * as kernels from './kernels'
import { isNoisy, type Noise, noiseOps } from './noise'

export interface LeakySpec {
  readonly threshold: number
  readonly inputGain: number
  readonly reset: Reset
  readonly resetTo: number
  readonly detachReset: boolean
  readonly initialMembrane?: number
  /** How the steps of neurons without a reset are computed; absent where one after the other. */
  readonly overTime?: { readonly kind: 'scan' } | undefined
  /** How potentials are stored for the backward pass; absent where in single precision. */
  readonly storedPotentials?: { readonly kind: 'half' } | undefined
}

export interface LeakyOptions {
  /** [1]: the decay, or its logit if `learned`. */
  readonly decay: Tensor<'f32'>
  readonly learned?: Parameter
  readonly surrogate: SlopeKind
  /** [1] or [steps]: the scale of the surrogate. */
  readonly surrogateScale: Tensor<'f32'>
  /** Whether outputs are smooth instead of spikes: for analog neurons, and for gradient checks. */
  readonly smooth?: boolean
  /** Draws each spike with the smooth output as its probability, whose derivative is the slope. Ignored if `smooth`. */
  readonly noise?: Noise
  /** What draws the spikes instead of the surrogate's own smooth output; only with `noise`. */
  readonly drawnBy?: Pick<LeakyOptions, 'surrogate' | 'surrogateScale'>
  /** dL/d membrane from outside, [steps, batch, neurons]. */
  readonly membraneGrad?: Tensor<'f32'>
  readonly carried?: Carried
}

/**
 * The state that a sequence starts from, instead of `initialMembrane`, and the one that it ends in: each [2, batch, neurons], the
 * potential after the reset and the spikes; zeros are a neuron at rest. Two buffers. The initial state has no gradient.
 */
export interface Carried {
  readonly initial: Tensor<'f32'>
  readonly final: Tensor<'f32'>
}

/** The maximum number of steps for which the backward pass in front of a normalization recomputes potentials instead of storing them. */
const MAX_RECOMPUTED = 16

export interface Leaky extends Layer {
  /** Of neurons with more states than a potential: [states, steps, batch, neurons], and their names. */
  readonly states?: { readonly names: readonly string[]; readonly tensor: Tensor<'f32'> } | null
  /** A watched op: the squares of dL/du by thread and step, [threads, padded steps]; placed before the layer's backward pass frees the spikes' gradient. */
  gradientSquares(squares: Tensor<'f32'>): Op[]
  /** Whether the backward pass stores the gradient of the potential, whose squares are read after it. */
  readonly storesGradient?: true
  /** The derivatives of a step at the layer's potentials, where the neuron's whole state is its potential. */
  stepDerivatives?(derivatives: StepDerivatives): Op[]
  /** Potentials in half precision, [steps / 2 rounded up, batch, neurons]: what is stored instead of `membrane`, which nothing writes then. */
  readonly halves?: Tensor<'f32'>
  /** dL/du, where the backward pass stores it: [steps, batch, neurons]. */
  readonly membraneGrad?: Tensor<'f32'>
}

/** [steps, batch, neurons] each: ds[t]/du[t], and du[t+1]/du[t] through leak and reset, without recurrent weights. */
interface StepDerivatives {
  readonly slope: Tensor<'f32'>
  readonly neuronPart: Tensor<'f32'>
}

/**
 * Spikes of one kind of leaky neuron. Visible: membrane, spikes. @throws if a state is carried and the decay is learned or there is
 * dropout.
 */
export function leaky(context: Context, name: string, input: Activation, spec: LeakySpec, options: LeakyOptions): Leaky {
  const { steps } = context
  if (options.carried && (options.learned || input.mask))
    throw new Error(`${name}: a state is not carried with a learned decay or a dropout`)
  const product = input.value
  const [, batch, neurons] = product.shape as readonly [number, number, number]
  const output: Activation = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], options.smooth ? 'dense' : 'binary', true),
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const membrane = tensor(`${name}.membrane`, 'f32', [steps, batch, neurons])
  const scanned = isScanned(spec, input, options)
  // Potentials of noisy neurons encode what was drawn, and carried ones start from another state: both are stored.
  const recompute = input.affine !== undefined && steps <= MAX_RECOMPUTED && !isNoisy(options) && !options.carried
  const half = context.mode === 'train' && !scanned && !recompute && isHalf(spec, options)
  const kept = half ? tensor(`${name}.halves`, 'f32', [Math.ceil(steps / 2), batch, neurons]) : membrane
  const spikes = output.value
  const spikesGrad = output.grad!
  const unmasked = context.network.shared('unmasked', () => view(constant('unmasked', [1, 1, 1, 1]), [1, 4]))
  const { decay, surrogateScale } = options
  const mask = input.mask ?? unmasked
  const { threshold, inputGain, resetTo, initialMembrane = 0 } = spec
  const common = { ...constantsOf(spec, options), ...(half && { HALF: 1 }) }
  const back = { ...common, DETACH_RESET: Number(spec.detachReset) }
  const masked = { MASKED: Number(input.mask !== undefined) }

  const values = { threshold, inputGain, resetTo, initialMembrane }
  const map = input.affine?.map ?? unmasked
  const { drawnBy = options } = options
  const bounds = { product, map, decay, surrogateScale: drawnBy.surrogateScale, membrane: kept, spikes }
  const fires = { ...common, SURROGATE: surrogateKind({ kind: drawnBy.surrogate }) }
  const forward: Op[] = [
    ...noiseOps(context, name, options, output, unmasked),
    ...firing(context.profile, input, options, { ...bounds, mask }, values, fires, scanned),
  ]

  const bound = { membrane: recompute ? view(unmasked, [1, 1, 4]) : kept, spikesGrad, surrogateScale, mask, decay }
  const again = { ...back, ...masked, RECOMPUTE: Number(recompute) }

  const backward = (): { input: Op[]; parameters: Op[] } => {
    if (!input.grad) return { input: [], parameters: [] }
    if (input.affine) {
      const ops = normalizedBackward(context, name, input.affine, options, { ...bound, product, productGrad: input.grad }, values, again)
      return { input: ops, parameters: [] }
    }
    const decayPartial = tensor(`${name}.decayPartial`, 'f32', options.learned ? [batch, neurons] : [1, 4])
    const membraneGrad = options.membraneGrad ?? view(unmasked, [1, 1, 4])
    const outer = { MEMBRANE_GRAD: Number(options.membraneGrad !== undefined) }
    const written = { ...bound, membraneGrad, productGrad: input.grad }
    return {
      input: [
        scanned
          ? kernels.lifBackwardScan(written, { threshold, inputGain }, { ...common, ...masked, ...outer })
          : kernels.lifBackward({ ...written, decayPartial }, values, { ...back, ...masked, ...outer }),
      ],
      parameters: options.learned
        ? [
            kernels.decayBackward(
              { partial: view(decayPartial, [batch, 1, neurons]), logit: options.learned.value, logitGrad: options.learned.grad },
              { row: 0 },
            ),
          ]
        : [],
    }
  }
  const { input: backwardInput, parameters: backwardParameters } = backward()

  return {
    ...layer(name, {
      outputs: [output],
      parameters: options.learned ? [options.learned] : [],
      forward,
      backwardInput,
      backwardParameters,
      visible: { membrane, spikes },
    }),
    ...(half && { halves: kept }),
    stepDerivatives: derivativesOf(kept, spec, options, half),
    gradientSquares: (squares) => {
      const source = recompute ? product : view(unmasked, [1, 1, 4])
      return watched([kernels.lifGradientSquares({ ...bound, product: source, map, squares }, values, again)])
    },
  }
}

/** Whether potentials are stored in half precision: not where their lowest bit marks a spike, nor of smooth outputs, whose gradients are compared with differences. */
const isHalf = ({ storedPotentials }: LeakySpec, { carried, smooth, ...options }: LeakyOptions): boolean =>
  storedPotentials !== undefined && !carried && !smooth && !isNoisy(options)

/** Whether the steps are computed by an associative scan: only without a reset does no step wait for the spikes of the one before. */
const isScanned = ({ overTime, reset }: LeakySpec, { affine }: Activation, { learned, carried, ...options }: LeakyOptions): boolean =>
  overTime !== undefined && reset === 'none' && !affine && !learned && !carried && !isNoisy(options)

/** The forward pass, with the map of a normalization in front: computed with the spikes, if there is neither a state nor a mask. */
function firing(
  profile: Profile,
  { affine, mask: dropout }: Activation,
  { carried, learned, decay }: LeakyOptions,
  { mask, map, decay: bound, ...drives }: Parameters<typeof kernels.lifForward>[0],
  values: Parameters<typeof kernels.lifForward>[1],
  constants: Parameters<typeof kernels.lifForwardCarried>[2],
  scanned: boolean,
): Op[] {
  const how = { ...constants, AFFINE: Number(affine !== undefined) }
  const { forward: normalize = [], statistics } = affine ?? {}
  const neurons = drives.membrane.shape[2]!
  if (carried) {
    const { initialMembrane: _, ...numbers } = values
    const states = { initialState: carried.initial, finalState: carried.final }
    return [...normalize, kernels.lifForwardCarried({ ...drives, map, decay: bound, ...states }, numbers, how)]
  }
  if (statistics && !dropout) {
    const written = { ...drives, ...statistics.written }
    const numbers = { ...values, ...statistics.values, decay: fixedDecay({ decay, learned }) ?? 0 }
    const parts = { ...constants, INVOCATIONS: invocationsFor(profile) }
    if (statistics.addRows) {
      const { op, sums } = statistics.addRows(learned)
      const rows = rowsPerGroup(profile, drives.membrane.shape, FORWARD_ROWS)
      const pooled = tensor(`${drives.spikes.name}.pooled`, 'f32', [1, 1, 4])
      return [
        op,
        kernels.lifForwardSummed(
          { ...written, sums, pooled },
          { ...numbers, rowsPerGroup: rows, width: 1 },
          { ...parts, COLUMNS: columnsOf(neurons) },
        ),
      ]
    }
    const { given, split } = statistics.whole(learned)
    return [kernels.lifForwardNormalized({ ...written, ...given }, { ...numbers, ...split }, parts)]
  }
  const masked = { MASKED: Number(dropout !== undefined) }
  if (scanned) {
    const { resetTo: _, ...numbers } = values
    return [kernels.lifForwardScan({ ...drives, mask, decay: bound }, numbers, { ...constants, ...masked })]
  }
  return [...normalize, kernels.lifForward({ ...drives, map, mask, decay: bound }, values, { ...how, ...masked })]
}

/** The decay as a number, if it is not learned. */
const fixedDecay = ({ decay, learned }: { decay: Tensor<'f32'>; learned?: Parameter | undefined }): number | undefined =>
  learned ? undefined : decay.initial?.[0]

/** The maximum number of rows, over all steps, with which one workgroup does all of the backward pass for 16 channels. */
const MAX_WHOLE = 1024
/** The rows of a workgroup that adds all partial sums of its channels, backward and forward. */
const BACKWARD_ROWS = 256
const FORWARD_ROWS = 512
/** The vec4s of channels of such a workgroup. */
const columnsOf = (neurons: number): number => Math.min(4, neurons / 4)
/** The number of workgroups that occupy a CPU; each further one that repeats the sums takes time from the others. */
const CPU_GROUPS = 8

/** The rows of such a workgroup on a device: at least `rows`, and on a CPU more, so that the sums are added less often. */
function rowsPerGroup(profile: Profile, [, batch, neurons]: readonly number[], rows: number): number {
  const acrossChannels = Math.ceil(neurons! / 4 / columnsOf(neurons!))
  return profile === 'gpu' ? rows : Math.max(rows, Math.ceil(batch! / Math.ceil(CPU_GROUPS / acrossChannels)))
}

/** Backward of neurons behind a normalization: the gradient of its product, and of its parameters and a learned decay. */
function normalizedBackward(
  { profile }: Context,
  name: string,
  { partial, reduction }: NonNullable<Activation['affine']>,
  options: LeakyOptions,
  {
    decay: _,
    productGrad,
    ...bound
  }: Omit<Parameters<typeof kernels.lifBackwardSums>[0], 'map' | 'sums'> & { readonly productGrad: Tensor<'f32'> },
  values: Parameters<typeof kernels.lifForward>[1],
  constants: Parameters<typeof kernels.lifBackwardSums>[2],
): Op[] {
  const { map, grads, values: norm, training } = reduction(options.learned)
  const [steps, batch, neurons] = bound.spikesGrad.shape as readonly [number, number, number]
  const fixed = fixedDecay(options)
  const isWhole = fixed !== undefined && steps * batch <= MAX_WHOLE
  const sums = isWhole ? map : tensor(`${name}.sums`, 'f32', [3 * partial.shape[0]! + 6, neurons])
  const numbers = { ...values, width: 1 }
  const apply = kernels.lifBackwardAffine(
    { ...bound, sums, grads, productGrad },
    {
      ...numbers,
      ...norm,
      decay: fixed ?? 0,
      rowsPerGroup: isWhole ? batch : rowsPerGroup(profile, bound.spikesGrad.shape, BACKWARD_ROWS),
    },
    {
      ...constants,
      TRAINING: Number(training),
      WHOLE: Number(isWhole),
      COLUMNS: columnsOf(neurons),
      INVOCATIONS: invocationsFor(profile, options.learned ? 64 : 16),
    },
  )
  return isWhole ? [apply] : [kernels.lifBackwardSums({ ...bound, decay: options.decay, map, sums }, numbers, constants), apply]
}

/** The constants of every kernel of these neurons. */
export const constantsOf = ({ reset }: LeakySpec, options: Pick<LeakyOptions, 'surrogate' | 'smooth' | 'learned' | 'noise'>) => ({
  RESET: RESETS.indexOf(reset),
  SURROGATE: surrogateKind({ kind: options.surrogate }),
  SMOOTH: Number(options.smooth ?? false),
  LEARNED: Number(options.learned !== undefined),
  NOISY: Number(isNoisy(options)),
})

/** The op behind `Leaky.stepDerivatives`. */
export const derivativesOf =
  (
    membrane: Tensor<'f32'>,
    spec: LeakySpec,
    options: Pick<LeakyOptions, 'decay' | 'surrogate' | 'surrogateScale' | 'smooth' | 'noise'>,
    half = false,
  ) =>
  (derivatives: StepDerivatives): Op[] => [
    kernels.stepDerivatives(
      { membrane, surrogateScale: options.surrogateScale, decay: options.decay, ...derivatives },
      { threshold: spec.threshold, resetTo: spec.resetTo },
      { ...constantsOf(spec, options), DETACH_RESET: Number(spec.detachReset), HALF: Number(half) },
    ),
  ]

/** The factor of gradients before they are squared: the number in shaders/lib/squares.wgsl. */
export const SQUARES_SCALE = 2 ** 40

/** The number of threads that share the neurons of a layer when squares are added: 64 to 1024, in large layers at least 16 neurons each. */
export const squareThreads = (rows: number, neurons: number): number =>
  64 * Math.min(16, Math.max(1, Math.floor((rows * neurons) / 64 / 16)))
