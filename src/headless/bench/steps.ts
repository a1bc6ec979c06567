/** Times training steps from gather to optimizer: the median of 20 after 3 warm-ups, one submission each by default. */
import type { DataSet } from '../../data/streams'
import type { Gpu } from '../../engine/device'
import { medianOf } from '../../engine/timing'
import type { Experiment } from '../../experiments/schema'
import { grayData } from '../../experiments/workloads'
import { type OpenOptions, openRunOf } from '../open-run'

export interface StepTiming {
  readonly ms: number
  readonly min: number
  readonly dispatches: number
  readonly byteLength: number
  readonly loss: number
}

export async function timeSteps(
  gpu: Gpu,
  experiment: Experiment,
  {
    repetitions = 20,
    perSubmission = 1,
    data,
    ...options
  }: OpenOptions & { repetitions?: number; perSubmission?: number; data?: DataSet } = {},
): Promise<StepTiming> {
  using run = await openRunOf(gpu, experiment, data ?? grayData(4096, experiment.network.kind === 'layers'), options)
  const once = async () => {
    const start = performance.now()
    run.submit(perSubmission)
    await gpu.device.queue.onSubmittedWorkDone()
    return (performance.now() - start) / perSubmission
  }
  for (let i = 0; i < 3; i++) await once()
  const times: number[] = []
  for (let i = 0; i < repetitions; i++) times.push(await once())
  const { rows, halted } = await run.readMetrics(0)
  if (halted) throw new Error(halted.message)
  const timing = {
    ms: medianOf(times),
    min: Math.min(...times),
    dispatches: run.built.stages.reduce((sum, { program, repeat }) => sum + repeat * run.compiled.programs[program]!.dispatches, 0),
    byteLength: run.compiled.byteLength,
    loss: rows.columns[run.built.metrics[0]!.name]!.at(-1)!,
  }
  return timing
}
