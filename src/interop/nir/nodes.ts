/** The activity of a network's layers in samples as that of the nodes of its NIR graph. Pure; data-file.ts writes it. */
import type { LayerInfo } from '../../readings/layers'
import type { SampleLayer } from '../../readings/sample'

/** The recorded activity of one node, for each sample. */
export interface NodeData {
  readonly node: string
  readonly steps: number
  readonly neurons: number
  /** [steps, neurons] for each sample, before the reset. */
  readonly membrane: readonly Float32Array[]
  /** 1 where a neuron fired; absent for analog neurons. */
  readonly spikes?: readonly Uint8Array[] | undefined
}

/**
 * The layers of samples as nodes, named as in a graph of the same network, with the neurons of a feature map in the order of channel, row
 * and column, as a Flatten of NIR has them.
 * @param samples the layers of each sample, the same layers for all
 * @param isAnalog whether the outputs of a layer are numbers and no spikes
 */
export function nodesOf(
  samples: readonly (readonly SampleLayer[])[],
  layers: readonly LayerInfo[],
  isAnalog: (layer: LayerInfo) => boolean,
): NodeData[] {
  return (samples[0] ?? []).map(({ layer, steps, neurons }, at) => {
    const info = layers.find(({ name }) => name === layer)
    const channels = info?.shape.length === 3 ? info.shape[2]! : 1
    const of = samples.map((own) => own[at]!)
    const spikes = info && isAnalog(info) ? undefined : of.map((one) => channelsFirst(one.spikes, neurons, channels))
    const membrane = of.map((one) => channelsFirst(one.membrane, neurons, channels))
    // In a graph, neurons with learned decays, and those of equations, have the same names as others.
    return { node: layer.replace(/^(?:plif|equations)(?=\d|Out)/, 'lif'), steps, neurons, membrane, spikes }
  })
}

function channelsFirst<T extends Float32Array | Uint8Array>(values: T, neurons: number, channels: number): T {
  if (channels === 1) return values
  const places = neurons / channels
  const moved = values.slice() as T
  for (let start = 0; start < values.length; start += neurons)
    for (let place = 0; place < places; place++)
      for (let channel = 0; channel < channels; channel++)
        moved[start + channel * places + place] = values[start + place * channels + channel]!
  return moved
}
