/** Conversions between the weights of a latent model in files and the parameters of the network. */
import type { Network, Parameter } from '../../engine/network'
import { padded, sizeOf } from '../../engine/tensor'
import type { Inspection } from '../readable-tensors'
import type { TecosAttributes } from './attributes'
import { transposeWeight, transposeWeightBack } from './layout'
import { type Case, need } from './read'

/** The sizes that nets share: features of the stimulus, units of the memory, dimensions of the latent. */
export const sizesOf = ({ nets }: TecosAttributes) => ({
  features: nets.features.at(-1)!,
  size: nets.prior[0]!,
  latents: nets.prior.at(-1)! / 2,
})

/** Whether a net has a hidden layer. */
export const isDeep = (sizes: readonly number[]): boolean => sizes.length > 2

/** Rows of a parameter that are columns of a weight in the file. */
interface WeightBlock {
  readonly parameter: string
  readonly inputs: number
  readonly row: number
}
/** One weight of a file, [outputs, inputs of all pieces]; a bias is the weight of an input that is 1. */
interface Place {
  readonly name: string
  readonly outputs: number
  readonly pieces: readonly WeightBlock[]
}

/** A weight of a file covers all concatenated inputs of a layer; here each of these may have its own parameter. */
export function placesOf(a: TecosAttributes): Place[] {
  const { nets } = a
  const { features, size, latents } = sizesOf(a)
  const piece = (parameter: string, inputs: number, row = 0): WeightBlock => ({ parameter, inputs, row })
  const net = (name: string, sizes: readonly number[], layers: readonly string[], first?: readonly WeightBlock[]): Place[] =>
    layers.flatMap((at, i) => [
      { name: `${name}Weight${i + 1}`, outputs: sizes[i + 1]!, pieces: (i === 0 && first) || [piece(`${at}.weight`, sizes[i]!)] },
      { name: `${name}Bias${i + 1}`, outputs: sizes[i + 1]!, pieces: [piece(`${at}.bias`, 1)] },
    ])
  const decoder = isDeep(nets.decoder) ? ['decoder1', 'output'] : ['output']
  const seen = `${decoder[0]}.weight`
  const ofEncoder = [piece('encoder.weight', features), piece('encoder.recurrent', size)]
  // The memory begins after the padding of the latents.
  const ofDecoder = [piece(seen, latents), piece(seen, size, padded(latents))]
  const ofMemory = [piece('memory.weight', features), piece('memory.latent', latents), piece('memory.recurrent', size)]
  const layers = nets.features.slice(1).map((_, i) => `features${i + 1}`)
  return [
    ...net('features', nets.features, layers),
    ...net('prior', nets.prior, isDeep(nets.prior) ? ['prior1', 'prior'] : ['prior']),
    ...net('encoder', nets.encoder, isDeep(nets.encoder) ? ['encoder', 'encoderOut'] : ['encoder'], ofEncoder),
    ...net('decoder', nets.decoder, decoder, ofDecoder),
    ...(nets.memory ? net('memory', nets.memory, isDeep(nets.memory) ? ['memory', 'memoryOut'] : ['memory'], ofMemory) : []),
  ]
}

const widthOf = ({ value: { shape } }: Parameter): number => shape.at(-1)!

/** The columns of a [outputs, inputs] matrix from `first` on. */
const columnsOf = (data: ArrayLike<number>, inputs: number, first: number, count: number) =>
  Array.from(data).filter((_, i) => i % inputs >= first && i % inputs < first + count)

/** @throws where a weight does not fit, or one of the network's has no value. */
export function writeWeights(bench: Inspection, network: Network, places: readonly Place[], { inputs }: Case): void {
  const values = new Map<string, Float32Array<ArrayBuffer>>()
  for (const { name, outputs, pieces } of places) {
    const { data, shape } = need(inputs, name)
    const all = pieces.reduce((sum, piece) => sum + piece.inputs, 0)
    let first = 0
    for (const { parameter, inputs: count, row } of pieces) {
      const into = network.parameters.get(parameter)
      if (!into || shape[0] !== outputs || data.length !== outputs * all || padded(outputs) !== widthOf(into))
        throw new Error(`${name} [${shape}] does not fit: ${all} inputs, ${outputs} outputs, ${parameter} [${into?.value.shape}]`)
      const whole = values.get(parameter) ?? new Float32Array(sizeOf(into.value.shape))
      const laid = transposeWeight(columnsOf(data, all, first, count), outputs, count)
      whole.set(laid.subarray(0, count * widthOf(into)), row * widthOf(into))
      values.set(parameter, whole)
      first += count
    }
  }
  for (const [name, { value }] of network.parameters) {
    const given = values.get(name)
    if (!given) throw new Error(`the case has no values for ${name}`)
    bench.write(value, given)
  }
}

/** The gradients, joined again in the layout of the file. */
export async function gradientsOf(bench: Inspection, network: Network, places: readonly Place[]) {
  const gradients: Record<string, Float64Array> = {}
  for (const { name, outputs, pieces } of places) {
    const parts = await Promise.all(
      pieces.map(async ({ parameter, inputs, row }) => {
        const from = network.parameters.get(parameter)!
        const rows = (await bench.f32(from.grad)).subarray(row * widthOf(from))
        return { inputs, data: transposeWeightBack(rows, outputs, inputs) }
      }),
    )
    const row = (o: number) => parts.flatMap(({ inputs, data }) => [...data.subarray(o * inputs, (o + 1) * inputs)])
    gradients[name] = Float64Array.from(Array.from({ length: outputs }, (_, o) => row(o)).flat())
  }
  return gradients
}
