/**
 * Groups the tensors of a weights file by layer. In its order each layer has a matrix or a kernel, a bias, delays, a normalization, the
 * learned decay of its neurons, and their recurrent weights, all but the first optional. Names do not matter, except for their endings.
 */
import type { NamedTensor } from '../safetensors'
import { NirRefusal } from './graph'

interface Norm {
  readonly gamma: Float32Array
  readonly beta: Float32Array
  readonly mean: Float32Array
  readonly variance: Float32Array
}

/** The tensors of a layer in a weights file. */
export interface LayerWeights {
  /** [out, in] or [out, in, rows, columns]. */
  readonly weight: NamedTensor
  /** [out]. */
  readonly bias?: NamedTensor
  /** [in], the delays of its inputs in steps, not rounded; of other shapes where synapses or neurons have them. */
  readonly delay?: NamedTensor
  readonly norm?: Norm
  /** The logit of the decay. */
  readonly w?: NamedTensor
  /** [to, from], of neurons that receive their own spikes. */
  readonly recurrent?: NamedTensor
  /** The learned parameters of neurons as equations, by name. */
  readonly parameters: Readonly<Record<string, NamedTensor>>
}

const AVERAGE = 'average.'

/** The tensors that evaluations use: averages where the file has them. */
export function usedTensors(tensors: readonly NamedTensor[]): readonly NamedTensor[] {
  const averages = new Map(tensors.filter(({ name }) => name.startsWith(AVERAGE)).map((t) => [t.name.slice(AVERAGE.length), t]))
  return tensors.filter(({ name }) => !name.startsWith(AVERAGE)).map((t) => averages.get(t.name) ?? t)
}

/**
 * The learned parameters of neurons as equations, with the number of their layer from 1, or Out, and their name. A file has them together,
 * named by the kind of neuron: kind1.alpha.
 */
function typedParameter({ name, shape }: NamedTensor, kind: string): { readonly layer: string; readonly parameter: string } | undefined {
  const found = shape.length < 2 && name.startsWith(kind) && /^(\d+|Out)\.(\w+)$/.exec(name.slice(kind.length))
  return found ? { layer: found[1]!, parameter: found[2]! } : undefined
}

/**
 * @param typed the kind of neuron, if it is given as equations
 * @throws NirRefusal if the tensors are not in this order, such as those of learned skips
 */
export function layerWeights(all: readonly NamedTensor[], typed?: string): LayerWeights[] {
  const parameters = all.flatMap((tensor) => {
    const found = typed === undefined ? undefined : typedParameter(tensor, typed)
    return found ? [{ ...found, tensor }] : []
  })
  const tensors = all.filter((tensor) => !parameters.some((one) => one.tensor === tensor))
  const of = (layer: string) => Object.fromEntries(parameters.flatMap((one) => (one.layer === layer ? [[one.parameter, one.tensor]] : [])))
  const layers: Omit<LayerWeights, 'parameters'>[] = []
  for (let at = 0; at < tensors.length; ) {
    const weight = tensors[at++]!
    if (weight.shape.length < 2 || !weight.name.endsWith('.weight'))
      throw new NirRefusal(`No layer is known that ${weight.name} belongs to.`)
    const isNext = (ending: string, axes: number) => {
      const next = tensors[at]
      return next?.name.endsWith(ending) === true && next.shape.length <= axes
    }
    const bias = isNext('.bias', 1) ? tensors[at++] : undefined
    const delay = isNext('.delay', 2) ? tensors[at++] : undefined
    const norm = isNext('.weight', 1) ? normAt(tensors, at) : undefined
    if (norm) at += 4
    const w = isNext('.w', 1) ? tensors[at++] : undefined
    const recurrent = isNext('.recurrent', 2) ? tensors[at++] : undefined
    const found = {
      ...(bias && { bias }),
      ...(delay && { delay }),
      ...(norm && { norm }),
      ...(w && { w }),
      ...(recurrent && { recurrent }),
    }
    layers.push({ weight, ...found })
  }
  return layers.map((layer, i) => ({ ...layer, parameters: of(i === layers.length - 1 ? 'Out' : `${i + 1}`) }))
}

function normAt(tensors: readonly NamedTensor[], at: number): Norm {
  const [gamma, beta, mean, variance] = tensors.slice(at, at + 4).map(({ data }) => data)
  return { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! }
}
