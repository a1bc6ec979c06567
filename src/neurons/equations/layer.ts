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
import { differentiate } from './derivative'
import { shownOf } from './describe'
import { parameterBackward, printedKernel, SHARES } from './kernels'
import { programOf } from './program'
import { backwardSource, forwardSource, type Pass } from './shader'
import type { Model, Per } from './tree'
import type { Printed } from './wgsl'

/** The storage buffers that a shader may bind on every adapter. */
const MAX_BINDINGS = 8

export interface EquationsOptions {
  /** Of parameters that are not stored: the value. */
  readonly values: Readonly<Record<string, number>>
  /** Parameters of the network: learned, or with a value for each neuron. */
  readonly stored: readonly Stored[]
  /** The number of the experiment's surrogate in the shaders, and its scale, or a tensor with one by step; not for a text with its own. */
  readonly surrogate: { readonly kind: number; readonly scale: number | Tensor<'f32'> } | null
  readonly smooth?: boolean
  /** dL/d of these lines come from outside: [lines, steps, batch, neurons], s first. Absent: of s alone, from the next layer. */
  readonly given?: { readonly lines: readonly string[]; readonly gradients: Tensor<'f32'> }
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

/** Visible: membrane (the potential), spikes. @throws where normalization, dropout and what is learned need more buffers than every adapter has */
export function equations(context: Context, name: string, input: Activation, model: Model, options: EquationsOptions): Leaky {
  const { steps } = context
  const [, batch, neurons] = input.value.shape as readonly [number, number, number]
  const program = programOf(model)
  const { states } = program
  const { stored, surrogate, smooth = false } = options
  const windows = typeof surrogate?.scale === 'object' ? surrogate.scale : null
  const lines = options.given?.lines ?? ['s']
  const printed: Printed = {
    program,
    derived: differentiate(program, lines),
    shown: shownOf(model).index,
    uniform: model.parameters.map((parameter) => parameter.name).filter((name) => !stored.some((parameter) => parameter.name === name)),
    stored,
    given: lines,
    surrogate: surrogate?.kind ?? null,
    windows: windows !== null,
    masked: input.mask !== undefined,
    affine: input.affine !== undefined,
    smooth,
  }
  const binary = program.argument !== null && !smooth
  const output: Activation = {
    ...activation(`${name}.spikes`, [steps, batch, neurons], binary ? 'binary' : 'dense', true),
    features: input.features,
    ...(input.space && { space: input.space }),
  }
  const membrane = tensor(`${name}.membrane`, 'f32', [steps, batch, neurons])
  const kept = states.length > 0 ? tensor(`${name}.states`, 'f32', [states.length, steps, batch, neurons]) : null
  const bound = {
    product: input.value,
    ...(input.mask && { mask: input.mask }),
    ...(stored.length > 0 && { parameters: context.network.values }),
    ...(windows && { surrogateScale: windows }),
    ...(kept && { states: kept }),
  }
  const params = {
    features: input.features,
    ...Object.fromEntries(printed.uniform.map((name, at) => [`p${at}`, options.values[name]!])),
    ...Object.fromEntries(stored.map(({ learned }, index) => [`o${index}`, learned.value.offset! / 4])),
    ...(surrogate && typeof surrogate.scale === 'number' && { surrogateScale: surrogate.scale }),
  }
  const perNeuron = (size: Readonly<Record<string, number>>) => (size.batch! * size.neurons!) / 4
  const forward = printedKernel(
    'forward',
    forwardSource(printed),
    perNeuron,
  )({ ...bound, ...(input.affine && { map: input.affine.map }), spikes: output.value, membrane }, params)
  const back = (pass: Pass, more: Readonly<Record<string, Tensor<'f32'>>>, threads = perNeuron): Op => {
    const source = backwardSource(printed, pass)
    const { length } = source.bindings
    if (length > MAX_BINDINGS)
      throw new Error(
        `${name}: its backward pass would bind ${length} buffers, and ${MAX_BINDINGS} is what every adapter has. Leave out the dropout, the normalization, or what is learned per step.`,
      )
    const spikesGrad = options.given?.gradients ?? view(output.grad!, [1, steps, batch, neurons])
    return printedKernel(`backward-${pass}`, source, threads)({ ...bound, spikesGrad, ...more }, params)
  }
  const { parts, parameters } = gradientsOf(name, stored, input.affine ? input.affine.partial.shape[0]! : batch, [steps, batch, neurons])
  const backward = (): { input: Op[]; parameters: Op[] } => {
    if (!input.grad) return { input: [], parameters: [] }
    if (!input.affine) return { input: [back('plain', { productGrad: input.grad, ...parts })], parameters }
    const { map, partial: sums, coefficients, reduce } = input.affine
    return {
      input: [
        back('sums', { map, partial: sums, ...parts }, (size) => (size.partials! * size.neurons!) / 4),
        ...reduce,
        back('affine', { coefficients, productGrad: input.grad }),
      ],
      parameters,
    }
  }
  const { input: backwardInput, parameters: backwardParameters } = backward()
  return {
    ...layer(name, {
      outputs: [output],
      parameters: stored.map(({ learned }) => learned),
      forward: [forward],
      backwardInput,
      backwardParameters,
      visible: { membrane, spikes: output.value },
    }),
    states: kept && { names: states, tensor: kept },
    gradientSquares: (squares) =>
      watched([back('squares', { ...(input.affine && { map: input.affine.map }), squares }, (size) => size.threads!)]),
  }
}
