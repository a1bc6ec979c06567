/**
 * The gradient over time in a layer, for one pinned sample: the same network over this sample alone in evaluation mode, but with skips
 * weighted as in training, with the loss of training and its backward pass, compiled for each request and destroyed afterwards. It reads the
 * run's weights in place and adds to no parameter's gradient, so that the run is not changed by a single bit.
 */
import { compile } from '../../engine/plan'
import { flowReadBack, readFlow, watchFlow } from '../../networks/gradient-flow'
import type { Pinned } from '../../networks/pinned'
import type { GradientFlow } from '../../readings/gradient-flow'
import type { RunAccess } from '../built'
import { lossPass } from './loss-pass'
import type { Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'

/** @throws where no sample or layer has this name, or where the run has ended */
export async function gradientFlow<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  pinned: Pinned,
  { gpu, compiled: run, data }: RunAccess,
  layer: string,
  sample: number,
): Promise<GradientFlow> {
  const { control, network } = shared
  if (!Number.isInteger(sample) || sample < 0 || sample >= pinned.count)
    throw new Error(`A sample is a number from 0 to ${pinned.count - 1}, not ${sample}.`)
  if (shared.s.spec.learning) throw new Error('Online learning passes no gradient back through time: there is nothing to follow.')
  if (!run.holds(network.values)) throw new Error('The run has ended.')
  const pass = lossPass(shared, 1, control.batch)
  const watched = watchFlow(pass.graph, layer)
  const backward = [...pass.graph.layers].reverse().flatMap(({ backwardInput }) => backwardInput)
  const compiled = await compile(
    gpu,
    { flow: [...pass.forward, ...backward, ...watched.ops] },
    { readBack: flowReadBack(watched), lent: (t) => (run.holds(t) ? run.buffer(t) : undefined) },
  )
  try {
    pass.write(compiled, data, [sample])
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.flow.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    return await readFlow(compiled, run, watched)
  } finally {
    compiled.destroy()
  }
}
