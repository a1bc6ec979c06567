/**
 * The walk of a spiking sampler, from the newest bin to the oldest: the contribution of events to gates and currents is a product over all
 * bins at once, and that of spikes one dispatch per bin. In the backward pass each bin is one dispatch again, and the gradients of the
 * weights are products over all bins.
 */
import type { Activation, Context, Layer } from '../../engine/graph'
import { rows as asRows, type Op } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { scan } from '../../engine/scan'
import { rootOf, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { activate } from '../activation/layer'
import { biasGradOps, conv2d, weightGradOps } from '../conv2d/layer'
import { convSize } from '../conv2d/variants'
import { convFan, initializeBias, initializeWeight } from '../initialize'
import { sumSplits } from '../kernels'
import * as kernels from './kernels'
import { type FiringSpec, outputsOf } from './schema'

/** A convolution of a sampler. */
export interface SamplerConvolution {
  readonly name: string
  readonly weight: Parameter
  readonly bias: Parameter
  readonly input: Activation
  readonly outputs: number
  /** The delay in bins between input and output: 1 if the input is spikes. */
  readonly lag: number
}

export interface Walk {
  readonly convolutions: readonly SamplerConvolution[]
  readonly parameters: readonly Parameter[]
  /** [bins, batch, pixels * 2 and padding], all three. */
  readonly potential: Tensor<'f32'>
  readonly spikes: Tensor<'f32'>
  readonly leak?: Tensor<'f32'>
  readonly forward: readonly Op[]
  /** Backward from the gradients that the representation gives to potentials and spikes; ADDS to the gradients of the weights. */
  backward(potentialGrad: Tensor<'f32'>, spikesGrad: Tensor<'f32'>): readonly Op[]
}

/** A tile of 16 by 8 pixels. */
const [QUADS, LINES] = [4, 8]

export function walkOver(context: Context, name: string, bins: Activation, spec: FiringSpec, seed: number, smooth: boolean): Walk {
  const { batch } = context
  const { height, width } = bins.space!
  const gated = spec.kind !== 'snn'
  const time = bins.value.shape
  const steps = time[0]!
  const between = [steps, batch * height * width, 4]
  const unused = [1, 1, 4]
  const made = (what: string, shape: readonly number[]) => tensor(`${name}.${what}`, 'f32', shape)
  const [potential, spikes] = [made('potential', time), made('spikes', time)]
  const [previousSpikes, leak] = [made('previousSpikes', gated ? time : unused), made('leak', gated ? time : unused)]
  const hidden = made('hidden', gated && spec.depth === 2 ? between : unused)
  const input = inputStack(context, name, bins, spec, seed)
  const gate = gated ? gateStack(context, name, spec, seed) : leakOf(context, name)
  const places = (t: Tensor<'f32'>) => view(t, [steps, batch, height, width, 4])
  const drive = places(input.drive.value)
  const driveGrad = places(input.drive.grad!)
  const neuron = { threshold: spec.threshold, resetTo: spec.resetTo, alpha: spec.alpha }
  const constants = tilesOf(spec, gated, smooth)
  const { bias1, weight2, bias2 } = gate
  const forward = kernels.samplerForward(
    { drive, gate: gate.span, potential, spikes, previousSpikes, leak, hidden },
    { bias1, weight2, bias2, lines: spec.kernel, ...neuron },
    constants,
  )
  return {
    convolutions: [
      ...input.convolutions,
      ...(gated ? gateConvolutions(name, bins, spec, gate.parameters, { previousSpikes, hidden, smooth }) : []),
    ],
    parameters: [...input.layers.flatMap(({ parameters }) => parameters), ...gate.parameters],
    potential,
    spikes,
    ...(gated && { leak }),
    forward: [...input.layers.flatMap((one) => one.forward), scan(steps, [forward], 'backward')],
    backward(potentialGrad, spikesGrad) {
      const hiddenGrad = made('hiddenGrad', hidden.shape)
      const back = kernels.samplerBackward(
        { potential, potentialGrad, spikesGrad, leak, gate: gate.span, hidden, driveGrad, hiddenGrad },
        { weight2, lines: spec.kernel, ...neuron },
        constants,
      )
      return [
        // With two convolutions, the gradient of the first one is a step late.
        scan(gated && spec.depth === 2 ? steps + 1 : steps, [back]),
        ...(gated
          ? gateGradients(name, spec, gate.parameters, { previousSpikes, hidden, hiddenGrad, driveGrad })
          : leakGradient(name, gate.parameters[0]!, { potential, driveGrad }, neuron, smooth)),
        ...[...input.layers].reverse().flatMap((one) => [...one.backwardInput, ...one.backwardParameters]),
      ]
    },
  }
}

/** The constants of the tiles, with the sizes of a tile and its margin in workgroup memory; lines are padded to whole quads. */
function tilesOf({ kernel, depth }: FiringSpec, gated: boolean, smooth: boolean) {
  const width = kernels.QUAD * (QUADS + Math.ceil((kernel - 1) / kernels.QUAD))
  const values = (convolutions: number) => (width + (convolutions - 1) * (kernel - 1)) * (LINES + convolutions * (kernel - 1))
  const margins = { WHOLE: gated ? values(depth) : 1, HIDDENS: gated && depth === 2 ? values(1) : 1 }
  return { QUADS, LINES, KERNEL: kernel, DEPTH: depth, GATED: Number(gated), SMOOTH: Number(smooth), ...margins }
}

const paddingOf = ({ kernel }: FiringSpec) => [(kernel - 1) / 2, (kernel - 1) / 2] as const
const windowOf = (spec: FiringSpec) => ({ kernel: [spec.kernel, spec.kernel], stride: [1, 1], padding: paddingOf(spec) }) as const

/** The contribution of the events to gates and currents, for every bin. */
function inputStack(context: Context, name: string, bins: Activation, spec: FiringSpec, seed: number) {
  const outputs = outputsOf(spec)
  const layers: Layer[] = []
  const convolutions: SamplerConvolution[] = []
  let drive = bins
  for (let d = 1; d <= spec.depth; d++) {
    const fan = convFan(drive === bins ? 2 : outputs, outputs, spec.kernel ** 2, drive.space!.channels)
    const initialize = initializeWeight('orthogonal', fan, seed, Math.SQRT2)
    const biases = { bias: true, initializeBias: initializeBias('pytorch', fan, seed) }
    const made = conv2d(context, `${name}.input${d}`, drive, { outputs, ...windowOf(spec), ...biases, initialize })
    const [weight, bias] = made.parameters
    convolutions.push({ name: made.name, weight: weight!, bias: bias!, input: drive, outputs, lag: 0 })
    layers.push(made)
    if (d < spec.depth) layers.push(activate(context, `${name}.input${d}.relu`, layers.at(-1)!.outputs[0]!, 'relu'))
    drive = layers.at(-1)!.outputs[0]!
  }
  return { layers, drive, convolutions }
}

interface Gate {
  readonly parameters: readonly Parameter[]
  /** All parameters, from the first to the last, as one tensor. */
  readonly span: Tensor<'f32'>
  /** The offsets of these parameters in `span`, in units of vec4. */
  readonly bias1: number
  readonly weight2: number
  readonly bias2: number
}

/**
 * The contribution of spikes to gates and currents. The weights are requested one after the other, so that they are contiguous and bound
 * as one.
 */
function gateStack({ network }: Context, name: string, spec: FiringSpec, seed: number): Gate {
  const outputs = outputsOf(spec)
  const parameters = [2, outputs].slice(0, spec.depth).flatMap((inputs, d) => {
    const fan = convFan(inputs, outputs, spec.kernel ** 2, inputs)
    const shape = [spec.kernel, spec.kernel, inputs, outputs]
    const own = `${name}.gate${d + 1}`
    return [
      network.parameter(`${own}.weight`, shape, 'weight', initializeWeight('kaimingUniform', fan, seed)),
      network.parameter(`${own}.bias`, [outputs], 'weight', initializeBias('pytorch', fan, seed)),
    ]
  })
  const starts = parameters.map(({ value }) => value.offset ?? 0)
  const first = starts[0]!
  const end = starts.at(-1)! + sizeOf(parameters.at(-1)!.value.shape)
  const [, bias1 = 0, weight2 = 0, bias2 = 0] = starts.map((start) => (start - first) / 4)
  return { parameters, span: view(rootOf(parameters[0]!.value) as Tensor<'f32'>, [end - first], first), bias1, weight2, bias2 }
}

/** The same as weight layers: the first receives the spikes of the bin that is processed before. */
function gateConvolutions(
  name: string,
  { features, space }: Activation,
  spec: FiringSpec,
  parameters: readonly Parameter[],
  { previousSpikes, hidden, smooth }: Pick<Kept, 'previousSpikes' | 'hidden'> & { readonly smooth: boolean },
): SamplerConvolution[] {
  const first: Activation = { value: previousSpikes, form: smooth ? 'dense' : 'binary', features, space: space! }
  const second: Activation = { value: hidden, form: 'sparse', features: 4, space: { ...space!, channels: 4 } }
  return [first, second].slice(0, spec.depth).map((input, d) => ({
    name: `${name}.gate${d + 1}`,
    weight: parameters[2 * d]!,
    bias: parameters[2 * d + 1]!,
    input,
    outputs: outputsOf(spec),
    lag: 1,
  }))
}

/** The single leak of a sampler without gates, initially sigmoid(0). */
function leakOf({ network }: Context, name: string): Gate {
  const logit = network.parameter(`${name}.decayLogit`, [4], 'neuron', () => new Float32Array(4), 1)
  return { parameters: [logit], span: logit.value, bias1: 0, weight2: 0, bias2: 0 }
}

interface Kept {
  readonly previousSpikes: Tensor<'f32'>
  readonly hidden: Tensor<'f32'>
  readonly hiddenGrad: Tensor<'f32'>
  /** [steps, batch, height, width, 4] */
  readonly driveGrad: Tensor<'f32'>
}

function gateGradients(name: string, spec: FiringSpec, parameters: readonly Parameter[], kept: Kept): Op[] {
  const [steps, batch, height, width] = kept.driveGrad.shape as readonly [number, number, number, number]
  const images = steps * batch
  const first = { input: kept.previousSpikes, channels: 2, outputGrad: spec.depth === 2 ? kept.hiddenGrad : kept.driveGrad }
  const second = { input: kept.hidden, channels: 4, outputGrad: kept.driveGrad }
  return [first, second].slice(0, spec.depth).flatMap(({ input, channels, outputGrad }, d) => {
    const own = `${name}.gate${d + 1}`
    const size = convSize(images, { height, width, channels }, 4, windowOf(spec))
    const grad = view(outputGrad, [images, height, width, 4])
    return [
      ...weightGradOps(own, size, view(input, [images, sizeOf(input.shape) / images]), grad, parameters[2 * d]!.grad),
      ...biasGradOps(own, asRows(grad), parameters[2 * d + 1]!),
    ]
  })
}

function leakGradient(
  name: string,
  logit: Parameter,
  { potential, driveGrad }: { readonly potential: Tensor<'f32'>; readonly driveGrad: Tensor<'f32'> },
  neuron: { readonly threshold: number; readonly resetTo: number; readonly alpha: number },
  smooth: boolean,
): Op[] {
  const [steps, batch, height, width] = driveGrad.shape as readonly [number, number, number, number]
  const pixels = height * width
  const rowsPerSplit = Math.max(64, Math.ceil(Math.sqrt(batch * pixels)))
  const partial = tensor(`${name}.leakPartial`, 'f32', [Math.ceil((batch * pixels) / rowsPerSplit), 4])
  const flat = view(driveGrad, [steps, batch, pixels, 4])
  return [
    kernels.samplerLeakBackward(
      { potential, driveGrad: flat, logit: logit.value, partial },
      { rowsPerSplit, ...neuron },
      { SMOOTH: Number(smooth) },
    ),
    sumSplits({ partial, total: logit.grad }, {}),
  ]
}
