/** One training step with all probes on, and what they read. */
import type { Gpu } from '../engine/device'
import { byteLengthOfRanges, type MembraneReading, membraneRanges, readMembrane } from '../experiments/frames'
import type { Run } from '../experiments/run'

export async function watchedStep(gpu: Gpu, run: Run): Promise<MembraneReading[]> {
  const ranges = membraneRanges(run)
  const staging = gpu.createBuffer('reading', byteLengthOfRanges(ranges), GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ)
  run.submit(1, {
    watched: true,
    finish(encoder) {
      let at = 0
      for (const r of ranges) {
        encoder.copyBufferToBuffer(r.buffer, r.offset, staging, at, r.byteLength)
        at += r.byteLength
      }
    },
  })
  await staging.mapAsync(GPUMapMode.READ)
  const layers = readMembrane(run, staging.getMappedRange().slice(0))
  gpu.destroyBuffer(staging)
  return layers
}
