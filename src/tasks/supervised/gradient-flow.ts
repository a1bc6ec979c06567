/**
 * The gradient over time in a layer, for one pinned sample: the same network over this sample alone in evaluation mode, but with skips
 * weighted as in training, with the loss of training and its backward pass, compiled for each request and destroyed afterwards. It reads the
 * run's weights in place and adds to no parameter's gradient, so that the run is not changed by a single bit.
 */
import { watchedSamples, wordsFrom, wordsOf } from '../../data/streams'
import { compile } from '../../engine/plan'
import { persistent, tensor } from '../../engine/tensor'
import { throughNetwork } from '../../networks/attribution'
import { flowReadBack, readFlow, watchFlow } from '../../networks/gradient-flow'
import type { Pinned } from '../../networks/pinned'
import type { GradientFlow } from '../../readings/gradient-flow'
import type { RunAccess } from '../built'
import { contextOf, graphOf, type Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'

/** @throws where no sample or layer has this name, or where the run has ended */
export async function gradientFlow<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  pinned: Pinned,
  { gpu, compiled: run, data }: RunAccess,
  layer: string,
  sample: number,
): Promise<GradientFlow> {
  const { s, control } = shared
  if (!Number.isInteger(sample) || sample < 0 || sample >= pinned.count)
    throw new Error(`A sample is a number from 0 to ${pinned.count - 1}, not ${sample}.`)
  if (!run.holds(shared.network.values)) throw new Error('The run has ended.')
  const streams = s.streams.map((shape) => {
    const words = wordsOf(shape)
    return { words, name: shape.name, value: persistent(`flow.${shape.name}`, 'u32', [1, words]) }
  })
  const batch = {
    size: 1,
    streams: Object.fromEntries(streams.map(({ name, value }) => [name, value])),
    samples: persistent('flow.samples', 'u32', [1], Uint32Array.of(sample)),
  }
  const mixed = persistent('flow.mixed', 'u32', [1], Uint32Array.of(1))
  const graph = graphOf(shared, contextOf(shared, 'evaluate', 1), batch, { mixed })
  const metrics = s.metrics.map(({ name }) => tensor(`flow.${name}`, 'f32', [control.batch]))
  const loss = s.loss(graph, { batch, micro: shared.still, metrics })
  const watched = watchFlow(graph, layer)
  const ops = throughNetwork(graph)
  const backward = ops.slice(graph.forward.length)
  const compiled = await compile(
    gpu,
    { flow: [...graph.forward, ...loss, ...backward, ...watched.ops] },
    { readBack: flowReadBack(watched), lent: (t) => (run.holds(t) ? run.buffer(t) : undefined) },
  )
  try {
    for (const { name, words, value } of streams)
      compiled.write(value, wordsFrom(watchedSamples(data).streams[name]!, sample * words, words))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.flow.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    return await readFlow(compiled, run, watched)
  } finally {
    compiled.destroy()
  }
}
