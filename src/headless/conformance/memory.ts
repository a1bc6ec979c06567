/** The conformance op of gated recurrent spiking neurons, through the linear layer in front and the memory's own. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { padded, persistent, type Tensor } from '../../engine/tensor'
import { linear } from '../../layers/linear/layer'
import { drivesOf, statesOf } from '../../layers/memory/describe'
import { driveSpec } from '../../layers/memory/initialize'
import { memoryLayer } from '../../layers/memory/layer'
import { memorySchema, type SpikingSpec } from '../../layers/memory/schema'
import { SURROGATE_KINDS } from '../../neurons/surrogate/describe'
import { inspect } from '../readable-tensors'
import { type GrsnAttributes, grsnAttributes, surrogateOf } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { contextFor } from './neurons'
import { type Case, type CaseTensor, need, timeFirst } from './read'

/** The name of a gate or the projection in a case, by its name in the layer. */
const NAMES = { forget: 'forget', input: 'input', current: 'projection' } as const
type Block = keyof typeof NAMES

export async function runGrsn(gpu: Gpu, c: Case): Promise<Computed> {
  const a = grsnAttributes.parse(c.attrs)
  const x = need(c.inputs, 'x')
  const { steps, batch, features } = timeFirst(x)
  const size = need(c.inputs, 'decayLogit').data.length
  const spec = specOf(a)
  const surrogate = surrogateOf(a.surrogate, 1)
  const context = contextFor('train', steps, batch)
  const input = activation('x', [steps, batch, features], 'dense', true)
  const front = linear(context, 'drive', input, driveSpec(spec, size, features, 0))
  const starts = persistent('starts', 'f32', [steps, batch])
  const carried = persistent('carried', 'f32', [batch, statesOf(spec, size)])
  const memory = memoryLayer(
    context,
    'memory',
    spec,
    { drive: front.outputs[0]!, starts, carried },
    { size, seed: 0, surrogate: { kind: SURROGATE_KINDS[surrogate.kind], scale: surrogate.values[0]! } },
  )
  const backward = [memory, front].flatMap((layer) => [...layer.backwardInput, ...layer.backwardParameters])
  using bench = await inspect(gpu, [...front.forward, ...memory.forward, ...backward])
  const parameter = (name: string) => context.network.parameters.get(name)
  const decay = parameter('memory.decayLogit')!
  const pieces = weightBlocksOf(spec, size, features, c.inputs)
  for (const { name, rows, columns } of matricesOf(spec, size, features)) {
    const data = new Float32Array(rows * columns)
    for (const piece of pieces.filter((one) => one.name === name))
      for (const [at, i] of placesOf(piece, size, columns)) data[at] = piece.from.data[i]!
    bench.write(parameter(name)!.value, data)
  }
  bench.write(decay.value, padRows(need(c.inputs, 'decayLogit').data, size))
  bench.write(input.value, padRows(x.data, features))
  if (c.cotangents.spikes) bench.write(memory.output.grad!, padRows(c.cotangents.spikes.data, size))
  bench.run()
  const read = async (t: Tensor, columns: number) => trimRows(await bench.f32(t as Tensor<'f32'>), columns)
  const gradients: Record<string, Float64Array> = {
    x: await read(input.grad!, features),
    decayLogit: await read(decay.grad, size),
  }
  for (const piece of pieces) {
    const found = parameter(piece.name)!
    const grad = await bench.f32(found.grad)
    const into = gradients[piece.key] ?? new Float64Array(piece.from.data.length)
    gradients[piece.key] = into
    for (const [at, i] of placesOf(piece, size, found.value.shape.at(-1)!)) into[i] = grad[at]!
  }
  const { spikes, membrane, current } = memory.visible
  return {
    outputs: { spikes: await read(spikes!, size), membrane: await read(membrane!, size), current: await read(current!, size) },
    gradients,
  }
}

const specOf = ({ gateSource, inputProjection, threshold, reset }: GrsnAttributes): SpikingSpec =>
  memorySchema.parse({ kind: 'grsn', gates: gateSource, projection: inputProjection, threshold, reset, learnDecay: true }) as SpikingSpec

/** A part of a case's tensor, [size] or [size, inputs], and the block of columns of a parameter that contains it. */
interface WeightBlock {
  readonly key: string
  readonly from: CaseTensor
  readonly name: string
  readonly block: number
  /** The columns in the case: the first one, their number (`inputs`), and the number of all columns (`all`). */
  readonly first: number
  readonly inputs: number
  readonly all: number
}

function weightBlocksOf(spec: SpikingSpec, size: number, features: number, inputs: Case['inputs']): WeightBlock[] {
  const gates = spec.kind === 'grsn' ? spec.gates : 'input'
  const drives = drivesOf(spec) as readonly Block[]
  const piece = (
    block: Block,
    what: 'Weight' | 'Bias',
    name: string,
    places: readonly Block[],
    at: Pick<WeightBlock, 'first' | 'inputs' | 'all'>,
  ) => {
    const key = `${NAMES[block]}${what}`
    return { key, from: need(inputs, key), name, block: places.indexOf(block), ...at }
  }
  const own: readonly Block[] = ['forget', 'input']
  const seen = gates === 'both' ? features : 0
  return [
    ...drives.flatMap((block) => [
      piece(block, 'Weight', 'drive.weight', drives, {
        first: 0,
        inputs: features,
        all: block === 'current' ? features : features + (gates === 'both' ? size : 0),
      }),
      piece(block, 'Bias', 'drive.bias', drives, { first: 0, inputs: 1, all: 1 }),
    ]),
    ...(gates === 'input' ? [] : own).flatMap((block) => [
      piece(block, 'Weight', 'memory.recurrent', own, { first: seen, inputs: size, all: seen + size }),
      ...(gates === 'spike' ? [piece(block, 'Bias', 'memory.bias', own, { first: 0, inputs: 1, all: 1 })] : []),
    ]),
  ]
}

function matricesOf(spec: SpikingSpec, size: number, features: number) {
  const columns = drivesOf(spec).length * padded(size)
  const gates = spec.kind === 'grsn' ? spec.gates : 'input'
  return [
    { name: 'drive.weight', rows: padded(features), columns },
    { name: 'drive.bias', rows: 1, columns },
    ...(gates === 'input' ? [] : [{ name: 'memory.recurrent', rows: padded(size), columns: 2 * padded(size) }]),
    ...(gates === 'spike' ? [{ name: 'memory.bias', rows: 1, columns: 2 * padded(size) }] : []),
  ]
}

/** The index of every value of a block, in the parameter with `columns` columns and in the case's tensor. */
function placesOf({ block, first, inputs, all }: WeightBlock, size: number, columns: number): (readonly [at: number, i: number])[] {
  return Array.from({ length: inputs * size }, (_, j) => {
    const [k, n] = [Math.floor(j / size), j % size]
    return [k * columns + block * padded(size) + n, n * all + first + k]
  })
}
