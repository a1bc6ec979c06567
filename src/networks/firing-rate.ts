/** The firing rate of a network over its pinned samples, in evaluation mode. */
import type { Gpu } from '../engine/device'
import type { Compiled } from '../engine/plan'
import { isAnalogLayer, positionsOf } from './graph'
import type { Pinned } from './pinned'

/** Spikes per neuron and step; null where no layer has neurons that spike. */
export async function firingRate(gpu: Gpu, compiled: Compiled<string>, { count, rows, graph }: Pinned): Promise<number | null> {
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.pinned!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  let [spikes, places] = [0, 0]
  for (const layer of graph.spiking.filter((one) => !isAnalogLayer(one))) {
    const { spikes: tensor, features } = layer
    const [steps, , width] = tensor.shape as readonly [number, number, number]
    const positions = positionsOf(layer)
    spikes += spikesIn(new Float32Array(await compiled.read(tensor)), {
      steps,
      rows: rows * positions,
      shown: count * positions,
      width,
      features,
    })
    places += steps * count * positions * features
  }
  return places > 0 ? spikes / places : null
}

/** Counts the spikes of [steps, rows, width] values, without the free row and without padding. */
function spikesIn(
  values: Float32Array,
  { steps, rows, shown, width, features }: Readonly<Record<'steps' | 'rows' | 'shown' | 'width' | 'features', number>>,
): number {
  let spikes = 0
  for (let t = 0; t < steps; t++)
    for (let row = 0; row < shown; row++) {
      const from = (t * rows + row) * width
      for (let i = from; i < from + features; i++) spikes += Number(values[i]! > 0)
    }
  return spikes
}
