/** The loss terms of a supervised task over the layers of its network: their ops, and the layer before whose backward pass each op runs. */
import type { Op } from '../../engine/kernel'
import { decayOps, type Met, operationOps, rateOps, type Spikes } from '../../losses/terms/loss'
import { type Terms, termsIn } from '../../losses/terms/schema'
import type { AddedGradients, NetworkGraph, ProductInput } from '../../networks/graph'
import { isAnalog, isAnalogKind } from '../../neurons/descriptions'
import type { Control } from '../../optimizers/optimizer'

/**
 * The gradients that the terms of an experiment add to those of its loss; none without terms.
 * @param control whose last metrics are those of the terms. @param size the number of samples of a micro-batch
 */
export function termsOf(terms: Terms, graph: NetworkGraph, control: Control, size: number): AddedGradients {
  const count = termsIn(terms).length
  if (count === 0) return { before: new Map(), after: [] }
  const { metrics, micro, batch: total } = control
  const to = { metrics, row: metrics.shape[0]! - count, micro, size, total }
  const fires = graph.spiking.filter(({ kind, source }) => !(source ? isAnalog(source.neuron) : isAnalogKind(kind)))
  // In the order of the backward pass, from the output to the input.
  const fired = fires
    .flatMap(({ spikes, features }, number) => writtenAt(graph, spikes, features).map((one) => ({ ...one, number })))
    .reverse()
  const position = ({ layer }: Written) => graph.layers.findIndex(({ name }) => name === layer)
  const met = metIn(graph, size).sort((a, b) => position(b) - position(a))
  const before = new Map<string, Op[]>()
  const added = [...pairs(fired, rateOps(terms, fired, to)), ...pairs(met, operationOps(terms, met, to))]
  for (const { layer, ops } of added) before.set(layer, [...(before.get(layer) ?? []), ...ops])
  const weights = graph.spiking.map(({ weightLayer, recurrence }) => [weightLayer.weight, ...(recurrence ? [recurrence.recurrent] : [])])
  const last = graph.readouts.filter(({ name }) => !graph.spiking.some(({ weightLayer }) => weightLayer.name === name))
  return { before, after: decayOps(terms, [...weights, ...last.map(({ weight }) => [weight])], to) }
}

const pairs = (written: readonly Written[], ops: readonly Op[][]) => written.map(({ layer }, i) => ({ layer, ops: ops[i]! }))

/** Spikes, and the layer that writes them. When its backward pass begins, all their consumers have written their gradient. */
type Written = Spikes & { readonly layer: string }

function writtenAt({ layers }: NetworkGraph, value: Spikes['value'], features: number): Written[] {
  for (const { name, outputs } of layers)
    for (const output of outputs) if (output.value === value && output.grad) return [{ layer: name, value, grad: output.grad, features }]
  return []
}

/** The spikes that meet weights and have a gradient: not those of an encoder. */
function metIn(graph: NetworkGraph, size: number): (Met & Written)[] {
  const own = graph.spiking.map(({ weightLayer }) => weightLayer)
  const products = [...own, ...graph.readouts.filter(({ name }) => !own.some((layer) => layer.name === name))]
  const recurrent = graph.spiking.flatMap(({ recurrence, spikes, features }) =>
    recurrence ? metBy(graph, { value: spikes, features, reach: [1], fanOut: features, connections: features ** 2 }) : [],
  )
  return [
    ...products.flatMap(({ input, kind, outputs }) => metBy(graph, metOf(input, kind === 'conv' ? outputs : undefined, size))),
    ...recurrent,
  ]
}

/** @param channels of a convolution's output; a linear layer's spike meets as many weights as there are outputs. */
function metOf({ value, spikes, values, stored, reach, connections }: ProductInput, channels: number | undefined, size: number) {
  if (!spikes) return undefined
  const positions = (value.shape[1]! * value.shape[2]!) / (size * stored)
  return { value, features: values / positions, reach: reach(), fanOut: channels ?? connections / values, connections }
}

const metBy = (graph: NetworkGraph, met: Omit<Met, 'grad'> | undefined): (Met & Written)[] =>
  met ? writtenAt(graph, met.value, met.features).map((written) => ({ ...met, ...written })) : []
