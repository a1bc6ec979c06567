import { type Counts, watchedPart } from '../../data/schema'
import { type DataSet, watchedSamples, wordsFrom, wordsOf } from '../../data/streams'
import type { Op } from '../../engine/kernel'
import { padded, persistent, sizeOf } from '../../engine/tensor'
import type { ReadoutSpec } from '../../layers/readout/schema'
import { forwardOps, type NetworkGraph, positionsOf } from '../../networks/graph'
import type { Pinned } from '../../networks/pinned'
import { productsOf } from '../../networks/products'
import type { LearningRule } from '../../neurons/online/schema'
import type { Batch, StreamShape } from './batches'

/** Samples whose potentials are shown; fewer where their feature maps would take more memory than this. */
const PINNED = 16
const PINNED_BYTES = 64 * 2 ** 20

/** The part of an experiment that pinning samples reads. */
interface PinnedOf {
  /** The number of samples in a micro-batch. */
  readonly size: number
  readonly counts: Counts
  readonly steps: number
  readonly streams: readonly StreamShape[]
  /** The streams that the network reads. */
  readonly inputs: readonly string[]
  readonly readout: ReadoutSpec
  readonly learning?: LearningRule | undefined
}

interface PinnedParts extends Pinned {
  readonly ops: readonly Op[]
  /** The pinned samples as a batch. */
  readonly batch: Batch
  readonly initial: (stream: string, data: DataSet) => Uint32Array<ArrayBuffer>
}

/** The pinned samples and a free row behind them, in evaluation mode, with everything that is shown read back. */
export function pinnedParts(
  { size, counts, steps, streams: shapes, inputs, readout, learning }: PinnedOf,
  trained: NetworkGraph,
  graphOf: (batch: Batch) => NetworkGraph,
): PinnedParts {
  const inputBytes = (4 * sizeOf(trained.layers[0]!.outputs[0]!.value.shape)) / size
  const bytesASample = trained.spiking.reduce((sum, l) => sum + 8 * steps * positionsOf(l) * padded(l.features), inputBytes)
  const rows = 1 + Math.max(1, Math.min(PINNED, counts[watchedPart(counts)]!, Math.floor(PINNED_BYTES / bytesASample)))
  const streams = Object.fromEntries(
    shapes
      .filter(({ name }) => inputs.includes(name))
      .map((shape) => [shape.name, persistent(`pinned.${shape.name}`, 'u32', [rows, wordsOf(shape)])]),
  )
  const samples = persistent(
    'pinned.samples',
    'u32',
    [rows],
    Uint32Array.from({ length: rows }, (_, i) => i),
  )
  const batch = { size: rows, streams, samples }
  const graph = graphOf(batch)
  const products = productsOf(graph, rows, steps)
  const ops = forwardOps(graph, (layer) => products.products.filter(({ behind }) => behind === layer).flatMap((product) => product.ops))
  /** The first samples of the part that is watched; the free row for the user's own sample is zero. */
  const initial = (name: string, data: DataSet): Uint32Array<ArrayBuffer> => {
    const { streams: watched, count } = watchedSamples(data)
    const words = streams[name]!.shape[1]!
    const values = new Uint32Array(rows * words)
    values.set(wordsFrom(watched[name]!, 0, Math.min(rows - 1, count) * words))
    return values
  }
  return {
    count: rows - 1,
    rows,
    streams,
    graph,
    products,
    ops,
    batch,
    readout,
    initial,
    ...(learning && learning.kind !== 'sltt' && { eligible: true }),
  }
}
