/** What layers have learned about time, read for the views: the delays of synapses, and the weights of parallel neurons over steps. */
import type { Compiled } from '../engine/plan'
import type { Tensor } from '../engine/tensor'
import type { DelayedSynapses, StepWeights } from '../readings/layers'
import { fanIn, type NetworkGraph, type WeightLayer } from './graph'

type Graphs = readonly { readonly graph: NetworkGraph }[]

/** The maximum number of synapses whose delays are read: with their weights, 4 MB. */
const MAX_SYNAPSES = 500_000

const layerNamed = (networks: Graphs, layer: string) => networks.flatMap(({ graph }) => graph.spiking).find(({ name }) => name === layer)

const floatsOf = async (compiled: Compiled<string>, tensor: Tensor<'f32'>) => new Float32Array(await compiled.read(tensor))

/** The delays of a layer's synapses, with their weights; null for a layer without any. */
export async function readDelays(compiled: Compiled<string>, networks: Graphs, layer: string): Promise<DelayedSynapses | null> {
  const found = layerNamed(networks, layer)?.weightLayer
  if (!found?.delays) return null
  if (found.kind === 'conv') return readChannels(compiled, layer, found as Delayed)
  const { weight, channels, stored, outputs: of, delays } = found
  const inputs = fanIn(found)
  const outputs = Math.min(of, Math.max(1, Math.floor(MAX_SYNAPSES / inputs)))
  const columns = weight.value.shape.at(-1)!
  const weights = await floatsOf(compiled, weight.value)
  const values = await floatsOf(compiled, delays.parameter.value)
  // In memory the channels of a position are next to each other, with padding behind them.
  const row = (i: number) => Math.floor(i / channels) * stored + (i % channels)
  const at = {
    synapse: (o: number, i: number) => row(i) * columns + o,
    axon: (_: number, i: number) => row(i),
    neuron: (o: number) => o,
  }[delays.per]
  const synapses = (value: (o: number, i: number) => number) =>
    Float32Array.from({ length: outputs * inputs }, (_, k) => value(Math.floor(k / inputs), k % inputs))
  return {
    layer,
    inputs,
    outputs,
    of,
    max: delays.max,
    weight: synapses((o, i) => weights[row(i) * columns + o]!),
    delay: synapses((o, i) => values[at(o, i)]!),
  }
}

type Delayed = WeightLayer & Pick<Required<WeightLayer>, 'delays'>

/** Reads the delays of a convolution, one for each channel of its input. The weight of a channel is the sum over the window. */
async function readChannels(
  compiled: Compiled<string>,
  layer: string,
  { weight, kernel, channels, stored, outputs, delays }: Delayed,
): Promise<DelayedSynapses> {
  const columns = weight.value.shape.at(-1)!
  const weights = await floatsOf(compiled, weight.value)
  const values = await floatsOf(compiled, delays.parameter.value)
  const window = Array.from({ length: kernel[0] * kernel[1] }, (_, place) => place * stored * columns)
  const synapses = (value: (o: number, i: number) => number) =>
    Float32Array.from({ length: outputs * channels }, (_, k) => value(Math.floor(k / channels), k % channels))
  return {
    layer,
    inputs: channels,
    outputs,
    of: outputs,
    channels: true,
    max: delays.max,
    weight: synapses((o, i) => window.reduce((sum, start) => sum + weights[start + i * columns + o]!, 0)),
    delay: synapses((_, i) => values[i]!),
  }
}

/** The weights over steps of a layer of parallel neurons, with their mask; null for other layers. */
export async function readStepWeights(compiled: Compiled<string>, networks: Graphs, layer: string): Promise<StepWeights | null> {
  const found = layerNamed(networks, layer)?.overSteps
  if (!found) return null
  const { form, order, masking, weight: parameter } = found
  const stored = await floatsOf(compiled, parameter.value)
  const steps = parameter.value.shape[0]!
  if (form === 'sliding') return { layer, form, order, weight: Float32Array.from({ length: order }, (_, lag) => stored[order - 1 - lag]!) }
  const factor = (t: number, seen: number) => (form === 'masked' && (seen > t || t - seen >= order) ? 1 - masking : 1)
  // In memory, the index of the seen step comes first.
  const weight = Float32Array.from({ length: steps * steps }, (_, i) => {
    const [t, seen] = [Math.floor(i / steps), i % steps]
    return factor(t, seen) * stored[seen * steps + t]!
  })
  return { layer, form, order: form === 'full' ? steps : order, weight }
}
