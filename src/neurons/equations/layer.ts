/**
 * Neurons as equations over all steps: tensors and ops of a text. As the leaky neurons do, they apply the affine of a normalization and the
 * mask of a dropout themselves. One dispatch forward; backward one, or two around the sums of a normalization, and one for each learned
 * parameter.
 */
import { type Activation, activation, type Context, layer } from '../../engine/graph'
import { type Op, watched } from '../../engine/kernel'
import type { Parameter } from '../../engine/network'
import { sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import type { Leaky } from '../leaky/layer'
import { recurrentTranspose } from '../recurrent-lif/kernels'
import { chunksFor } from '../recurrent-lif/variants'
import { backwardSource, type Pass } from './backward-shader'
import { differentiate } from './derivative'
import { MAX_BUFFERS, shownOf } from './describe'
import { boundBy, parameterBackward, printedKernel, SHARES } from './kernels'
import { isLeaf, type Operation } from './operations'
import { programOf } from './program'
import { LONG_FUNCTIONS } from './repeated-calls'
import { forwardSource } from './shader'
import type { Model, Per } from './tree'
import type { Lanes, Printed } from './wgsl'

/** From this number of instructions on, a driver that compiles for a CPU spends more time than four neurons per invocation save. */
const LONG = 300

function lanesOf(operations: readonly Operation[]): Lanes {
  const instructions = operations.filter(({ op }) => !isLeaf(op)).map(({ op }) => (LONG_FUNCTIONS.has(op) ? 10 : 1))
  return instructions.reduce((a, b) => a + b, 0) < LONG ? 4 : 1
}

/** The most threads of a workgroup, on every adapter. */
const MAX_THREADS = 256

/** The dispatches of neurons that receive their own spikes: a workgroup is a sample, or, where a layer is too wide, each step a dispatch. */
function chunksOf(context: Context, direction: 'forward' | 'backward', batch: number, neurons: number, lanes: Lanes) {
  const threads = neurons / lanes
  if (threads > MAX_THREADS) return Array.from({ length: context.steps }, (_, firstStep) => ({ firstStep, count: 1, WORKGROUP: 64 }))
  return chunksFor(context, direction, batch, neurons).map((chunk) => ({ ...chunk, WORKGROUP: threads }))
}

export interface EquationsOptions {
  /** The values of parameters that are not stored. */
  readonly values: Readonly<Record<string, number>>
  /** Parameters of the network: learned, or with a value for each neuron. */
  readonly stored: readonly Stored[]
  /** The number of the experiment's surrogate in the shaders, and its scale, or a tensor with one by step; not for a text with its own. */
  readonly surrogate: { readonly kind: number; readonly scale: number | Tensor<'f32'> } | null
  /** What the text's surrogate reads: MeasuredRow.table. */
  readonly measured?: Tensor<'f32'>
  readonly smooth?: boolean
  readonly recurrent?: OwnSpikes
  /** dL/d of these lines come from outside: [lines, steps, batch, neurons], s first. Absent: of s alone, from the next layer. */
  readonly given?: { readonly lines: readonly string[]; readonly gradients: Tensor<'f32'> }
}

/** The weights by which neurons receive their own spikes of `span` steps ago. */
interface OwnSpikes {
  /** [neurons that spiked, neurons], both padded. */
  readonly weights: Parameter
  readonly span: number
  /** Ops that add the product of `input` with `outputGrad` over all steps to the weights' gradient. */
  readonly weightGrad: (input: Activation, outputGrad: Tensor<'f32'>) => Op[]
}

export interface Stored {
  readonly name: string
  readonly per: Per
  readonly learned: Parameter
}

/** The partial sums of the parameters' gradients, which the backward pass writes, and the ops that add them up. @param rows of partials */
function gradientsOf(name: string, stored: readonly Stored[], rows: number, [steps, batch, neurons]: readonly [number, number, number]) {
  const byStep = stored.filter(({ per }) => per === 'step')
  const others = stored.filter(({ per }) => per !== 'step')
  const parameterPartial = tensor(`${name}.parameterPartial`, 'f32', [rows, others.length, neurons])
  const stepPartial = tensor(`${name}.stepPartial`, 'f32', [byStep.length, steps, batch, neurons])
  const sum = (partial: Tensor<'f32'>, { per, learned: { grad } }: Stored, row: number): Op =>
    parameterBackward({ partial, gradient: view(grad, [sizeOf(grad.shape)]) }, { row }, { SHARE: SHARES[per] })
  return {
    parts: { ...(others.length > 0 && { parameterPartial }), ...(byStep.length > 0 && { stepPartial }) },
    parameters: [
      ...others.map((parameter, row) => sum(parameterPartial, parameter, row)),
      ...byStep.map((parameter, at) => sum(view(stepPartial, [steps, batch, neurons], at * steps * batch * neurons), parameter, 0)),
    ],
  }
}

/** The input of the printer for the kernels of a layer. */
export function printedOf(
  model: Model,
  input: Activation,
  { stored, surrogate, measured, recurrent, smooth = false, given }: EquationsOptions,
): Printed {
  const program = programOf(model)
  const lines = given?.lines ?? ['s']
  const derived = differentiate(program, lines)
  return {
    program,
    derived,
    shown: shownOf(model).index,
    uniform: model.parameters.map((parameter) => parameter.name).filter((name) => !stored.some((parameter) => parameter.name === name)),
    stored,
    given: lines,
    surrogate: surrogate?.kind ?? null,
    windows: typeof surrogate?.scale === 'object',
    measured: measured !== undefined,
    masked: input.mask !== undefined,
    affine: input.affine !== undefined,
    recurrent: recurrent !== undefined,
    smooth,
    lanes: lanesOf(derived.program.operations),
  }
}

type Sizes = Readonly<Record<string, number>>
export const perNeuron = (lanes: Lanes) => (size: Sizes) => (size.batch! * size.neurons!) / lanes

function backwardKernel(name: string, printed: Printed, pass: Pass, threads = perNeuron(printed.lanes)) {
  const source = backwardSource(printed, pass)
  const { length } = source.bindings
  if (length > MAX_BUFFERS)
    throw new Error(
      `${name}: its backward pass would bind ${length} buffers, and ${MAX_BUFFERS} is what every adapter has. Leave out the dropout, the normalization, the recurrence, or what is learned per step.`,
    )
  return printedKernel(`backward-${pass}`, source, threads)
}

/**
 * Visible: membrane (the potential), spikes. Neurons that receive their own spikes add them to `input` in place, which must have all steps
 * and neither a normalization nor a mask: see `driven`. @throws where normalization, dropout and what is learned need more buffers than
 * every adapter has
 */
export function equations(context: Context, name: string, input: Activation, model: Model, options: EquationsOptions): Leaky {
  const { steps } = context
  const [, batch, neurons] = input.value.shape as readonly [number, number, number]
  const { stored, surrogate, measured, recurrent: own } = options
  const printed = printedOf(model, input, options)
  const { states, argument } = printed.program
  const output: Activation = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], argument !== null && !printed.smooth ? 'binary' : 'dense', true),
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const membrane = tensor(`${name}.membrane`, 'f32', [steps, batch, neurons])
  const kept = states.length > 0 ? tensor(`${name}.states`, 'f32', [states.length, steps, batch, neurons]) : null
  const bound = {
    product: input.value,
    ...(input.mask && { mask: input.mask }),
    ...(stored.length > 0 && { parameters: context.network.values }),
    ...(typeof surrogate?.scale === 'object' && { surrogateScale: surrogate.scale }),
    ...(measured && { surrogateScale: measured }),
    ...(kept && { states: kept }),
  }
  const params = {
    features: input.features,
    ...Object.fromEntries(printed.uniform.map((name, at) => [`p${at}`, options.values[name]!])),
    ...Object.fromEntries(stored.map(({ learned }, index) => [`o${index}`, learned.value.offset! / printed.lanes])),
    ...(typeof surrogate?.scale === 'number' && { surrogateScale: surrogate.scale }),
  }
  const calls = (
    direction: 'forward' | 'backward',
    kernel: ReturnType<typeof printedKernel>,
    tensors: Parameters<typeof kernel>[0],
  ): Op[] =>
    own
      ? chunksOf(context, direction, batch, neurons, printed.lanes).map(({ WORKGROUP, ...chunk }) =>
          kernel(boundBy(kernel, tensors), { ...params, ...chunk, span: own.span }, { WORKGROUP }),
        )
      : [kernel(boundBy(kernel, tensors), params)]
  const spikesGrad = options.given?.gradients ?? view(output.grad!, [1, steps, batch, neurons])
  const back = (pass: Pass, more: Readonly<Record<string, Tensor<'f32'>>>, threads = perNeuron(printed.lanes)): Op => {
    const kernel = backwardKernel(name, printed, pass, threads)
    return kernel(boundBy(kernel, { ...bound, membrane, spikesGrad, ...more }), params)
  }
  const { parts, parameters } = gradientsOf(name, stored, input.affine ? input.affine.partial.shape[0]! : batch, [steps, batch, neurons])
  const backward = (): { input: Op[]; parameters: Op[] } => {
    if (!input.grad) return { input: [], parameters: [] }
    if (own) {
      const transposed = tensor(`${name}.transposed`, 'f32', [neurons, neurons])
      // After the steps come the gradients of the states, which a chunk leaves for the chunk before it.
      const mixedGrad = tensor(`${name}.mixedGrad`, 'f32', [steps + states.length, batch, neurons])
      const tensors = { ...bound, membrane, spikesGrad, transposed, productGrad: input.grad, mixedGrad, ...parts }
      const walk = calls('backward', backwardKernel(name, printed, 'recurrent'), tensors)
      return {
        input: [recurrentTranspose({ recurrent: own.weights.value, transposed }, {}), ...walk.reverse()],
        parameters: [...own.weightGrad(output, view(mixedGrad, [steps, batch, neurons])), ...parameters],
      }
    }
    if (!input.affine) return { input: [back('plain', { productGrad: input.grad, ...parts })], parameters }
    const { map, partial: sums, coefficients, reduce } = input.affine
    return {
      input: [
        back('sums', { map, partial: sums, ...parts }, (size) => (size.partials! * size.neurons!) / printed.lanes),
        ...reduce(),
        back('affine', { coefficients, productGrad: input.grad }),
      ],
      parameters,
    }
  }
  const { input: backwardInput, parameters: backwardParameters } = backward()
  const map = input.affine && { map: input.affine.map }
  return {
    ...layer(name, {
      outputs: [output],
      parameters: [...(own ? [own.weights] : []), ...stored.map(({ learned }) => learned)],
      forward: [
        ...(input.affine?.forward ?? []),
        ...calls('forward', printedKernel('forward', forwardSource(printed), perNeuron(printed.lanes)), {
          ...bound,
          ...map,
          ...(own && { recurrent: own.weights.value }),
          spikes: output.value,
          membrane,
        }),
      ],
      backwardInput,
      backwardParameters,
      visible: { membrane, spikes: output.value },
    }),
    states: kept && { names: states, tensor: kept },
    gradientSquares: (squares) => watched([back('squares', { ...map, squares }, (size) => size.threads!)]),
  }
}
