/** Words and numbers about networks: their layers as the page lists them. Pure. */
import type { Parameter } from '../engine/network'
import type { LayerInfo } from '../readings/layers'
import { fanIn, type NetworkGraph } from './graph'

/** Of all networks of an experiment, behind one input. @param inputShape without steps and batch. */
export function layersOf(graphs: readonly NetworkGraph[], inputShape: readonly number[]): LayerInfo[] {
  const [first] = graphs[0]!.layers[0]!.outputs
  const input: LayerInfo = { name: 'input', kind: 'input', shape: inputShape, inputs: first!.features, parameters: 0, watchable: [] }
  return [input, ...graphs.flatMap(layersOfOne)]
}

function layersOfOne({ spiking, readout }: NetworkGraph): LayerInfo[] {
  // What layers share, as learned skips may be, counts in the first.
  const counted = new Set<Parameter>()
  const count = (parameters: readonly Parameter[]) =>
    parameters.reduce((sum, p) => {
      if (counted.has(p)) return sum
      counted.add(p)
      return sum + p.count
    }, 0)
  const layers = spiking.map(
    (s): LayerInfo => ({
      name: s.name,
      kind: s.kind,
      ...(s.branch && { branch: s.branch }),
      shape: s.space ? [s.space.height, s.space.width, s.features] : [s.features],
      product: s.weightLayer.kind,
      ...(s.weightLayer.kind === 'conv' && { kernel: s.weightLayer.kernel }),
      inputs: fanIn(s.weightLayer),
      parameters: count(s.parameters),
      watchable: ['membrane', 'potentials', 'spikes', 'gradientNorm'],
      threshold: s.spec.threshold,
      adaptive: s.adaptive,
      ...(s.recurrence && { recurrent: true as const }),
    }),
  )
  if (spiking.at(-1)?.weightLayer.name === readout.name) return layers
  const output: LayerInfo = {
    name: readout.name,
    kind: 'readout',
    shape: [readout.outputs],
    product: 'linear',
    inputs: fanIn(readout),
    parameters: readout.weight.count + (readout.bias?.count ?? 0),
    watchable: [],
  }
  return [...layers, output]
}
