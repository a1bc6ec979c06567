/** Readings of a run: membranes in one training step with all probes on, or in the next batch without training; operations on its samples. */
import type { Gpu } from '../engine/device'
import { byteLengthOfRanges, createRing } from '../engine/readback'
import type { Run } from '../experiments/run'
import { readPinned } from '../networks/pinned'
import { membraneRanges, readMembrane } from '../networks/probe-reading'
import { readOperations } from '../networks/products'
import type { OperationsReading } from '../readings/energy'
import type { MembraneReading } from '../readings/membrane'
import { disposable } from './disposable'

export const watchedStep = (gpu: Gpu, run: Run): Promise<MembraneReading[]> =>
  watched(gpu, run, (finish) => run.submit(1, { watched: true, finish }))

/** The membrane readings of the next batch with the current weights. */
export const watchedPreview = (gpu: Gpu, run: Run): Promise<MembraneReading[]> => watched(gpu, run, (finish) => run.submitPreview(finish))

/** The number of operations on the pinned samples, with the current weights. */
export const operationsOf = (gpu: Gpu, { compiled, built }: Run, step: number): Promise<OperationsReading> =>
  readOperations((ranges) => readPinned(gpu, compiled, ranges, true), compiled, built.pinned.products, { step, count: built.pinned.count })

async function watched(gpu: Gpu, { compiled, built }: Run, submit: (finish: (encoder: GPUCommandEncoder) => void) => void) {
  const ranges = membraneRanges(compiled, built.probes)
  using ring = disposable(createRing(gpu, byteLengthOfRanges(ranges), 1))
  const ticket = ring.tryAcquire()!
  submit((encoder) => ticket.copy(encoder, ranges))
  const bytes = await ticket.read()
  return readMembrane(built.probes, bytes)
}
