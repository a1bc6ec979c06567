import { watchedSamples, wordsFrom, wordsOf } from '../../data/streams'
import { persistent, tensor } from '../../engine/tensor'
import type { LossPass } from '../../networks/loss-pass'
import { onlineGradients } from './online'
import { contextOf, graphOf, type Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'

/**
 * The network over a batch of rows that are written from outside, with the loss of training: without the terms that are added to it, in
 * evaluation mode, but with skips weighted as in training.
 * @param total by what the sum of the losses is divided in the gradient
 */
export function lossPass<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>, rows: number, total = rows): LossPass {
  const { s, network, still, options } = shared
  const streams = s.streams.map((shape) => {
    const words = wordsOf(shape)
    return { words, name: shape.name, value: persistent(`pass.${shape.name}`, 'u32', [rows, words]) }
  })
  const numbers = persistent('pass.samples', 'u32', [rows])
  const batch = { size: rows, streams: Object.fromEntries(streams.map(({ name, value }) => [name, value])), samples: numbers }
  const mixed = persistent('pass.mixed', 'u32', [1], Uint32Array.of(1))
  const draw = persistent('pass.draw', 'u32', [1])
  const context = contextOf(shared, 'evaluate', rows)
  const graph = graphOf(shared, context, batch, { mixed, number: draw, smooth: options.smooth })
  const metrics = s.metrics.map(({ name }) => tensor(`pass.${name}`, 'f32', [total]))
  const { learning } = s.spec
  const tensors = { batch, micro: still, metrics }
  return {
    network,
    graph,
    forward: [...graph.forward, ...s.loss(graph, tensors)],
    backward: learning
      ? onlineGradients(shared, context, learning, graph, tensors).ops()
      : [...graph.layers].reverse().flatMap(({ backwardInput, backwardParameters }) => [...backwardInput, ...backwardParameters]),
    losses: metrics[0]!,
    draw,
    write(compiled, data, samples) {
      const watched = watchedSamples(data).streams
      for (const { name, words, value } of streams) {
        if (!compiled.holds(value)) continue
        const filled = new Uint32Array(rows * words)
        for (const [row, sample] of samples.entries()) filled.set(wordsFrom(watched[name]!, sample * words, words), row * words)
        compiled.write(value, filled)
      }
      if (compiled.holds(numbers)) compiled.write(numbers, Uint32Array.from(samples))
    },
  }
}
