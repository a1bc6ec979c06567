/**
 * Parameters and running statistics as files have them: weights [out, in], without padding, named as PyTorch modules name
 * theirs (linear1.weight, norm1.running_mean). Turned and padded here, nowhere else.
 */
import type { Parameter } from '../engine/graph'
import { sizeOf, type Tensor } from '../engine/tensor'
import type { Run } from '../experiments/run'
import { type NamedTensor, readSafetensors, writeSafetensors } from '../interop/safetensors'

interface Slot {
  readonly name: string
  readonly shape: readonly number[]
  readonly tensor: Tensor<'f32'>
  /** Index in our memory of element i of the file. */
  readonly place: (i: number) => number
}

const vector = (name: string, tensor: Tensor<'f32'>, features: number): Slot => ({ name, shape: [features], tensor, place: (i) => i })

function slotsOf(run: Run): Slot[] {
  const { spiking, readout } = run.built.train
  const layers = [
    ...spiking.map((s) => ({ parameters: s.parameters, inputs: s.inputs, features: s.features })),
    { parameters: readout.parameters, inputs: readout.inputs, features: readout.classes },
  ]
  const slots = new Map<string, Slot>()
  for (const { parameters, inputs, features } of layers) for (const p of parameters) slots.set(p.name, slotOf(p, inputs, features))
  for (const layer of run.built.train.layers)
    for (const t of layer.state) {
      const statistic = layer.name
      const what = t === layer.state[0] ? 'running_mean' : 'running_var'
      const features = layer.parameters[0]!.count
      slots.set(`${statistic}.${what}`, vector(`${statistic}.${what}`, t as Tensor<'f32'>, features))
    }
  return [...slots.values()]
}

function slotOf(p: Parameter, inputs: number, features: number): Slot {
  if (p.value.shape.length === 1) return vector(p.name, p.value, p.count)
  const columns = p.value.shape[1]!
  return { name: p.name, shape: [features, inputs], tensor: p.value, place: (i) => (i % inputs) * columns + Math.floor(i / inputs) }
}

export async function readWeights(run: Run): Promise<ArrayBuffer> {
  const tensors = await Promise.all(
    slotsOf(run).map(async ({ name, shape, tensor, place }): Promise<NamedTensor> => {
      const values = new Float32Array(await run.read(tensor))
      return { name, shape, data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => values[place(i)]!) }
    }),
  )
  return writeSafetensors(tensors, { experiment: JSON.stringify(run.built.experiment) })
}

/** @throws with the tensor's name and both shapes where the file does not fit; then nothing is changed. */
export function writeWeights(run: Run, buffer: ArrayBuffer): void {
  const { tensors } = readSafetensors(buffer)
  const given = new Map(tensors.map((t) => [t.name, t]))
  const slots = slotsOf(run)
  for (const { name, shape } of slots) {
    const found = given.get(name)
    if (!found) throw new Error(`The file has no tensor named ${name}; this network needs it as [${shape}].`)
    if (found.shape.join() !== shape.join()) throw new Error(`${name} is [${found.shape}] in the file; this network needs [${shape}].`)
    if (!found.data.every(Number.isFinite)) throw new Error(`${name} has values that are not finite numbers.`)
    if (name.endsWith('.running_var') && found.data.some((v) => v < 0)) throw new Error(`${name} has a negative variance.`)
  }
  const unknown = tensors.find((t) => !slots.some((s) => s.name === t.name))
  if (unknown) throw new Error(`The file has a tensor named ${unknown.name}, which this network has no place for.`)
  for (const { name, shape, tensor, place } of slots) {
    const values = new Float32Array(sizeOf(tensor.shape))
    const { data } = given.get(name)!
    for (let i = 0; i < sizeOf(shape); i++) values[place(i)] = data[i]!
    run.compiled.write(tensor, values)
  }
}
