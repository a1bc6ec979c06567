/** The GPU memory of an experiment by purpose, in parts that the user can change. Pure; the parts add up to the predicted total. */
import { planMemory, pruneAll } from '../engine/memory'
import { byteLengthOf, type Tensor } from '../engine/tensor'
import type { Built } from '../tasks/built'
import { holdsSamples } from '../tasks/supervised/batches'
import type { MemoryPart } from './protocol'

/** The parts of `byteLength`, which is what `predictRunBytes` says of the same experiment, the largest first. */
export function memoryParts(built: Built, byteLength: number): readonly MemoryPart[] {
  const lists = Object.values(pruneAll(built.programs, built.readBack))
  const { slots, slotOf, persistent } = planMemory(lists, true, built.readBack)
  const ofSplits = new Set([...slotOf].filter(([t]) => t.name.endsWith('.splits')).map(([, slot]) => slot))
  const bytesIn = (splits: boolean) => slots.reduce((sum, bytes, slot) => sum + (ofSplits.has(slot) === splits ? bytes : 0), 0)
  const of = (is: (t: Tensor) => boolean) => persistent.filter(is).reduce((sum, t) => sum + byteLengthOf(t), 0)
  const shown = shownTensors(built)
  const weights: readonly Tensor[] = built.networks.flatMap(({ network, average }) => [
    network.values,
    network.statistics,
    network.observed,
    ...(average ? [average.values, average.statistics] : []),
  ])
  const grads: readonly Tensor[] = built.networks.map(({ network }) => network.grads)
  const ofOptimizer: readonly Tensor[] = built.networks.flatMap(({ moments }) => moments)
  const parts = [
    { name: 'Data set', bytes: of(holdsSamples) },
    { name: 'Activations and their gradients, kept for the backward pass', bytes: bytesIn(false) },
    { name: 'Weights and running averages', bytes: of((t) => weights.includes(t)) },
    { name: 'Gradients of the weights', bytes: bytesIn(true) + of((t) => grads.includes(t)) },
    { name: 'Moments of the optimizer', bytes: of((t) => ofOptimizer.includes(t)) },
    { name: 'Pinned samples and counters of the views', bytes: of((t) => shown.has(t)) },
  ]
  const rest = byteLength - parts.reduce((sum, { bytes }) => sum + bytes, 0)
  return [...parts, { name: 'Metrics, tables and parameters of the kernels', bytes: rest }]
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
}

/** Tensors that exist only for views. */
function shownTensors({ readBack, probes, pinned, weightProbes }: Built): ReadonlySet<Tensor> {
  const counters = probes.flatMap((p) => [p.range, p.counts, p.moments, p.squares, p.activity])
  return new Set<Tensor>([
    ...readBack,
    ...counters,
    ...Object.values(pinned.streams),
    ...pinned.products.products.flatMap(({ counted }) => counted ?? []),
    ...[...weightProbes.values()].map(({ counts }) => counts),
  ])
}
