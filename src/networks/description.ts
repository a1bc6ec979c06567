/** Labels and numbers about networks: their layers as the page lists them. Pure. */
import type { Network, Parameter } from '../engine/network'
import type { LayerInfo, OtherPart } from '../readings/layers'
import { fanIn, type NetworkGraph, type WeightLayer } from './graph'

/** The layers of all networks of an experiment, which share one input. @param inputShape without steps and batch. */
export function layersOf(graphs: readonly NetworkGraph[], inputShape: readonly number[]): LayerInfo[] {
  const [first] = graphs[0]!.layers[0]!.outputs
  const input: LayerInfo = { name: 'input', kind: 'input', shape: inputShape, inputs: first!.features, parameters: 0, watchable: [] }
  return [input, ...graphs.flatMap((graph) => [...samplerOf(graph, inputShape), ...layersOfOne(graph)])]
}

/** The sampler in front of a detector, with neurons for each pixel and polarity; none where nothing in it learns. */
function samplerOf({ sampler }: NetworkGraph, inputShape: readonly number[]): LayerInfo[] {
  if (!sampler) return []
  const [first] = sampler.convolutions as readonly [WeightLayer]
  return [
    {
      name: sampler.name,
      kind: 'sampler',
      shape: inputShape,
      product: first.kind,
      kernel: first.kernel,
      inputs: fanIn(first),
      parameters: sampler.parameters.reduce((sum, { count }) => sum + count, 0),
      watchable: [],
    },
  ]
}

function layersOfOne({ spiking, readouts }: NetworkGraph): LayerInfo[] {
  // Parameters that layers share, such as learned skips, count in the first layer.
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
      ...(s.item !== undefined && { item: s.item }),
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
      ...(s.variables && { variables: s.variables }),
      ...(s.learned && s.learned.length > 0 && { learned: s.learned.map(({ name }) => name) }),
    }),
  )
  const outputs = readouts
    .filter(({ name }) => spiking.at(-1)?.weightLayer.name !== name)
    .map(
      (last): LayerInfo => ({
        name: last.name,
        kind: 'readout',
        shape: last.space ? [last.space.height, last.space.width, last.outputs] : [last.outputs],
        product: last.kind,
        ...(last.kind === 'conv' && { kernel: last.kernel }),
        inputs: fanIn(last),
        parameters: last.weight.count + (last.bias?.count ?? 0),
        watchable: [],
        ...(last.says !== undefined && { says: last.says }),
      }),
    )
  return [...layers, ...outputs]
}

const PART = /^([a-z]+?)(\d*)$/i

/**
 * The parameters outside the listed layers, by the first word of their names: "features1.weight" and "features2.weight" belong to "features
 * 1, 2".
 */
export function otherPartsOf(networks: readonly { readonly network: Network; readonly graph: NetworkGraph }[]): OtherPart[] {
  const parts = new Map<string, { readonly numbers: Set<string>; parameters: number }>()
  for (const { network, graph } of networks) {
    const listed = new Set(
      [
        ...[...graph.spiking, graph.sampler].flatMap((part) => part?.parameters ?? []),
        ...graph.readouts.flatMap(({ weight, bias }) => [weight, bias]),
      ].map((parameter) => parameter?.name),
    )
    for (const [name, { count }] of network.parameters) {
      if (listed.has(name)) continue
      const [, word, number] = PART.exec(name.split('.')[0]!) ?? ['', name, '']
      const part = parts.get(word!) ?? { numbers: new Set(), parameters: 0 }
      part.parameters += count
      if (number) part.numbers.add(number)
      parts.set(word!, part)
    }
  }
  return [...parts].map(([word, { numbers, parameters }]) => ({
    name: [words(word), [...numbers].join(', ')].join(' ').trim(),
    parameters,
  }))
}

/** "observationEmbedding" as "observation embedding" */
const words = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
