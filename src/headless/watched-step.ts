/** Membrane readings of one training step with all probes on, or of the next batch without training. */
import type { Gpu } from '../engine/device'
import { byteLengthOfRanges, createRing } from '../engine/readback'
import type { Run } from '../experiments/run'
import { membraneRanges, readMembrane } from '../networks/probe-reading'
import type { MembraneReading } from '../readings/membrane'

export const watchedStep = (gpu: Gpu, run: Run): Promise<MembraneReading[]> =>
  watched(gpu, run, (finish) => run.submit(1, { watched: true, finish }))

/** The membrane readings of the next batch with the current weights. */
export const watchedPreview = (gpu: Gpu, run: Run): Promise<MembraneReading[]> => watched(gpu, run, (finish) => run.submitPreview(finish))

async function watched(gpu: Gpu, { compiled, built }: Run, submit: (finish: (encoder: GPUCommandEncoder) => void) => void) {
  const ranges = membraneRanges(compiled, built.probes)
  const ring = createRing(gpu, byteLengthOfRanges(ranges), 1)
  const ticket = ring.tryAcquire()!
  submit((encoder) => ticket.copy(encoder, ranges))
  const bytes = await ticket.read()
  ring.destroy()
  return readMembrane(built.probes, bytes)
}
