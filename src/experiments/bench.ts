/** Times named workloads on the device at hand, each on a run of its own: the table "This device". */
import { countsOf, type DataSet } from '../data/streams'
import { buildingOn, type Gpu } from '../engine/device'
import { measureRates } from '../engine/rates'
import { medianWithin } from '../engine/timing'
import { adapterOf, DEVICE_FORMAT, type DeviceTable, type WorkloadTiming } from '../readings/device-table'
import { buildExperiment } from './build'
import { bytesOf } from './profile'
import { openRun, type Run } from './run'
import type { Experiment } from './schema'
import { tuneExperiment } from './tune'
import type { Workload } from './workloads'

interface Benching {
  readonly workloads: readonly Workload[]
  readonly browser: string
  /** Loads the samples of a workload that brings none. */
  readonly load: (experiment: Experiment) => Promise<DataSet>
  readonly onProgress?: (done: number, total: number, what: string) => void
  readonly signal?: AbortSignal
  /** How long the steps of a workload are timed. */
  readonly ms?: number
}

/** The longest step whose variants are tried: each is timed for seven steps. */
const TUNED_MS = 100

/** @throws the signal's reason between two submissions */
export async function benchDevice(gpu: Gpu, { workloads, browser, load, onProgress, signal, ms = 2000 }: Benching): Promise<DeviceTable> {
  const total = workloads.length + 1
  onProgress?.(0, total, 'Bandwidth, arithmetic and dispatches')
  const rates = await measureRates(gpu, signal)
  const timings: WorkloadTiming[] = []
  for (const { title, experiment, data } of workloads) {
    signal?.throwIfAborted()
    onProgress?.(timings.length + 1, total, title)
    const set = data ? data() : await load(experiment)
    const counts = countsOf(set)
    const time = async (tunedVariants: Readonly<Record<string, string>>) => {
      const run = await openRun(gpu, buildExperiment(experiment, { ...buildingOn(gpu), counts, tunedVariants }), set)
      try {
        return { run, step: await timeStep(gpu, run, ms, signal) }
      } finally {
        run.destroy()
      }
    }
    const { run, step } = await time({})
    const variants = step < TUNED_MS ? await tuneExperiment(gpu, experiment, set, undefined, signal) : null
    const ops = run.built.stages.flatMap(({ program, repeat }) =>
      Array.from({ length: repeat }, () => run.compiled.programs[program]!.ops.filter((op) => !op.watch)).flat(),
    )
    timings.push({
      title,
      ms: step,
      dispatches: run.built.stages.reduce((sum, { program, repeat }) => sum + repeat * run.compiled.programs[program]!.dispatches, 0),
      samplesPerSecond: (1000 * run.built.batch) / step,
      bandwidth: (1000 * bytesOf(ops)) / step / rates.bytesPerSecond,
      tuned: variants && { ms: (await time(variants)).step, variants },
    })
  }
  return {
    format: DEVICE_FORMAT,
    version: 1,
    adapter: adapterOf(gpu.info),
    software: gpu.info.software,
    browser,
    day: new Date().toISOString().slice(0, 10),
    rates,
    workloads: timings,
  }
}

/** Milliseconds of one step in a submission: the median. */
function timeStep(gpu: Gpu, run: Run, ms: number, signal?: AbortSignal): Promise<number> {
  run.submit(Math.max(1, run.built.watchedFrom ?? 1))
  const step = () => {
    run.submit(1)
    return gpu.device.queue.onSubmittedWorkDone()
  }
  return medianWithin(ms, step, signal)
}
