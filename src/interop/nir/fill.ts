/** Arranges the weights that were read under the names and in the order of the network's weights file. */
import type { NamedTensor } from '../safetensors'
import { NirRefusal } from './graph'
import { layerWeights } from './layer-weights'
import type { ReadNir } from './read'

/**
 * @param template the tensors of the opened network that the graph became
 * @throws NirRefusal if that is another network
 */
export function filled(template: readonly NamedTensor[], { layers, parts: { neuron } }: Pick<ReadNir, 'layers' | 'parts'>): NamedTensor[] {
  // An average of the weights starts again from them.
  const own = template.filter(({ name }) => !name.startsWith('average.'))
  const places = layerWeights(own, 'text' in neuron && 'kind' in neuron ? String(neuron.kind) : undefined)
  if (places.length !== layers.length)
    throw new NirRefusal(`The file has ${layers.length} layers with weights, and the network ${places.length}.`)
  return places.flatMap(({ weight, bias, delay, w, recurrent, parameters }, i) => {
    const { node, shape, weight: values, bias: biases, delays, w: logit, recurrent: back, parameters: learned } = layers[i]!
    if (weight.shape.join() !== shape.join())
      throw new NirRefusal(`The node “${node}” has weights [${shape}]; the network needs [${weight.shape}].`)
    return [
      { ...weight, data: values },
      ...(bias ? [{ ...bias, data: biases }] : []),
      ...(delay && delays ? [{ ...delay, data: delays }] : []),
      ...(w && logit !== undefined ? [{ ...w, data: Float32Array.of(logit) }] : []),
      ...Object.entries(parameters).map(([name, one]) => ({ ...one, data: Float32Array.of(learned[name]!) })),
      ...(recurrent && back ? [{ ...recurrent, data: back }] : []),
    ]
  })
}
