/**
 * How an output depends on the input of a pinned sample, step by step: the same network over the same samples, built again with a backward
 * pass to its input, compiled for each request and destroyed afterwards. It reads the run's weights in place and writes only its own
 * tensors, so that the run is not changed by a single bit.
 */
import { compile } from '../../engine/plan'
import { byteLengthOfRanges, createRing } from '../../engine/readback'
import { sizeOf } from '../../engine/tensor'
import { attributionRanges, attributionReadBack, readAttribution, throughNetwork, watchedInput } from '../../networks/attribution'
import type { NetworkGraph } from '../../networks/graph'
import { fits, type Pinned, writeFree } from '../../networks/pinned'
import type { Attribution } from '../../readings/attribution'
import type { CustomSample } from '../../readings/sample'
import type { RunAccess } from '../built'
import type { Batch } from './batches'
import { contextOf, graphOf, type Shared } from './shared'
import type { Supervised, SupervisedSpec } from './supervised'

/** The network over a batch in evaluation mode, as far as its readout, with a gradient for its input. */
export function attributionGraph<Spec extends SupervisedSpec>(shared: Shared<Supervised<Spec>>, batch: Batch): NetworkGraph {
  const { s, options } = shared
  const watched: Supervised<Spec> = { ...s, everyStep: false, input: (context, of) => watchedInput(context, s.input(context, of)) }
  return graphOf({ ...shared, s: watched }, contextOf(shared, 'evaluate', batch.size), batch, { smooth: options.smooth })
}

/**
 * @param which the index of a pinned sample, or a custom one, which is written to the free row behind them
 * @throws where no sample or output has this index, where the custom sample has another size, or where the run ends meanwhile
 */
export async function attribute<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  pinned: Pinned & { readonly batch: Batch },
  { gpu, compiled: run }: RunAccess,
  which: number | CustomSample,
  output?: number,
): Promise<Attribution> {
  const sample = typeof which === 'number' ? which : pinned.count
  refuse(shared, pinned, which, output)
  const graph = attributionGraph(shared, pinned.batch)
  const chosen = graph.output.grad!
  const compiled = await compile(
    gpu,
    { attribution: throughNetwork(graph) },
    { readBack: attributionReadBack(graph), lent: (t) => (run.holds(t) ? run.buffer(t) : undefined) },
  )
  const ranges = attributionRanges(compiled, { ...pinned, graph }, sample)
  const ring = createRing(gpu, byteLengthOfRanges(ranges), 1)
  const gradientOf = async (index?: number) => {
    if (!run.holds(shared.network.values)) throw new Error('The run has ended.')
    if (typeof which !== 'number') writeFree(gpu, run, pinned, which)
    const seed = new Float32Array(sizeOf(chosen.shape))
    if (index !== undefined) seed[sample * chosen.shape[2]! + index] = 1
    compiled.write(chosen, seed)
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.attribution.encode(encoder)
    const ticket = ring.tryAcquire()!
    ticket.copy(encoder, ranges)
    gpu.device.queue.submit([encoder.finish()])
    return readAttribution({ ...pinned, graph }, ranges, await ticket.read())
  }
  try {
    const index = output ?? (await gradientOf()).predicted
    return { output: index, ...(await gradientOf(index)) }
  } finally {
    ring.destroy()
    compiled.destroy()
  }
}

function refuse<Spec extends SupervisedSpec>(
  { s: { outputs } }: Shared<Supervised<Spec>>,
  pinned: Pinned,
  which: number | CustomSample,
  output: number | undefined,
): void {
  const among = (index: number, count: number) => Number.isInteger(index) && index >= 0 && index < count
  if (typeof which !== 'number' && !fits(pinned, which)) throw new Error('The sample is of another size than those of the data.')
  if (typeof which === 'number' && !among(which, pinned.count))
    throw new Error(`A sample is a number from 0 to ${pinned.count - 1}, not ${which}.`)
  if (output !== undefined && !among(output, outputs)) throw new Error(`An output is a number from 0 to ${outputs - 1}, not ${output}.`)
}
