/**
 * The walk of a latent model over time: posterior, latent and memory of every step, tensors and ops. What does not hang on the memory is
 * not here: features, prior and decoder run over all steps at once, in front of it and behind it.
 */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { BORDER, type Initialize, type Parameter } from '../../engine/network'
import { randomKey, streamOf, uniform } from '../../engine/random'
import { padded, rootOf, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import { columnSum, sumSplits } from '../kernels'
import { weightGradient } from '../linear/layer'
import * as kernels from './kernels'
import { CELL_KINDS, drivesOf, type LatentSpec, lanesFor, roomFor } from './schema'

/** First values of the layers that make the drives of the features; columns of a gate are padded each by itself. */
export function drivesInitialized(spec: LatentSpec) {
  const { encoder, gates, encoderFan, memoryFan } = columnsOf(spec)
  const of = (columns: Columns, fan: number) => ({
    initialize: within(spec.seed, fan, spec.features, columns.real),
    initializeBias: within(spec.seed, fan, 1, columns.real),
  })
  return { encoder: of(encoder, encoderFan), memory: of(gates, memoryFan) }
}

export interface LatentInputs {
  /** [steps, rows, drivesOf(..).encoder] and [.., memory]: absent where these are 0. */
  readonly encoderDrive?: Activation | undefined
  readonly memoryDrive?: Activation | undefined
  /** [steps, rows, padded latents] standard normals; absent without a latent. */
  readonly noise?: Tensor<'f32'> | undefined
  /** [rows, statesOf(..)]: what each row begins with, and then ends with. */
  readonly carried: Tensor<'f32'>
}

export interface LatentWalk extends Layer {
  /** Means, then log variances of q, [steps, rows, 2 latents]. Whoever uses it WRITES its gradient, to which the walk adds its own, in place. */
  readonly posterior: Activation
  /** The latent and the memory before the step, [steps, rows, padded latents + padded size]: what a decoder sees. */
  readonly joined: Activation
  /** [steps, rows, size]: the memory before each step, which a prior sees; behind each step, for a model without a latent. */
  readonly memory: Activation
  readonly latent: Tensor<'f32'>
  /** Its weights, and of each matrix how many rows and columns mean something; a memory is a multiple of four, so that gates have no gaps. */
  readonly matrices: readonly { readonly parameter: Parameter; readonly inputs: number; readonly outputs: number }[]
}

/** @param reads which memory somebody reads, whose gradient is then taken: that before a step or that behind it. */
export function latentWalk(
  context: Context,
  name: string,
  spec: LatentSpec,
  inputs: LatentInputs,
  reads: 'before' | 'after' | 'none',
): LatentWalk {
  const { steps, batch: rows } = context
  const { latents, cell } = spec
  const weights = weightsOf(context, name, spec)
  const kept = keptOf(name, steps, rows, spec)
  const made = outputsOf(name, steps, rows, spec, kept, reads)
  const { encoderDrive, memoryDrive, noise, carried } = inputs
  const nothing = view(weights.span, [1, 1, 4])
  const constants = {
    CELL: CELL_KINDS.indexOf(cell),
    LATENT: Number(latents > 0),
    ENCODER_HIDDEN: Number(spec.encoderHidden > 0),
    MEMORY_HIDDEN: Number(spec.memoryHidden > 0),
    LANES: lanesFor(spec),
  }
  const room = roomFor(spec)
  const params = { steps, latents, ...weights.places, ...kept.places }
  const forward = kernels.latentForward(
    {
      encoderDrive: encoderDrive?.value ?? nothing,
      memoryDrive: memoryDrive?.value ?? nothing,
      noise: noise ?? nothing,
      weights: weights.span,
      carried,
      kept: kept.whole,
    },
    params,
    { ...constants, ...room.both, ...room.forward },
  )
  const learned =
    context.mode === 'train' ? backwardOf(context, name, spec, inputs, reads, { weights, kept, made, params, constants }) : undefined
  return {
    ...layer(name, {
      outputs: [made.joined, made.memory],
      parameters: weights.all,
      forward: [forward],
      ...learned,
      visible: { posterior: made.posterior.value, latent: kept.latent, memory: made.memory.value },
    }),
    ...made,
    latent: kept.latent,
    matrices: weights.matrices,
  }
}

interface Made {
  readonly weights: Weights
  readonly kept: Kept
  readonly made: ReturnType<typeof outputsOf>
  readonly params: Parameters<typeof kernels.latentForward>[1]
  readonly constants: Readonly<Record<'CELL' | 'LATENT' | 'ENCODER_HIDDEN' | 'MEMORY_HIDDEN' | 'LANES', number>>
}

function backwardOf(
  context: Context,
  name: string,
  spec: LatentSpec,
  { encoderDrive, memoryDrive }: LatentInputs,
  reads: 'before' | 'after' | 'none',
  { weights, kept, made, params, constants }: Made,
) {
  const { steps, batch: rows } = context
  const { latents, cell } = spec
  const size = padded(spec.size)
  const room = roomFor(spec)
  const unused = (what: string) => tensor(`${name}.${what}`, 'f32', [1, 1, 4])
  const nothing = view(weights.span, [1, 1, 4])
  const gateGrads = tensor(`${name}.gateGrads`, 'f32', [steps, rows, cell === 'gru' ? 3 * size : 4])
  const outGrads = tensor(`${name}.outGrads`, 'f32', [steps, rows, spec.memoryHidden > 0 ? size : 4])
  // One of the two at most.
  const grads = cell === 'gru' ? gateGrads : outGrads
  const backward = kernels.latentBackward(
    {
      kept: kept.whole,
      weights: weights.span,
      joinedGrad: latents > 0 ? made.joined.grad! : nothing,
      memoryGrad: reads === 'none' ? nothing : made.memory.grad!,
      posteriorGrad: latents > 0 ? made.posterior.grad! : unused('noPosterior'),
      encoderDriveGrad: encoderDrive?.grad ?? unused('noEncoder'),
      memoryDriveGrad: memoryDrive?.grad ?? unused('noMemory'),
      grads: view(grads, [sizeOf(grads.shape)]),
    },
    { ...params, size, gateGrads: 0, outGrads: 0 },
    { ...constants, ...room.both, ...room.backward, MEMORY_GRAD: { none: 0, before: 1, after: 2 }[reads] },
  )
  return {
    backwardInput: [backward],
    backwardParameters: weightGradients(context, name, weights, kept, {
      encoder: encoderDrive?.grad,
      gates: memoryDrive?.grad,
      products: cell === 'gru' ? gateGrads : memoryDrive?.grad,
      out: outGrads,
      posterior: made.posterior.grad,
    }),
  }
}

// ---- weights

interface Weights {
  readonly matrices: LatentWalk['matrices']
  readonly all: readonly Parameter[]
  readonly encoderMemory?: Parameter
  readonly encoderOut?: Parameter
  readonly encoderOutBias?: Parameter
  readonly memoryMemory?: Parameter
  readonly memoryBias?: Parameter
  readonly memoryLatent?: Parameter
  readonly memoryOut?: Parameter
  readonly memoryOutBias?: Parameter
  /** From the first to the last. */
  readonly span: Tensor<'f32'>
  readonly places: Readonly<Record<(typeof WEIGHTS)[number], number>>
}

const WEIGHTS = [
  'encoderMemory',
  'encoderOut',
  'encoderOutBias',
  'memoryMemory',
  'memoryBias',
  'memoryLatent',
  'memoryOut',
  'memoryOutBias',
] as const

/** Asked for one after the other, so that they lie one after the other and are bound as one. */
function weightsOf({ network }: Context, name: string, spec: LatentSpec): Weights {
  const { latents, encoderHidden, cell, size, memoryHidden, seed } = spec
  const prefix = name.replace(/[^.]*$/, '')
  const { gates, encoder, posterior, out, encoderFan, memoryFan } = columnsOf(spec)
  const matrices: { parameter: Parameter; inputs: number; outputs: number }[] = []
  const listed = (parameter: Parameter, inputs: number, columns: Columns) => {
    matrices.push({ parameter, inputs, outputs: countOf(columns) })
    return parameter
  }
  const matrix = (what: string, rows: number, columns: Columns, fan: number) => {
    const shape = [padded(rows), columns.shape]
    const initialize = within(seed, fan, rows, columns.real)
    return listed(network.parameter(`${prefix}${what}`, shape, 'weight', initialize, rows * countOf(columns)), rows, columns)
  }
  const bias = (what: string, columns: Columns, fan: number) =>
    listed(
      network.parameter(`${prefix}${what}`, [columns.shape], 'weight', within(seed, fan, 1, columns.real), countOf(columns)),
      1,
      columns,
    )
  const made = {
    ...(latents > 0 && { encoderMemory: matrix('encoder.recurrent', size, encoder, encoderFan) }),
    ...(latents > 0 &&
      encoderHidden > 0 && {
        encoderOut: matrix('encoderOut.weight', encoderHidden, posterior, encoderHidden),
        encoderOutBias: bias('encoderOut.bias', posterior, encoderHidden),
      }),
    ...(cell !== 'none' && { memoryMemory: matrix('memory.recurrent', size, gates, memoryFan) }),
    ...(cell === 'gru' && { memoryBias: bias('memory.recurrentBias', gates, memoryFan) }),
    ...(cell !== 'none' && latents > 0 && { memoryLatent: matrix('memory.latent', latents, gates, memoryFan) }),
    ...(memoryHidden > 0 && {
      memoryOut: matrix('memoryOut.weight', memoryHidden, out, memoryHidden),
      memoryOutBias: bias('memoryOut.bias', out, memoryHidden),
    }),
  }
  const all = Object.values(made)
  const startOf = ({ value }: Parameter) => value.offset ?? 0
  const first = Math.min(...all.map(startOf))
  const end = Math.max(...all.map((p) => startOf(p) + Math.ceil(sizeOf(p.value.shape) / BORDER) * BORDER))
  const places = Object.fromEntries(WEIGHTS.map((what) => [what, made[what] ? (startOf(made[what]) - first) / 4 : 0])) as Weights['places']
  return { ...made, all, matrices, span: view(rootOf(all[0]!.value) as Tensor<'f32'>, [end - first], first), places }
}

/** Columns of a matrix, with padding, and which of them mean something. */
interface Columns {
  readonly shape: number
  real(column: number): boolean
}

function columnsOf(spec: LatentSpec) {
  const { features, latents, cell, size, memoryHidden } = spec
  const drives = drivesOf(spec)
  const block = memoryHidden || padded(size)
  const upTo = (count: number): Columns => ({ shape: padded(count), real: (c) => c < count })
  return {
    gates: { shape: padded(drives.memory), real: (c: number) => c < drives.memory && c % block < (memoryHidden || size) },
    encoder: upTo(drives.encoder),
    posterior: upTo(2 * latents),
    out: upTo(size),
    // As PyTorch draws them: of one map of all inputs, or of a gated cell by its size.
    encoderFan: features + (cell === 'none' ? 0 : size),
    memoryFan: cell === 'gru' || cell === 'lstm' ? size : features + latents + size,
  }
}

const countOf = ({ shape, real }: Columns): number => Array.from({ length: shape }, (_, c) => Number(real(c))).reduce((a, b) => a + b, 0)

/** Uniform within 1/sqrt(fan), as PyTorch draws linear and recurrent weights; padding is 0. */
function within(seed: number, fan: number, rows: number, real: (column: number) => boolean): Initialize {
  return (shape, name) => {
    const key = randomKey(seed, streamOf(name))
    const columns = shape.at(-1)!
    return Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
      Math.floor(i / columns) < rows && real(i % columns) ? (2 * uniform(key, i) - 1) / Math.sqrt(fan) : 0,
    )
  }
}

// ---- what is kept of a walk

function keptOf(name: string, steps: number, rows: number, spec: LatentSpec) {
  const { latents, encoderHidden, cell, memoryHidden } = spec
  const size = padded(spec.size)
  const posterior = padded(2 * latents)
  const gates = memoryHidden || (cell === 'gru' || cell === 'lstm' ? 4 * size : 0)
  const widths = {
    keptMemory: [steps, size],
    keptAfter: [steps, size],
    keptCell: [cell === 'lstm' ? steps + 1 : 0, size],
    keptJoined: [latents > 0 ? steps : 0, padded(latents) + size],
    keptPosterior: [steps, posterior],
    keptLatent: [steps, padded(latents)],
    keptHidden: [steps, latents > 0 ? padded(encoderHidden) : 0],
    keptGates: [steps, padded(gates)],
  } as const
  let words = 0
  const starts = Object.fromEntries(
    Object.entries(widths).map(([section, [count, width]]) => {
      const start = words
      words += Math.ceil((count * rows * width) / BORDER) * BORDER
      return [section, start]
    }),
  ) as Record<keyof typeof widths, number>
  const whole = tensor(`${name}.kept`, 'f32', [rows, padded(Math.ceil(words / rows))])
  const flat = view(whole, [sizeOf(whole.shape)])
  const section = (what: keyof typeof widths) => {
    const [count, width] = widths[what]
    return view(flat, [count, rows, width], starts[what])
  }
  return {
    whole,
    section,
    places: Object.fromEntries(Object.entries(starts).map(([what, start]) => [what, start / 4])) as Record<keyof typeof widths, number>,
    latent: section('keptLatent'),
  }
}

type Kept = ReturnType<typeof keptOf>

function outputsOf(name: string, steps: number, rows: number, spec: LatentSpec, kept: Kept, reads: 'before' | 'after' | 'none') {
  const { latents, size } = spec
  const activation = (what: string, value: Tensor<'f32'>, features: number, learns: boolean): Activation => ({
    value,
    ...(learns && { grad: tensor(`${name}.${what}Grad`, 'f32', [steps, rows, value.shape[2]!]) }),
    form: 'dense',
    features,
  })
  return {
    posterior: activation('posterior', kept.section('keptPosterior'), 2 * latents, latents > 0),
    joined: activation('joined', kept.section('keptJoined'), padded(latents) + size, latents > 0),
    memory: activation('memory', kept.section(reads === 'after' ? 'keptAfter' : 'keptMemory'), size, reads !== 'none'),
  }
}

// ---- the gradients of the weights, over all steps at once

interface Grads {
  readonly encoder: Tensor<'f32'> | undefined
  readonly gates: Tensor<'f32'> | undefined
  readonly products: Tensor<'f32'> | undefined
  readonly out: Tensor<'f32'>
  readonly posterior: Tensor<'f32'> | undefined
}

function weightGradients(context: Context, name: string, weights: Weights, kept: Kept, grads: Grads): Op[] {
  const before = kept.section('keptMemory')
  const of = (what: string, value: Tensor<'f32'>, grad: Tensor<'f32'> | undefined, weight: Parameter | undefined) =>
    weight && grad ? weightGradient(context, `${name}.${what}`, { value, form: 'dense', features: value.shape[2]! }, grad, weight) : []
  return [
    ...of('encoderMemory', before, grads.encoder, weights.encoderMemory),
    ...of('encoderOut', kept.section('keptHidden'), grads.posterior, weights.encoderOut),
    ...biasGradient(`${name}.encoderOut`, grads.posterior, weights.encoderOutBias),
    ...of('memoryMemory', before, grads.products, weights.memoryMemory),
    ...biasGradient(`${name}.memory`, grads.products, weights.memoryBias),
    ...of('memoryLatent', kept.latent, grads.gates, weights.memoryLatent),
    ...of('memoryOut', kept.section('keptGates'), grads.out, weights.memoryOut),
    ...biasGradient(`${name}.memoryOut`, grads.out, weights.memoryOutBias),
  ]
}

const ROWS_A_SPLIT = 64

function biasGradient(name: string, grad: Tensor<'f32'> | undefined, bias: Parameter | undefined): Op[] {
  if (!grad || !bias) return []
  const rows = grad.shape[0]! * grad.shape[1]!
  const columns = grad.shape[2]!
  const partial = tensor(`${name}.biasPartial`, 'f32', [Math.ceil(rows / ROWS_A_SPLIT), columns])
  return [
    columnSum({ input: view(grad, [rows, columns]), partial }, { rowsPerSplit: ROWS_A_SPLIT }),
    sumSplits({ partial, total: bias.grad }, {}),
  ]
}
