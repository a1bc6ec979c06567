/** Measures, on the device at hand, which variants of its products an experiment runs fastest with. Every variant gives the same bits. */
import { countsOf, type DataSet, firstSamples } from '../data/streams'
import { buildingOn, type Gpu } from '../engine/device'
import { medianOf } from '../engine/timing'
import { type TunedVariants, tune } from '../engine/tune'
import { buildExperiment } from './build'
import { openRun } from './run'
import type { Experiment } from './schema'

/** Enough samples for the batches that are timed; uploading all of them for each variant would take longer than the timing. */
const SAMPLES = 8192
const STEPS = 5

export async function tuneExperiment(
  gpu: Gpu,
  e: Experiment,
  data: DataSet,
  onProgress?: (done: number, total: number) => void,
  signal?: AbortSignal,
): Promise<TunedVariants> {
  const few = firstSamples(data, SAMPLES)
  const options = { ...buildingOn(gpu), counts: countsOf(few) }
  const measure = async (tunedVariants: TunedVariants): Promise<number> => {
    const run = await openRun(gpu, buildExperiment(e, { ...options, tunedVariants }), few)
    try {
      run.submit(2)
      await gpu.device.queue.onSubmittedWorkDone()
      const times: number[] = []
      for (let i = 0; i < STEPS; i++) {
        signal?.throwIfAborted()
        const start = performance.now()
        run.submit(1)
        await gpu.device.queue.onSubmittedWorkDone()
        times.push(performance.now() - start)
      }
      return medianOf(times)
    } finally {
      run.destroy()
    }
  }
  return tune(buildExperiment(e, options).tuningSpace, {}, measure, onProgress, signal)
}
