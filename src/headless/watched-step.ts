/** One training step with all probes on, and what they read. */
import type { Gpu } from '../engine/device'
import { byteLengthOfRanges, createRing } from '../engine/readback'
import type { Run } from '../experiments/run'
import { membraneRanges, readMembrane } from '../networks/probe-reading'
import type { MembraneReading } from '../readings/membrane'

export async function watchedStep(gpu: Gpu, run: Run): Promise<MembraneReading[]> {
  const { compiled, built } = run
  const ranges = membraneRanges(compiled, built.probes)
  const ring = createRing(gpu, byteLengthOfRanges(ranges), 1)
  const ticket = ring.tryAcquire()!
  run.submit(1, { watched: true, finish: (encoder) => ticket.copy(encoder, ranges) })
  const bytes = await ticket.read()
  ring.destroy()
  return readMembrane(built.probes, built.batch, bytes)
}
